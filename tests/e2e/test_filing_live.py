"""A filing on EDGAR's twin: on the board, as an event and as a firing rule."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support.feed_scene import ALONE, ORACLE
from support.live import leave
from support.terminal import Opener, Terminal
from support.twins.edgar import EdgarTwin

pytestmark = pytest.mark.e2e

EVERY = 2
"""Seconds between two polls."""
BUSY = 3
"""Seconds that a busy machine may take to judge and draw what a poll brought."""
LIST = f"/submissions/CIK{ORACLE:010}.json"
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def twin() -> Iterator[EdgarTwin]:
    ticks = count()
    with EdgarTwin(lambda: next(ticks)) as twin:
        twin.place_filing(ORACLE, "10-K", at=business_noon(days=90))
        yield twin


@pytest.fixture
def board(twin: EdgarTwin, tmp_path: Path, open_board: Opener) -> Iterator[Terminal]:
    config = tmp_path / "overhang.toml"
    config.write_text(
        f'universe = "{tmp_path / "universe.toml"}"\n'
        "[source.edgar]\n"
        'contact = "Acme Capital credit-desk@acme.com"\n'
        f'url = "{twin.url}"\n'
        f'every = "{EVERY}s"\n'
        "private = true\n"
        "rate = 5\n",
        encoding="utf-8",
    )
    universe = tmp_path / "universe.toml"
    universe.write_text(ALONE, encoding="utf-8")
    board = open_board("--config", str(config))
    yield board
    leave([board])


def business_noon(days: int = 0) -> dt.datetime:
    """Return noon in New York on the last weekday, or on one so many days before."""
    day = dt.datetime.now(NEW_YORK).date() - dt.timedelta(days=days + 1)
    while day.weekday() > 4:
        day -= dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(12), NEW_YORK)


def test_a_filing_is_on_the_board_and_fires_within_one_poll(
    twin: EdgarTwin, board: Terminal
) -> None:
    # The first turn asks for all figures too: the second list says that it is over.
    board.wait(lambda _: len(twin.questions(LIST)) > 1, 30)
    assert "filed" in board.text
    assert "deal filings" not in board.text

    began, asked = time.monotonic(), len(twin.questions(LIST))
    twin.place_filing(ORACLE, "FWP", at=business_noon())
    board.wait(lambda text: "i ORCL deal filings 1 > 0" in text, EVERY + BUSY)
    assert time.monotonic() - began < EVERY + BUSY
    # The poll that brought it, and at most the one that began while it was drawn.
    assert len(twin.questions(LIST)) - asked <= 2

    twin.place_filing(ORACLE, "424B5", at=business_noon())
    board.wait(lambda text: "! ORCL deal filings 2 > 1" in text, EVERY + BUSY)
    assert "424B5" in board.text
