"""A link that a test steers, and the app on the end of it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import cast
from zoneinfo import ZoneInfo

from textual.events import Key
from textual.pilot import Pilot

from overhang.app import OverhangApp
from overhang.bundled import bundled
from overhang.calculation import Answer
from overhang.core.alerts.actions import Action
from overhang.core.snapshot import Snapshot
from overhang.core.tape.told import ToldChain, ToldTape
from overhang.link import LinkError
from overhang.terminal.herald import Port
from overhang.terminal.notices import SILENT, Voice
from overhang.terminal.typed_ahead import TypedAhead
from overhang.theming import load_themes
from support.waiting import until

NOW = dt.datetime(2026, 10, 9, 20, 30, tzinfo=dt.UTC)


class FakeLink:
    """Shows what it is given; remembers what it was asked."""

    def __init__(self, stored: Snapshot | None) -> None:
        self.stored = stored
        self.news: asyncio.Queue[Snapshot] = asyncio.Queue()
        self.wrong: asyncio.Queue[str] = asyncio.Queue()
        self.points: tuple[tuple[dt.date, float], ...] = ()
        self.tapes: dict[str, ToldTape] = {}
        self.chains: dict[str, ToldChain] = {}
        self.refreshed = 0
        self.closed = False
        self.who = "jk"
        self.actions: list[Action] = []
        self.lines: list[str] = []
        self.fault = ""
        """Why the store refuses; empty: it does not."""

    def snapshot(self) -> Snapshot | None:
        return self.stored

    async def follow(self) -> AsyncIterator[Snapshot]:
        while True:
            yield await self.news.get()
            self.news.task_done()

    async def keep(self) -> AsyncIterator[str]:
        while True:
            yield await self.wrong.get()

    def refresh(self) -> None:
        if self.fault:
            raise LinkError(self.fault)
        self.refreshed += 1

    async def series(self, subject: str, metric: str) -> Answer:
        return Answer(1, self.points)

    async def tape(self, subject: str, seen: int) -> Answer:
        told = self.tapes.get(subject)
        return Answer(1, tape=told if told and told.number != seen else None)

    async def chain(self, root: str) -> Answer:
        return Answer(1, chain=self.chains.get(root))

    async def act(self, action: Action) -> None:
        if self.fault:
            raise LinkError(self.fault)
        self.actions.append(action)

    async def log(self, limit: int) -> list[str]:
        if self.fault:
            raise LinkError(self.fault)
        return self.lines[-limit:]

    async def close(self) -> None:
        self.closed = True


class _OnALine(OverhangApp):
    """The app, with what a test put in place of the terminal."""

    line: Port | None = None

    def port(self) -> Port | None:
        return self.line


def desk(
    link: FakeLink,
    theme: str = "night",
    *,
    voice: Voice = SILENT,
    port: Port | None = None,
) -> OverhangApp:
    """Return the app on a link, with its clock stopped."""
    palettes = load_themes(bundled("themes"))
    zone = ZoneInfo("America/New_York")
    app = _OnALine(link, palettes, theme, zone, voice=voice, clock=lambda: NOW)
    app.line = port
    return app


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every key is answered, every message handled, every frame out."""
    app = cast("TypedAhead", pilot.app)
    for _ in range(3):
        await pilot.pause()
        # A key may wait for the one before it, and nothing is busy meanwhile.
        await until(lambda: not (app.is_running and app.behind))


async def send(pilot: Pilot[None], link: FakeLink, snapshot: Snapshot) -> None:
    """Deliver a snapshot and wait until it is on the screen."""
    link.news.put_nowait(snapshot)
    await settle(pilot)


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as a line brings them: all at once, before any is answered."""
    type_ahead(pilot, *keys)
    await settle(pilot)


def type_ahead(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for nothing: some are answered once something else is."""
    for key in keys:
        name = _NAMES.get(key, key)
        char = key if len(key) == 1 else _CHARACTERS.get(name)
        pilot.app.post_message(Key(name, char))


_CHARACTERS = {"space": " ", "slash": "/", "colon": ":", "enter": "\r", "comma": ","}
_NAMES = {char: name for name, char in _CHARACTERS.items()}


def screen_text(app: OverhangApp) -> str:
    """Return what stands on the screen, without trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)
