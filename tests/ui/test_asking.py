"""Answers that take longer than the next snapshot are shown, and questions wait."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from textual.pilot import Pilot

from overhang.calculation import Answer
from support.links import FakeLink, burst, desk, screen_text, send, settle
from support.sample_alerts import alerted_snapshot
from support.stored import DAY0
from support.taped import tape, taped
from support.waiting import until


class SlowLink(FakeLink):
    """Answers one question each time it is let; all begin at the same time."""

    def __init__(self) -> None:
        super().__init__(alerted_snapshot())
        self.points = tuple((DAY0.replace(day=day), 90.0 + day) for day in range(1, 28))
        self.asked: list[str] = []
        self.let = asyncio.Semaphore(0)

    async def series(self, subject: str, metric: str) -> Answer:
        self.asked.append(metric)
        await self.let.acquire()
        return await super().series(subject, metric)

    async def tape(self, subject: str, seen: int) -> Answer:
        self.asked.append(subject)
        await self.let.acquire()
        return await super().tape(subject, seen)

    async def log(self, limit: int) -> list[str]:
        self.asked.append("log")
        await self.let.acquire()
        return await super().log(limit)


async def hurry(pilot: Pilot[None], link: SlowLink) -> None:
    """Deliver snapshots while nothing is answered."""
    assert link.stored is not None
    for _ in range(5):
        await send(pilot, link, msgspec.structs.replace(link.stored))


@pytest.mark.parametrize("keys", [("enter",), ("enter", "enter")])
async def test_a_path_is_drawn_however_fast_snapshots_come(
    keys: tuple[str, ...],
) -> None:
    link = SlowLink()
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key in keys:
            await burst(pilot, key)
        before = len(link.asked)
        await hurry(pilot, link)
        assert len(link.asked) == before == len(keys)
        for _ in range(before):
            link.let.release()
        await settle(pilot)
        assert "Jan 26" in screen_text(app)
        assert len(link.asked) == 2 * before


async def test_the_cursor_is_followed_when_the_first_answer_has_come() -> None:
    link = SlowLink()
    async with desk(link).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "enter", "j", "j", "j")
        assert len(link.asked) == 1
        link.let.release()
        await settle(pilot)
        assert len(link.asked) == 2
        assert link.asked[1] != link.asked[0]


async def test_a_late_answer_is_not_taken_for_another_figures() -> None:
    link = SlowLink()
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "enter", "j", "j", "j")
        link.let.release()
        await settle(pilot)
        assert "Jan 26" not in screen_text(app)
        link.let.release()
        await settle(pilot)
        assert "Jan 26" in screen_text(app)


@pytest.mark.parametrize("key", ["colon", "a", "z"])
async def test_an_answer_that_comes_under_a_prompt_is_asked_for_again(key: str) -> None:
    link = SlowLink()
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "enter")
        # Laid out for the first time, it asks once more.
        for _ in range(2):
            link.let.release()
            await settle(pilot)
        first = link.asked.copy()
        await burst(pilot, "j")
        await burst(pilot, key)
        link.let.release()
        await settle(pilot)
        await burst(pilot, "escape")
        under, again = link.asked[len(first) :]
        assert under == again != first[0]


async def test_a_tape_that_comes_late_is_not_taken_for_another_names() -> None:
    link = SlowLink()
    link.stored = taped()
    link.tapes = {"ORCL": tape(), "MSFT": tape()}
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.go("tape", "ORCL")
        await settle(pilot)
        await burst(pilot, "J")
        link.let.release()
        await settle(pilot)
        assert "reading the tape" in screen_text(app)
        link.let.release()
        await until(lambda: "ENDED" in screen_text(app))
        assert link.asked == ["ORCL", "MSFT"]


async def test_the_log_is_read_once_at_a_time() -> None:
    link = SlowLink()
    async with desk(link).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A")
        await hurry(pilot, link)
        assert link.asked == ["log"]
        link.let.release()
        await settle(pilot)
        assert link.asked == ["log", "log"]
