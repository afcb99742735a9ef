"""Thousands of alerts: the event loop stays awake, and keys find what they meant."""

from __future__ import annotations

import msgspec
import pytest
from textual.pilot import Pilot

from overhang.core.alerts.actions import Acknowledge
from overhang.screens.alerts import AlertsScreen
from overhang.screens.board import BoardScreen
from overhang.screens.issuer import IssuerScreen
from overhang.widgets.pane import Pane
from support.crowds import Hold, at_rest, crowded
from support.links import FakeLink, burst, desk, screen_text, send, settle, type_ahead
from support.waiting import awake, until

SIZE = (140, 40)
LIMIT_S = 0.2
"""A collection of garbage, and screens that are loaded, may come in between."""


def rows(pilot: Pilot[None]) -> list[str]:
    view = pilot.app.screen.query_one(Pane).view
    return [each.key for each in view.rows] if view else []


async def test_no_key_and_no_minute_stops_the_loop() -> None:
    link = FakeLink(crowded())
    app = desk(link)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        async with awake() as worst:
            for keys in (["A"], ["5"], ["1"], [*"/orcl", "enter"], ["escape"], ["G"]):
                await burst(pilot, *keys)
                await at_rest(pilot)
            await pilot.resize_terminal(100, 30)
            await at_rest(pilot)
            app.screen_stack[-1].minute()  # type: ignore[attr-defined]
            await at_rest(pilot)
            await burst(pilot, "escape", "v", "v", "enter")
            await at_rest(pilot)
            assert isinstance(app.screen, IssuerScreen)
            await burst(pilot, "n")
            await at_rest(pilot)
        assert worst[0] < LIMIT_S


async def test_a_new_snapshot_does_not_stop_the_loop() -> None:
    link = FakeLink(crowded())
    app = desk(link)
    following = crowded()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in ("A", "escape"):
            await burst(pilot, key)
            await at_rest(pilot)
            news = msgspec.structs.replace(following)
            async with awake() as worst:
                await send(pilot, link, news)
                await until(lambda: app.snapshot is news)  # noqa: B023
                await at_rest(pilot)
            assert worst[0] < LIMIT_S


async def test_the_worst_lines_are_on_the_first_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hold = Hold(monkeypatch)
    app = desk(FakeLink(crowded(3000)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await burst(pilot, "A")
        first = rows(pilot)
        assert 0 < len(first) < 3000
        assert first[0].split()[0] in screen_text(app)
        hold.release()
        await at_rest(pilot)
        assert len(rows(pilot)) == 3000
        assert rows(pilot)[: len(first)] == first


async def test_keys_wait_for_the_list_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hold = Hold(monkeypatch)
    app = desk(FakeLink(crowded(3000)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        type_ahead(pilot, "A", "G")
        for _ in range(3):
            await pilot.pause()
        pane = app.screen.query_one(Pane)
        assert pane.row == rows(pilot)[0]
        hold.release()
        await at_rest(pilot)
        assert pane.row == rows(pilot)[-1]
        assert len(rows(pilot)) == 3000


async def test_what_follows_a_filter_is_done_to_what_it_left() -> None:
    link = FakeLink(crowded(3000))
    app = desk(link)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        keys = ("A", "slash", *"02999", "enter", "a", *"why", "enter")
        await burst(pilot, *keys)
        await at_rest(pilot)
        await until(lambda: bool(link.actions))
        (done,) = link.actions
        assert isinstance(done, Acknowledge)
        assert (done.rule, done.why) == ("rule-02999", "why")


async def test_news_holds_no_key_up_and_comes_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = FakeLink(crowded(3000))
    app = desk(link)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await burst(pilot, "A")
        await at_rest(pilot)
        hold = Hold(monkeypatch)
        await send(pilot, link, crowded(2000))
        await until(lambda: hold.held == 2)
        await burst(pilot, "j", "j")
        assert app.screen.query_one(Pane).row == rows(pilot)[2]
        assert len(rows(pilot)) == 3000
        # More comes than can be laid out: what was begun is shown, then the newest.
        await send(pilot, link, crowded(1500))
        await send(pilot, link, crowded(1000))
        await until(
            lambda: app.snapshot is not None and len(app.snapshot.alerts) < 1500
        )
        hold.release()
        await until(lambda: len(rows(pilot)) == 2000)
        hold.release()
        await until(lambda: len(rows(pilot)) == 1000)


async def test_a_screen_that_is_left_while_it_is_laid_out_is_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = FakeLink(crowded(3000))
    app = desk(link)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await burst(pilot, "A")
        await at_rest(pilot)
        hold = Hold(monkeypatch)
        await send(pilot, link, crowded(2000))
        await until(lambda: hold.held == 2)
        assert isinstance(app.screen, AlertsScreen)
        await burst(pilot, "escape")
        hold.release()
        await at_rest(pilot)
        assert isinstance(app.screen, BoardScreen)
        assert app._exception is None
