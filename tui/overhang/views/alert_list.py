"""The alerts for a pipe: text, JSON or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import msgspec

from overhang.core.alerts.alert import Alert
from overhang.core.outward import outward, outward_alert
from overhang.views.alerts import Facet, Scene, alerts_view
from overhang.views.base import Line, text_of
from overhang.views.dump import plain_cell
from overhang.views.layout import fit
from overhang.views.titles import title_line

SCHEMA = 1
"""Grows when a field changes its meaning or goes."""
_COLUMNS = (
    *("rule", "subject", "severity", "phase", "metric", "value", "threshold"),
    *("about", "state", "since", "fired_at", "muted", "acked_by", "acked_at"),
    *("acked_until", "text", "id", "rights"),
)


def as_text(scene: Scene, width: int, *, muted: bool) -> str:
    """Write what fires and what is pending; with `muted` also who is not told."""
    scene = scene._replace(snapshot=outward(scene.snapshot))
    facets = [Facet.ACTIVE, Facet.PENDING]
    if muted or scene.snapshot.quiets:
        facets.append(Facet.SILENCED)
    return text_of(listed(scene, facets, width)) + "\n"


def listed(scene: Scene, facets: Iterable[Facet], width: int) -> list[Line]:
    """Write lists of alerts under each other, a blank line between them."""
    lines: list[Line] = []
    for facet in facets:
        view = alerts_view(scene, facet)
        table = fit(view, width)
        rows = [table.header, *table.lines] if view.rows else []
        lines += [(), title_line(view, width), *rows, *view.notes]
    return lines[1:]


def as_json(scene: Scene) -> str:
    """Write one object: every level of every rule that is not at rest, silences."""
    whole = {
        "schema": SCHEMA,
        "taken_at": scene.snapshot.taken_at,
        "alerts": [
            {
                **msgspec.to_builtins(each),
                "severity": _severity(each),
                "rights": each.rights.value,
            }
            for each in map(outward_alert, scene.snapshot.alerts)
        ],
        "silences": [
            {
                **msgspec.to_builtins(each),
                "match": {
                    **msgspec.to_builtins(each.match),
                    "severity": each.match.severity.name.lower(),
                },
                "worse_than": (
                    None if each.worse_than is None else each.worse_than.name.lower()
                ),
            }
            for each in scene.snapshot.quiets
        ],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def as_csv(scene: Scene) -> str:
    """Write one alert a row under a header; texts that would run are made inert."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in map(outward_alert, scene.snapshot.alerts):
        ack = each.ack
        fields = msgspec.to_builtins(each) | {
            "severity": _severity(each),
            "rights": each.rights.value,
            "acked_by": ack.by if ack else None,
            "acked_at": ack.at.isoformat() if ack else None,
            "acked_until": ack.until.isoformat() if ack and ack.until else None,
        }
        writer.writerow([plain_cell(fields.get(name)) for name in _COLUMNS])
    return file.getvalue()


def _severity(alert: Alert) -> str:
    return alert.severity.name.lower()
