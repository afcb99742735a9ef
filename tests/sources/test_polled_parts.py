"""What one turn found of each table, part by part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from overhang.core.observations import Close
from overhang.core.records import Quality, Vintage
from overhang.core.snapshot import SourceState
from overhang.sources.connector import Found
from overhang.sources.web.web import Web
from support.deliveries import following, utc
from support.webs import Turns, asking, near, one_turn, polled

OK, FAILED = SourceState.OK, SourceState.FAILED


async def test_one_tables_fault_is_not_the_others() -> None:
    async def turn(web: Web) -> AsyncIterator[Found]:
        yield Found("closes", vintages=[_vintage(1)])
        yield Found("ratings", fault=ValueError("odd"))
        yield Found("closes", vintages=[_vintage(2)], refused=["row 3: no date"])

    deliveries = await one_turn(turn, "closes", "ratings", "deals")

    brought = [each for each in deliveries if each.vintages]
    assert [each.vintages[0].record for each in brought] == [_close(1), _close(2)]
    ends = {each.table: each.health for each in deliveries[-3:]}
    assert (ends["closes"].state, ends["closes"].rows) == (SourceState.PART, 2)
    assert (ends["closes"].refused, ends["closes"].errors) == (1, ("row 3: no date",))
    assert ends["closes"].last_success is not None
    assert ends["ratings"].errors == ("cannot be read, ValueError: odd",)
    assert ends["deals"].state is OK


async def test_rows_that_were_left_out_are_told_until_others_are_read() -> None:
    remark = "58 of 60 files are read"
    turns = iter(
        [
            [Found("closes", [_vintage(1)], refused=["row 3: no date"])],
            [],
            [Found("closes", notes=[remark])],
            [Found("closes", fault=ValueError("odd"))],
            [Found("closes", notes=[remark])],
            [Found("closes", [_vintage(2)])],
        ]
    )

    async def turn(web: Web) -> AsyncIterator[Found]:
        for each in next(turns):
            yield each

    ends = []
    async with asking(near()) as web:
        source = polled(Turns(turn), web)
        async with following(source) as stream:
            for _ in range(6):
                ended = await stream.next(lambda each: each.health.next_try is not None)
                ends.append(ended.health)
                source.refresh()
    part, odd = ("row 3: no date",), "cannot be read, ValueError: odd"
    assert [(each.state, each.errors, each.refused) for each in ends] == [
        *[(SourceState.PART, part, 1)] * 3,
        (FAILED, (odd, *part), 1),
        (SourceState.PART, part, 1),
        (OK, (), 0),
    ]
    assert [each.notes for each in ends] == [(), (), (remark,), (), (remark,), ()]


async def test_what_a_turn_ends_by_is_the_fault_of_what_it_did_not_get_to() -> None:
    async def turn(web: Web) -> AsyncIterator[Found]:
        yield Found("closes", vintages=[_vintage(1)])
        raise RuntimeError("lost")

    deliveries = await one_turn(turn, "closes", "ratings")
    states = {each.table: each.health.state for each in deliveries[-2:]}
    alone = await one_turn(turn, "closes")

    assert states == {"closes": OK, "ratings": FAILED}
    assert alone[0].vintages
    assert alone[-1].health.errors == ("cannot be read, RuntimeError: lost",)


async def test_parts_of_a_whole_table_add_up() -> None:
    async def turn(web: Web) -> AsyncIterator[Found]:
        yield Found("closes", rows=[_close(1)])
        yield Found("closes", rows=[_close(2)])

    (whole,) = await one_turn(turn, "closes")

    assert whole.rows == [_close(1), _close(2)]


@pytest.mark.parametrize("raised", [True, False])
async def test_half_of_a_whole_table_withdraws_nothing(raised: bool) -> None:
    async def turn(web: Web) -> AsyncIterator[Found]:
        yield Found("closes", rows=[_close(1)])
        if raised:
            raise RuntimeError("lost")
        yield Found("closes", fault=RuntimeError("lost"))

    (half,) = await one_turn(turn, "closes")

    assert half.rows is None
    assert [each.record for each in half.vintages] == [_close(1)]
    assert half.health.state is FAILED


async def test_a_whole_table_may_lose_most_of_its_rows() -> None:
    sizes = [4, 1]

    async def turn(web: Web) -> AsyncIterator[Found]:
        yield Found("closes", rows=[_close(day) for day in range(1, sizes.pop(0) + 1)])

    async with asking(near()) as web:
        source = polled(Turns(turn), web)
        async with following(source) as stream:
            await stream.rows()
            source.refresh()
            less = await stream.rows()

    assert less.rows == [_close(1)]
    assert less.health.state is OK


def _close(day: int) -> Close:
    return Close(
        issuer="ORCL",
        date=date(2026, 3, day),
        close_usd=float(day),
        source="exchange",
        quality=Quality.REPORTED,
    )


def _vintage(day: int) -> Vintage:
    return Vintage(utc(), _close(day))
