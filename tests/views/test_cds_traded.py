"""The CDS pane's column of what traded, for desks that have a tape."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from overhang.core.observations import ActivityMeasure, CdsActivity
from overhang.core.records import Bound, Quality
from overhang.core.snapshot import Snapshot
from overhang.views.panes import cds_pane
from support.snapshots import sample_snapshot


def _traded(day: int, value: float, note: str, bound: Bound) -> CdsActivity:
    return CdsActivity(
        issuer="ORCL",
        date=dt.date(2026, 10, day),
        measure=ActivityMeasure.TRADED_NOTIONAL,
        value=value,
        bound=bound,
        period=f"{day} Oct 26",
        note=note,
        source="tape",
        quality=Quality.TRADE,
    )


def _with(*activity: CdsActivity) -> Snapshot:
    snapshot = sample_snapshot()
    return replace(snapshot, facts=replace(snapshot.facts, activity=activity))


def _cell(snapshot: Snapshot) -> str:
    view = cds_pane(snapshot)
    at = [each.key for each in view.columns].index("traded")
    return next(row.cells[at].text for row in view.rows if row.key == "ORCL")


def test_the_last_day_shows_a_floor_as_one_and_its_trades() -> None:
    capped = _traded(8, 84.0, "12 trades, 3 capped", Bound.FLOOR)
    older = _traded(7, 900.0, "1 trade", Bound.EXACT)

    assert _cell(_with(capped, older)) == ">=84.0/12"
    assert _cell(_with(older)) == "900.0/1"


def test_a_desks_own_words_are_no_count() -> None:
    assert _cell(_with(_traded(8, 84.0, "by phone", Bound.EXACT))) == "84.0"


def test_what_the_press_tells_of_weeks_is_no_days_figure() -> None:
    weeks = replace(
        _traded(8, 9200.0, "", Bound.EXACT), period="ten weeks to 2025-12-11"
    )
    assert "traded" not in {each.key for each in cds_pane(_with(weeks)).columns}


def test_without_a_tape_there_is_no_such_column() -> None:
    assert "traded" not in {each.key for each in cds_pane(_with()).columns}
