"""A screen that was left is gone, whatever it was doing."""

from __future__ import annotations

import asyncio
import gc
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from textual.events import Key
from textual.strip import Strip

from overhang.calculation import Answer
from overhang.screens.base import DeskScreen
from support.links import NOW, FakeLink, burst, desk, screen_text, settle
from support.sample_alerts import alerted_snapshot

PLACES = ("question_mark", "S", "A", "o", "f", "i", "enter", "T")
STEPS = 30
"""Turns of the event loop in which a screen is taken down, and some."""


class SlowLink(FakeLink):
    """Answers a question so many turns of the event loop after it was let."""

    def __init__(self) -> None:
        super().__init__(alerted_snapshot())
        self.turns = 0
        self.let = asyncio.Event()

    async def series(self, subject: str, metric: str) -> Answer:
        await self.let.wait()
        for _ in range(self.turns):
            await asyncio.sleep(0)
        return await super().series(subject, metric)


def at(second: int) -> datetime:
    return NOW + timedelta(seconds=second + 1)


def alive(kind: type) -> int:
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())


async def test_it_is_let_go_of_with_all_it_drew() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        keys = [key for place in PLACES for key in (place, "escape")]
        await burst(pilot, *keys)
        screen_text(app)  # Draws what no frame has drawn yet.
        screens, strips = alive(DeskScreen), alive(Strip)
        for _ in range(3):
            await burst(pilot, *keys)
        screen_text(app)
        assert alive(DeskScreen) <= screens
        assert alive(Strip) <= strips + len(PLACES)


@pytest.mark.parametrize("keys", [("enter",), ("enter", "enter")])
async def test_an_answer_that_comes_while_it_is_taken_down_does_no_harm(
    keys: tuple[str, ...],
) -> None:
    link = SlowLink()
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for turns in range(STEPS):
            link.turns = turns
            link.let.clear()
            for key in keys:
                await burst(pilot, key)
            app.pop_screen()
            link.let.set()
            await settle(pilot)
            await burst(pilot, "0")
        assert app.is_running


@pytest.mark.parametrize("place", [*PLACES, "0"])
async def test_news_that_comes_while_it_is_built_up_does_no_harm(place: str) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for turns in range(12):
            app.post_message(Key(place, place))
            for _ in range(turns):
                await asyncio.sleep(0)
            link.news.put_nowait(replace(alerted_snapshot(), taken_at=at(turns)))
            await settle(pilot)
            await burst(pilot, "escape")
        assert app.is_running
        assert app.return_code is None
