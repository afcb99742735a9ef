"""What was known when: the vectors through connector and store, in any order."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overhang.core.tape.netting import net
from support.tape import VECTORS, at, rows
from support.taping import EVENING, Taping
from support.twins.tape import TapeTwin, trade

VIEWS = json.loads((VECTORS / "dtcc_netting.json").read_text())["views"]
DAYS = [dt.date(2026, 2, day) for day in (9, 10, 11, 12, 13)]


def _by_day(lines: list[dict[str, str]]) -> dict[dt.date, list[dict[str, str]]]:
    days: dict[dt.date, list[dict[str, str]]] = {day: [] for day in DAYS}
    for each in lines:
        days[at(each["Event timestamp"]).date()].append(each)
    return days


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view["known_at"])
async def test_the_vectors_hold_at_each_moment_that_was_known(
    view: dict[str, Any], *, live: bool
) -> None:
    """As history fetched at the start, and as told by the feed minute by minute."""
    with TapeTwin() as twin:
        desk = Taping(twin)
        if live:
            for at_, line in [(at(each["Event timestamp"]), each) for each in rows()]:
                twin.now.append(line)
                await desk.turn(at_)
        else:
            for day, lines in _by_day(rows()).items():
                twin.post(day, lines)
            await desk.turn()

        chains = net(desk.messages(at(view["known_at"])))

    assert {(each.root, each.status, each.outstanding) for each in chains} == {
        (each["root"], each["status"], each["outstanding_notional"])
        for each in view["chains"]
    }
    assert {(each.root, each.traded_notional, each.messages) for each in chains} == {
        (each["root"], each["traded_notional"], each["n_messages"])
        for each in view["chains"]
    }


async def test_a_file_missed_while_away_is_known_when_it_is_read() -> None:
    with TapeTwin() as twin:
        twin.post(DAYS[2], [_on(DAYS[2], "1")])
        desk = Taping(twin, days=2)
        await desk.turn(at("2026-02-12T01:30:00Z"))
        twin.post(DAYS[3], [_on(DAYS[3], "2")])
        twin.post(DAYS[4], [_on(DAYS[4], "3")])
        desk.again()
        await desk.turn(EVENING)

        known = {each.message_id: each for each in desk.messages()}
        before = desk.messages(EVENING - dt.timedelta(seconds=1))

    assert set(known) == {"1", "2", "3"}
    assert [each.message_id for each in before] == ["1"]


async def test_a_restart_in_the_middle_of_the_backlog_is_as_none() -> None:
    days = [EVENING.date() - dt.timedelta(days=back) for back in range(1, 20)]
    days = [day for day in days if day.weekday() < 5][:12]
    with TapeTwin() as twin:
        for number, day in enumerate(days):
            twin.post(day, [_on(day, f"{number}{each}") for each in (1, 2, 3)])
        straight, broken = Taping(twin, days=12), Taping(twin, days=12)
        for _ in range(2):
            await straight.turn()
            await broken.turn()
            broken.again()
        asked = len(twin.asked)
        await broken.turn()
        weekend = [each for each in _weekends(days) if twin.asked_for(each) > 2]

        assert _standing(broken) == _standing(straight)
        assert [each.known_at for each in broken.store.read("tape")] == [
            each.known_at for each in straight.store.read("tape")
        ]
        assert len(desk_files := {each.file for each in broken.messages()}) == 12
        assert desk_files == set(days)
        # Of twelve files the newest alone is looked at again; whether one has come
        # for a weekend since is not on record.
        assert weekend == _weekends(days)
        assert len(twin.asked) == asked + 2 + len(weekend)


LINES = [
    trade("1", bp="158"),
    trade("2", bp="160"),
    trade("3", bp="163"),
    trade("4", action="CORR", of="2", bp="161", size="3,000,000"),
    trade("5", action="EROR", of="3"),
    trade("6", action="REVI", of="5", bp="162"),
    trade("7", action="TERM", of="1", who="Stranger Holdings, Inc."),
    trade("8", action="CORR", of="7", who="Stranger Holdings, Inc."),
    trade("9", who="Stranger Holdings, Inc."),
    trade("10", action="MODI", of="0977"),
]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_neither_order_nor_batching_changes_what_stands(data: st.DataObject) -> None:
    """Files in any order, rows in any of them, the feed before, between or after."""
    lines = data.draw(st.permutations(LINES))
    places = [data.draw(st.sampled_from([*DAYS, None])) for _ in lines]
    told = data.draw(st.lists(st.sampled_from(LINES), unique_by=id, max_size=6))
    order = data.draw(st.permutations(DAYS))

    asyncio.run(_compare(lines, places, told, order))


async def _compare(
    lines: list[dict[str, str]],
    places: list[dt.date | None],
    told: list[dict[str, str]],
    order: list[dt.date],
) -> None:
    with TapeTwin() as twin:
        files = {
            day: [row for row, at_ in zip(lines, places, strict=True) if at_ == day]
            for day in DAYS
        }
        rest = [row for row, at_ in zip(lines, places, strict=True) if at_ is None]
        desk, at_once = Taping(twin), Taping(twin)
        twin.now = list(told)
        for hours, day in enumerate(order):
            await desk.turn(EVENING + dt.timedelta(hours=hours))
            twin.post(day, files[day])
        twin.now = [*told, *rest]
        await desk.turn(EVENING + dt.timedelta(hours=30))
        await at_once.turn(EVENING + dt.timedelta(hours=30))

        assert _standing(desk) == _standing(at_once)
        assert desk.ids() == [each for each in _all_ids() if each != "9"]
        assert len(desk.marks()) == 1


def _all_ids() -> list[str]:
    return sorted(each["Dissemination Identifier"] for each in LINES)


def _standing(desk: Taping) -> list[list[str]]:
    """Return every row that stands of every table, in no order."""
    tables = ("tape", "cds_marks", "cds_activity")
    return [
        sorted(repr(each.record) for each in desk.store.latest(table))
        for table in tables
    ]


def _weekends(days: list[dt.date]) -> list[dt.date]:
    """Return the days without business among days."""
    span = range((max(days) - min(days)).days)
    every = [min(days) + dt.timedelta(days=each) for each in span]
    return [each for each in every if each.weekday() >= 5]


def _on(day: dt.date, number: str) -> dict[str, str]:
    return trade(number, event=f"{day}T15:00:00Z", executed=f"{day}T15:00:00Z")
