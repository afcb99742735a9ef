"""What the board shows, for a pipe: text, JSON, NDJSON or CSV.

Every format says the same: one reading is its subject and metric with `value` and
`unit` (a percentage is a `fraction`: -0.27), `state` and the `reason` when there is no
value, the day it is `about`, `age_bd` in business days, `bound`, `quality`, `label`,
the worst `severity` of the rules on it, and the `rights` that bind it. What is absent
is `null`, in CSV an empty cell. What may only be displayed is absent here, and its
reason says so; what is for use inside the firm is marked `internal`.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator

import msgspec

from overhang.core.catalogue import METRICS, Unit
from overhang.core.outward import WITHHELD, outward
from overhang.core.rights import Rights
from overhang.core.snapshot import Reading, Snapshot, Standing
from overhang.core.states import Severity, State
from overhang.views.base import Line, Span, Tone, text_of
from overhang.views.figures import figures_of
from overhang.views.layout import fit
from overhang.views.panes import capex_pane, cds_pane, debt_pane, equity_pane
from overhang.views.strip import group_lines
from overhang.views.titles import title_line
from overhang.views.width import wrap
from overhang.views.words import PANES

SCHEMA = 1
"""Grows when a field changes its meaning or goes."""

_FRACTION = "fraction"
_COLUMNS = (
    *("subject", "metric", "value", "unit", "state", "about", "age_bd", "bound"),
    *("quality", "severity", "label", "reason", "rights"),
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Out(msgspec.Struct, frozen=True, kw_only=True):
    """One reading as it leaves."""

    value: float | None
    unit: str
    state: str
    about: str | None
    age_bd: int | None
    bound: str
    quality: str | None
    severity: str
    label: str
    reason: str
    rights: str


def as_text(snapshot: Snapshot, width: int) -> str:
    """Write the group strip and the four panes as the board shows them."""
    snapshot = outward(snapshot)
    clock = snapshot.clock
    kind = "shipped data" if clock.shipped else "data"
    lines: list[Line] = [
        (Span(f"{kind} as of {clock.today.isoformat()}", Tone.MUTED),),
        *((Span(each, Tone.WARN),) for each in snapshot.problems),
        *group_lines(snapshot, width),
    ]
    for pane in (equity_pane, capex_pane, debt_pane, cds_pane):
        view = pane(snapshot)
        table = fit(view, width)
        lines += [(), title_line(view, width), table.header, *table.lines, *view.notes]
    lines += _rights_lines(snapshot, width)
    return text_of(lines) + "\n"


def as_json(snapshot: Snapshot) -> str:
    """Write one object: `subjects` by code, then readings by metric id."""
    snapshot = outward(snapshot)
    figures = figures_of(snapshot)
    subjects = {
        subject: {
            metric: _out(reading, metric, figures.standing(subject, metric))
            for metric, reading in mine.items()
            if metric in METRICS
        }
        for subject, mine in snapshot.readings.items()
    }
    whole = {
        "schema": SCHEMA,
        "taken_at": snapshot.taken_at,
        "today": snapshot.clock.today,
        "shipped": snapshot.clock.shipped,
        "problems": snapshot.problems,
        "subjects": subjects,
        "sources": snapshot.sources,
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def as_ndjson(snapshot: Snapshot) -> str:
    """Write one reading a line, each naming its subject and metric."""
    encode = msgspec.json.encode
    return "".join(encode(row).decode() + "\n" for row in _rows(snapshot))


def as_csv(snapshot: Snapshot) -> str:
    """Write one reading a row under a header.

    A text that a spreadsheet would run as a formula gets an apostrophe before it;
    numbers never do.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in _rows(snapshot):
        writer.writerow([plain_cell(row[name]) for name in _COLUMNS])
    return file.getvalue()


def _rights_lines(snapshot: Snapshot, width: int) -> list[Line]:
    """Say which figures are for use inside the firm, and which were left out."""
    bound: defaultdict[Rights, set[str]] = defaultdict(set)
    for mine in snapshot.readings.values():
        for metric, each in mine.items():
            withheld = each.reason.startswith(WITHHELD)
            if metric in METRICS and (each.value is not None or withheld):
                bound[each.rights].add(PANES[METRICS[metric].pane])
    said = (
        ("[internal] for use inside the firm only", bound[Rights.INTERNAL]),
        (WITHHELD, bound[Rights.DISPLAY]),
    )
    lines: list[Line] = []
    for words, panes in said:
        if panes:
            lines += wrap(f"{words}: {', '.join(sorted(panes))}", width, Tone.WARN)
    return [(), *lines] if lines else []


def _rows(snapshot: Snapshot) -> Iterator[dict[str, object]]:
    snapshot = outward(snapshot)
    figures = figures_of(snapshot)
    for subject, mine in snapshot.readings.items():
        for metric, reading in mine.items():
            if metric not in METRICS:
                # A term that a rule asks for: no figure of the board.
                continue
            out = _out(reading, metric, figures.standing(subject, metric))
            named = {"subject": subject, "metric": metric}
            yield {**named, **msgspec.structs.asdict(out)}


def _out(reading: Reading, metric: str, standing: Standing | None) -> _Out:
    absent = reading.state is State.ABSENT
    severity = standing.severity if standing else Severity.NONE
    unit = METRICS[metric].unit
    return _Out(
        value=None if absent else reading.value,
        unit=_FRACTION if unit is Unit.PERCENT else unit.value,
        state=reading.state.value,
        about=reading.about.isoformat() if reading.about else None,
        age_bd=reading.age,
        bound=reading.bound.value,
        quality=reading.quality.value if reading.quality else None,
        severity=severity.name.lower(),
        label=reading.label,
        reason=reading.reason,
        rights=reading.rights.value,
    )


def plain_cell(value: object) -> object:
    """Make a value safe for a spreadsheet; what is absent is an empty cell."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value
