"""How the screens tell the price of an open session from a close."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from overhang.core.snapshot import Reading, Snapshot
from overhang.core.states import State
from overhang.views.base import Cell
from overhang.views.explain import explain
from overhang.views.figures import Figures
from overhang.views.panes.equity import equity_pane
from support.snapshots import sample_snapshot

PRICE = "equity.close"
AT = datetime(2026, 10, 9, 19, 42, tzinfo=UTC)
"""15:42 in New York, in summer time."""


def trading(state: State = State.FRESH) -> Snapshot:
    """The sample board, with Oracle's last price in place of its close."""
    snapshot = sample_snapshot()
    mine = snapshot.readings["ORCL"]
    close = mine[PRICE]
    assert isinstance(close, Reading)
    live = {**mine, PRICE: replace(close, at=AT, state=state)}
    return replace(snapshot, readings={**snapshot.readings, "ORCL": live})


def cell(snapshot: Snapshot) -> Cell:
    return Figures(snapshot).cell("ORCL", PRICE)


def test_a_price_of_an_open_session_is_marked_and_a_close_is_not() -> None:
    assert cell(sample_snapshot()).mark == ""
    assert cell(trading()).mark == "*"
    assert cell(trading(State.STALE)).mark == "*~"
    assert cell(trading()).text == cell(sample_snapshot()).text


def test_the_pane_says_that_its_prices_are_no_closes_and_of_which_day() -> None:
    assert equity_pane(sample_snapshot()).about.startswith("closes ")
    whole = trading()
    assert equity_pane(whole).about == "prices 15:42 EDT, not closes"
    later = replace(whole.clock, today=whole.clock.today + timedelta(days=2))
    about = equity_pane(replace(whole, clock=later)).about
    assert about == "prices 09 Oct 26 15:42 EDT, not closes"


def test_explain_says_when_the_price_was_made() -> None:
    lines = explain(trading(), "ORCL", PRICE, ZoneInfo("America/New_York"))
    said = ["".join(span.text for span in line) for line in lines]
    assert "price of    09 Oct 26 15:42 EDT, not a close" in said
    before = explain(sample_snapshot(), "ORCL", PRICE, ZoneInfo("America/New_York"))
    assert not [each for each in before if each and each[0].text.startswith("price of")]
