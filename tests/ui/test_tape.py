"""The tape screen, the ways to it and on, at the end of a fake link."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from overhang.core.snapshot import Snapshot
from overhang.screens.board import BoardScreen
from overhang.screens.tape import PrintScreen, TapeScreen
from overhang.widgets.pane import Pane
from support.links import FakeLink, burst, desk, screen_text, send, settle
from support.snapshots import sample_snapshot
from support.taped import chain, tape, taped
from support.waiting import until

SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]


async def told(pilot: Pilot[None]) -> None:
    """Wait until what was asked for is on the screen."""
    groups = {"ask", "lay out"}
    for _ in range(2):
        # The answer is asked for first, and laid out then.
        await settle(pilot)
        await until(
            lambda: all(
                each.is_finished for each in pilot.app.workers if each.group in groups
            )
        )
    await settle(pilot)


def link() -> FakeLink:
    made = FakeLink(taped())
    made.tapes["ORCL"] = tape()
    made.chains["2"] = chain("2")
    return made


@pytest.mark.parametrize("size", SIZES)
async def test_the_tape_is_a_command_away_at_every_size(size: tuple[int, int]) -> None:
    app = desk(link())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await burst(pilot, "colon", *"tape orcl", "enter")
        await told(pilot)
        shown = screen_text(app)
        assert isinstance(app.screen, TapeScreen)
        assert all(len(line) <= size[0] for line in shown.splitlines())
        for words in ("CANCELLED", "ENDED", ">=5.00", "13 Feb 26 final  6 trades"):
            assert words in shown
        await burst(pilot, "escape")
        assert isinstance(app.screen, BoardScreen)


@pytest.mark.parametrize("theme", ["night", "day", "mono"])
async def test_every_kind_of_print_says_what_it_is(theme: str) -> None:
    app = desk(link())
    async with app.run_test(size=(200, 60)) as pilot:
        app.use_theme(theme)
        assert app.theme == theme
        await settle(pilot)
        app.go("tape", "ORCL")
        await told(pilot)
        shown = screen_text(app)
        for words in (
            "9 prints, 1 orphan",
            "package",
            "PB mirror",
            "a novation: dropped, no new risk",
            "ambiguous: ",
            "orphan: what opened it is not known",
            "median of",
            "final",
            "Dec 31",
        ):
            assert words in shown, words


async def test_enter_shows_all_that_was_said_about_a_print() -> None:
    app = desk(link())
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        app.go("tape", "ORCL")
        await told(pilot)
        app.screen.query_one(Pane).select("2")
        await burst(pilot, "enter")
        await told(pilot)
        shown = screen_text(app)
        assert isinstance(app.screen, PrintScreen)
        assert shown.index("2  NEWT") < shown.index("4  CORR")
        assert "USD 2,250,000" in shown
        assert "USD 3,000,000" in shown


async def test_the_filter_keeps_what_holds_every_word() -> None:
    app = desk(link())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.go("tape", "ORCL")
        await told(pilot)
        await burst(pilot, "slash", *"corrected", "enter")
        await told(pilot)
        assert "only corrected: 1 of 10" in screen_text(app)
        await burst(pilot, "escape")
        await told(pilot)
        assert "9 prints, 1 orphan" in screen_text(app)


async def test_a_tape_that_has_changed_is_shown_and_the_cursor_stays() -> None:
    made = link()
    app = desk(made)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.go("tape", "ORCL")
        await told(pilot)
        app.screen.query_one(Pane).select("7")
        whole = tape(number=2)
        made.tapes["ORCL"] = type(whole)(2, whole.prints[1:], whole.days)
        await send(pilot, made, taped())
        await told(pilot)
        assert "8 prints, 1 orphan" in screen_text(app)
        assert app.screen.query_one(Pane).row == "7"


@pytest.mark.parametrize(
    ("snapshot", "code", "said"),
    [
        (sample_snapshot(), "ORCL", "no tape feed is set up: see [source.tape]"),
        (taped(), "META", "no prints of META on file"),
        (taped(errors=("HTTP 503",)), "META", "the tape feed says: HTTP 503"),
    ],
)
async def test_an_empty_screen_says_why(
    snapshot: Snapshot, code: str, said: str
) -> None:
    made = link()
    made.stored = snapshot
    made.tapes = {code: type(tape())(1, (), ())}
    app = desk(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.go("tape", code)
        await told(pilot)
        assert said in screen_text(app)


async def test_t_opens_the_tape_of_the_row_the_issuer_and_the_cds_figure() -> None:
    app = desk(link())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "4", "T")
        assert isinstance(app.screen, TapeScreen)
        code = app.screen.subject
        await burst(pilot, "J")
        assert app.screen.subject != code
        await burst(pilot, "escape")
        app.go("cds", "ORCL")
        await settle(pilot)
        await burst(pilot, "T")
        assert isinstance(app.screen, TapeScreen)
        assert app.screen.subject == "ORCL"
        await burst(pilot, "escape", "escape")
        app.go("metric", "ORCL", "cds.5y")
        await settle(pilot)
        await burst(pilot, "T")
        assert isinstance(app.screen, TapeScreen)
        await burst(pilot, "escape", "escape")
        app.go("metric", "ORCL", "equity.close")
        await settle(pilot)
        await burst(pilot, "T")
        assert not isinstance(app.screen, TapeScreen)


async def test_the_tape_alone_says_whose_it_wants() -> None:
    app = desk(link())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "colon", *"tape", "enter")
        assert "the tape is of one name: tape orcl" in screen_text(app)
