from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.entries import entry_of
from overhang.core.outward import WITHHELD, outward, outward_entry, outward_source
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.core.rules.engine import judge
from overhang.core.rules.moment import Moment
from overhang.core.snapshot import Input, Reading, Snapshot, SourceHealth
from overhang.core.states import Severity, State
from overhang.delivery.payload import headline, lines, payload
from overhang.views.alert_list import as_csv as alerts_csv
from overhang.views.alert_list import as_json as alerts_json
from overhang.views.alert_list import as_text as alerts_text
from overhang.views.alerts import Scene
from overhang.views.dump import as_csv, as_json, as_ndjson, as_text
from overhang.views.format import ABSENT
from support.rulebooks import UNIVERSE, book
from support.snapshots import TAKEN, TODAY, sample_snapshot
from support.telling import item, message

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
CANARY = 94.0625
"""A figure that no other one is like."""
SAID = "94.0625"
TEXT = f"META: CDS 5Y {SAID}bp > 60bp (warn)"


def bound(rights: Rights) -> Snapshot:
    """Give a snapshot with one figure, its alert and its marks bound."""
    whole = sample_snapshot()
    old = whole.readings["META"]["cds.5y"]
    cite = Input(
        "mark", CANARY, "bp", TODAY, "Vendor X", Quality.COMPOSITE, rights=rights
    )
    whole.readings["META"]["cds.5y"] = replace(
        old, value=CANARY, rights=rights, inputs=(cite,), trail=(CANARY,)
    )
    alert = Alert(
        rule="cds-5y-level",
        subject="META",
        severity=Severity.WARN,
        metric="cds.5y",
        phase=Phase.FIRING,
        since=TAKEN,
        id="0123456789ab",
        fired_at=TAKEN,
        value=CANARY,
        text=TEXT,
        rights=rights,
    )
    marks = tuple(
        replace(each, spread_bp=CANARY, rights=rights)
        if each.issuer == "META"
        else each
        for each in whole.facts.marks
    )
    standings = tuple(
        replace(each, value=CANARY)
        if (each.subject, each.metric) == ("META", "cds.5y")
        else each
        for each in whole.standings
    )
    return replace(
        whole,
        alerts=(alert,),
        standings=standings,
        facts=replace(whole.facts, marks=marks),
        told=(message(item(text=TEXT, value=CANARY, rights=rights)),),
    )


def every_export(snapshot: Snapshot) -> dict[str, str]:
    scene = Scene(snapshot, TAKEN, NEW_YORK)
    told = snapshot.told[0]
    return {
        "text": as_text(snapshot, 160),
        "json": as_json(snapshot),
        "ndjson": as_ndjson(snapshot),
        "csv": as_csv(snapshot),
        "alerts text": alerts_text(scene, 160, muted=True),
        "alerts json": alerts_json(scene),
        "alerts csv": alerts_csv(scene),
        "payload": payload(told).decode(),
        "headline": headline(told),
        "lines": lines(told),
    }


@pytest.mark.parametrize("name", every_export(bound(Rights.OWN)))
def test_a_display_only_figure_leaves_by_no_way(name: str) -> None:
    own = every_export(bound(Rights.OWN))[name]
    # The board rounds: without this the test could not fail.
    shown = "94.1" if name in ("text", "alerts text") else SAID
    assert shown in own
    left = every_export(bound(Rights.DISPLAY))[name]
    assert shown not in left
    assert "withheld" in left


def test_it_says_why_and_whose_it_is() -> None:
    rows = csv.DictReader(io.StringIO(as_csv(bound(Rights.DISPLAY))))
    (row,) = (
        each for each in rows if (each["subject"], each["metric"]) == ("META", "cds.5y")
    )
    assert row["value"] == ""
    assert row["reason"] == f"{WITHHELD} (Vendor X)"
    assert (row["rights"], row["severity"]) == ("display", "warn")


def test_an_internal_figure_leaves_marked() -> None:
    left = every_export(bound(Rights.INTERNAL))
    assert "[internal] for use inside the firm only: CDS" in left["text"]
    for name in ("headline", "lines"):
        assert left[name].endswith(" [internal]")
    assert msgspec.json.decode(left["payload"])["firing"][0]["rights"] == "internal"
    marked = msgspec.json.decode(left["json"])["subjects"]["META"]["cds.5y"]
    assert (marked["value"], marked["rights"]) == (CANARY, "internal")


def test_what_may_leave_is_not_touched() -> None:
    for rights in (Rights.OWN, Rights.PUBLIC, Rights.INTERNAL):
        whole = bound(rights)
        assert outward(whole) is whole


def test_the_board_keeps_what_exports_leave_out() -> None:
    whole = bound(Rights.DISPLAY)
    left = outward(whole)
    kept = whole.readings["META"]["cds.5y"]
    gone = left.readings["META"]["cds.5y"]
    assert (kept.value, gone.value, gone.state) == (CANARY, None, State.ABSENT)
    assert {each.issuer for each in whole.facts.marks} > {
        each.issuer for each in left.facts.marks
    }
    # A breach is told all the same.
    (standing,) = (
        each
        for each in left.standings
        if (each.subject, each.metric) == ("META", "cds.5y")
    )
    assert (standing.value, standing.severity) == (None, Severity.WARN)
    assert ABSENT in as_text(whole, 160)


RULES = book("""
[[rule]]
id = "cds"
metric = "cds.5y"
crit = "> 200bp"

[[rule]]
id = "both"
when = "cds.5y > 100bp and equity.drawdown.52w < -20%"
severity = "warn"

[[rule]]
id = "worded"
metric = "equity.drawdown.52w"
warn = "< -20%"
text = "{issuer}: CDS {cds.5y}"
""")


def test_alerts_and_their_log_are_bound_by_every_figure_they_name() -> None:
    figures = {
        "cds.5y": Reading(value=231.0, about=NOW.date(), rights=Rights.DISPLAY),
        "equity.drawdown.52w": Reading(value=-0.3, about=NOW.date()),
    }
    moment = Moment(NOW, NOW.date())
    judged = judge(RULES, {"ORCL": figures}, UNIVERSE, {}, moment)
    assert {each.rule: each.rights for each in judged.alerts} == {
        "cds": Rights.DISPLAY,
        "both": Rights.DISPLAY,
        "worded": Rights.DISPLAY,
    }
    for change, rule in zip(judged.changes, RULES.rules, strict=True):
        entry = entry_of(change, rule, figures, NOW)
        left = outward_entry(entry)
        assert "231" in str(entry)
        assert "231" not in str(left)
        assert (left.value, left.inputs) == (None, ())
    free = {**figures, "cds.5y": replace(figures["cds.5y"], rights=Rights.OWN)}
    before = {each.key: each for each in judged.alerts}
    again = judge(RULES, {"ORCL": free}, UNIVERSE, before, moment)
    assert {each.rights for each in again.alerts} == {Rights.OWN}


def test_a_breach_of_a_withheld_figure_says_so_and_not_that_there_is_none() -> None:
    text = every_export(bound(Rights.DISPLAY))["text"]
    lines = [each for each in text.splitlines() if "META CDS 5Y" in each]
    assert lines
    assert all("withheld" in each and "absent" not in each for each in lines)


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        (
            f"a.csv:2: close: found '{SAID}', expected a price",
            f"a.csv:2: close: {WITHHELD}, expected a price",
        ),
        (
            f"a.csv: cannot be read, ValueError: no '{SAID}' here",
            f"a.csv: cannot be read, ValueError, {WITHHELD}",
        ),
        ("HTTP 500", "HTTP 500"),
    ],
)
def test_the_cell_of_a_row_to_be_displayed_only_is_in_no_fault_that_leaves(
    said: str, leaves: str
) -> None:
    health = SourceHealth(
        table="closes", kind="quotes", place="a", rights=Rights.DISPLAY
    )
    bad = replace(health, errors=(said,), notes=(said,))
    left = outward(replace(sample_snapshot(), sources=(bad,))).sources
    assert (left[0].errors, left[0].notes) == ((leaves,), (leaves,))
    free = replace(bad, rights=Rights.INTERNAL)
    assert outward_source(free) is free
