"""Turns of the tape that are cut short, or that the host does not want."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any, cast

import pytest

from overhang.sources.tape.holding import Holding
from support.server import Answer
from support.taping import Taping
from support.twins.tape import TapeTwin, trade

FRIDAY = dt.date(2026, 2, 13)
THREE = [trade("1", bp="158"), trade("2", bp="160"), trade("3", bp="163")]


@pytest.fixture
def twin() -> Iterator[TapeTwin]:
    with TapeTwin() as running:
        yield running


@pytest.mark.parametrize("status", [429, 503])
async def test_a_host_that_asks_to_be_left_alone_is_asked_for_no_file(
    twin: TapeTwin, status: int
) -> None:
    twin.fault = Answer(status=status, headers={"Retry-After": "5"})
    await Taping(twin).turn()

    assert len(twin.asked) == 1


async def test_levels_that_could_not_be_made_are_made_in_the_next_turn(
    twin: TapeTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin.post(FRIDAY, THREE)
    desk = Taping(twin, days=1)
    with monkeypatch.context() as patch:
        patch.setattr(Holding, "derived", _broken)
        with pytest.raises(MemoryError):
            await desk.turn()
    assert desk.marks() == []

    await desk.turn()
    assert len(desk.marks()) == 1


async def test_levels_of_a_turn_that_was_cut_short_are_told_again(
    twin: TapeTwin,
) -> None:
    twin.post(FRIDAY, THREE)
    desk = Taping(twin, days=1)
    turn: Any = desk._tape.turn(cast("Any", desk._web))
    async with aclosing(turn):
        async for found in turn:
            if found.table == "cds_marks":
                break

    told = {each.table for each in await desk.turn()}
    assert {"cds_marks", "cds_activity"} <= told


def _broken(*_: object) -> None:
    raise MemoryError
