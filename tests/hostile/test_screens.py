"""Every payload in every free word of a snapshot, on every screen.

`OVERHANG_TEST_PAYLOADS=155` turns them until each word was each payload.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from itertools import count

import pyte
import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from textual import events
from textual.pilot import Pilot

from overhang.app import OverhangApp
from overhang.core.alerts.journal import lines_after
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Snapshot
from overhang.screens.board import BoardScreen
from overhang.terminal.shadow import Piece, Shadow, cells_of
from support.links import FakeLink, burst, desk, settle
from support.payloads import WORDS, storable
from support.poisoned import Taint, poisoned
from support.sample_alerts import LOG, alerted_snapshot
from support.taped import chain, tape, taped
from support.vocabulary import strays

ROUNDS = int(os.environ.get("OVERHANG_TEST_PAYLOADS", "3"))
LONGEST = 400
"""Characters of a payload past the border, which lets 256 through."""
SIZE = (140, 40)
PLACES = (
    ("board", "", ""),
    ("issuer", "ORCL", ""),
    ("equity", "META", ""),
    ("capex", "META", ""),
    ("debt", "ORCL", ""),
    ("cds", "ORCL", ""),
    ("metric", "ORCL", "equity.drawdown.52w"),
    ("metric", "META", "capex.to_ocf.ltm"),
    ("explain", "ORCL", "cds.5y"),
    ("facts", "ORCL", ""),
    ("group", "group:five", ""),
    ("sources", "", ""),
    ("help", "", ""),
    ("alerts", "", ""),
    ("alert", "ORCL", "equity-dd-52w"),
    ("tape", "ORCL", ""),
    ("print", "ORCL", "2"),
)


def mixed(start: int, *, clean: bool) -> Taint:
    """Return what gives each word the next payload, as the border leaves it or raw."""
    turn = count(start)

    def taint(_: str) -> str:
        words = WORDS[next(turn) % len(WORDS)]
        return safe_text(words) if clean else storable(words)[:LONGEST]

    return taint


def poisoned_link(taint: Taint) -> FakeLink:
    snapshot: Snapshot = poisoned(alerted_snapshot(), taint)
    link = FakeLink(snapshot)
    link.tapes["ORCL"] = poisoned(tape(), taint)
    link.chains["2"] = poisoned(chain("2"), taint)
    link.lines = lines_after("", 0, poisoned(LOG, taint))
    return link


def rows(app: OverhangApp) -> list[list[Segment]]:
    return [list(strip) for strip in app.screen._compositor.render_strips()]


def sent(app: OverhangApp) -> bytes:
    """Return the bytes that would draw the whole screen."""
    shadow = Shadow(*SIZE, ColorSystem.TRUECOLOR)
    return shadow.advance(Piece(0, y, row) for y, row in enumerate(rows(app))).encode()


def displaced(app: OverhangApp) -> list[str]:
    """Return the rows in which a terminal, with widths of its own, is out of step."""
    screen = pyte.Screen(*SIZE)
    pyte.ByteStream(screen).feed(sent(app))
    out = []
    for y, row in enumerate(rows(app)):
        cells = cells_of(row, None)
        wanted = {x: each.text for x, each in enumerate(cells) if each.text.isascii()}
        if any(text and screen.buffer[y][x].data != text for x, text in wanted.items()):
            out.append(screen.display[y])
    return out


def is_inert(app: OverhangApp) -> bool:
    """Whether nothing on the screen can be clicked or leads away."""
    styles = [style for row in rows(app) for _, style, _ in row if style]
    return all(each.link is None and "@click" not in each.meta for each in styles)


async def walk(
    pilot: Pilot[None], app: OverhangApp
) -> AsyncIterator[tuple[str, str, str]]:
    for place in PLACES:
        app.go(*place)
        await settle(pilot)
        yield place
        app.go("board")
    assert isinstance(app.screen, BoardScreen)


@pytest.mark.parametrize("start", range(0, len(WORDS), max(1, len(WORDS) // ROUNDS)))
@pytest.mark.parametrize("clean", [True, False])
async def test_a_payload_is_drawn_and_nothing_more(start: int, clean: bool) -> None:
    app = desk(poisoned_link(mixed(start, clean=clean)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        async for place in walk(pilot, app):
            assert strays(sent(app)) == [], place
            assert is_inert(app), place
            assert displaced(app) == [], place


async def test_a_payload_that_is_told_typed_or_pasted_is_drawn_and_nothing_more() -> (
    None
):
    app = desk(FakeLink(taped()))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for words in WORDS:
            app.say(words[:LONGEST])
            await pilot.pause()
            assert strays(sent(app)) == [], words
            assert is_inert(app)
        for start in ("colon", "slash", "ctrl+p"):
            await burst(pilot, start)
            for words in WORDS[:: max(1, len(WORDS) // (8 * ROUNDS))]:
                app.post_message(events.Paste(words[:LONGEST]))
                await pilot.pause()
                assert strays(sent(app)) == [], words
                assert is_inert(app)
            await burst(pilot, "escape", "escape")
