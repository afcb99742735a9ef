from __future__ import annotations

import asyncio

import msgspec
import pytest
from textual.widgets import OptionList

from overhang.core.snapshot import Snapshot
from overhang.screens.issuer import IssuerScreen
from overhang.screens.metric import MetricScreen
from overhang.views.base import text_of
from overhang.widgets.pane import Pane
from support.links import FakeLink, desk, screen_text, send, settle
from support.sample_alerts import alerted_snapshot
from support.snapshots import sample_snapshot

SIZES = [(40, 12), (80, 24), (120, 40), (200, 60)]


def with_close(snapshot: Snapshot, code: str, usd: float) -> Snapshot:
    readings = dict(snapshot.readings)
    close = msgspec.structs.replace(readings[code]["equity.close"], value=usd)
    readings[code] = {**readings[code], "equity.close": close}
    return msgspec.structs.replace(snapshot, readings=readings)


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_shows_every_issuer_and_the_worst_breach(
    size: tuple[int, int],
) -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = screen_text(app)
        assert all(code in shown for code in sample_snapshot().universe.codes)
        assert "!!" in shown
        assert all(len(line) <= size[0] for line in shown.splitlines())


async def test_the_stored_snapshot_is_on_the_first_frame() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "ORCL" in screen_text(app)


async def test_without_a_snapshot_the_frame_says_what_it_waits_for() -> None:
    app = desk(FakeLink(None))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "gathering figures" in screen_text(app)


async def test_enter_goes_down_step_by_step_and_escape_comes_back() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("G", "enter")
        await settle(pilot)
        assert isinstance(app.screen, IssuerScreen)
        assert app.screen.subject == "ORCL"
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, MetricScreen)
        await pilot.press("escape", "escape")
        await settle(pilot)
        pane = app.focused
        assert isinstance(pane, Pane)
        assert pane.row == "ORCL"


async def test_a_refresh_keeps_the_cursor_and_shows_the_new_figure() -> None:
    link = FakeLink(sample_snapshot())
    app = desk(link)
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        await pilot.press("j", "j")
        await send(pilot, link, with_close(sample_snapshot(), "GOOGL", 1234.56))
        assert "1,234.56" in screen_text(app)
        pane = app.focused
        assert isinstance(pane, Pane)
        assert pane.row == "GOOGL"


async def test_a_pause_holds_the_figures_until_it_ends() -> None:
    link = FakeLink(sample_snapshot())
    app = desk(link)
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        await pilot.press("p")
        await send(pilot, link, with_close(sample_snapshot(), "GOOGL", 1234.56))
        assert "1,234.56" not in screen_text(app)
        assert "paused" in screen_text(app)
        await pilot.press("p")
        await settle(pilot)
        assert "1,234.56" in screen_text(app)


async def test_every_pane_stays_on_the_same_issuer() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("j", "4")
        await settle(pilot)
        pane = app.focused
        assert isinstance(pane, Pane)
        assert (pane.key, pane.row) == ("cds", "AMZN")


async def test_a_filter_narrows_the_rows_and_escape_brings_them_back() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"orac", "enter")
        await settle(pilot)
        pane = app.screen.query_one("#equity", Pane)
        assert pane.view is not None
        assert [row.key for row in pane.view.rows] == ["ORCL"]
        await pilot.press("slash", "escape")
        await settle(pilot)
        assert pane.view is not None
        assert len(pane.view.rows) == 5


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("cdz orcl", "did you mean cds?"),
        ("theme nigth", "no theme nigth"),
    ],
)
async def test_a_wrong_command_is_answered_with_what_is_close(
    typed: str, said: str
) -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        await pilot.press("colon")
        for char in typed:
            await pilot.press("space" if char == " " else char)
        await pilot.press("enter")
        await settle(pilot)
        assert said in screen_text(app)


async def test_a_typed_command_goes_straight_to_an_issuer() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("colon", *"cds", "space", *"meta", "enter")
        await settle(pilot)
        assert isinstance(app.screen, IssuerScreen)
        assert app.screen.subject == "META"
        pane = app.focused
        assert isinstance(pane, Pane)
        assert pane.key == "cds"


async def test_a_silent_collector_is_named_on_every_screen() -> None:
    link = FakeLink(sample_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        link.wrong.put_nowait("collector 42 silent for 20 s")
        await settle(pilot)
        assert "collector 42 silent for 20 s" in screen_text(app)
        await pilot.press("question_mark")
        await settle(pilot)
        assert "collector 42 silent for 20 s" in screen_text(app)


async def test_markup_in_data_is_shown_as_it_stands() -> None:
    snapshot = sample_snapshot()
    hostile = "[/nope] [@click=app.quit]x[/]"
    source = msgspec.structs.replace(snapshot.sources[0], errors=(hostile,))
    problems = (hostile,)
    app = desk(
        FakeLink(
            msgspec.structs.replace(snapshot, sources=(source,), problems=problems)
        )
    )
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        assert hostile in screen_text(app)


async def test_the_help_lists_every_key_of_the_board() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 200)) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        shown = screen_text(app)
        for word in ("Explain", "Filter", "Sort", "Pause", "Copy figure", "Joined"):
            assert word in shown


async def test_quitting_lets_go_of_the_link() -> None:
    link = FakeLink(sample_snapshot())
    app = desk(link)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
    assert link.closed


async def test_the_pane_in_use_is_marked_in_the_same_frame() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key, title in (("2", "CAPEX"), ("4", "CDS"), ("1", "DRAWDOWN")):
            await pilot.press(key)
            await settle(pilot)
            shown = screen_text(app)
            assert shown.count("▌") == 1
            assert f"▌{title}" in shown


async def test_a_filter_says_so_and_escape_lets_go_of_it() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert " Back" not in screen_text(app)
        await pilot.press("slash", *"or", "enter")
        await settle(pilot)
        assert "only or: 1 of 5" in screen_text(app)
        assert " Back" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "only or" not in screen_text(app)


async def test_what_is_copied_keeps_its_marks_and_is_said() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        await pilot.press("G", "Y")
        await settle(pilot)
        assert app.clipboard.startswith("ORCL!!\t")
        assert "copied ORCL!!" in screen_text(app)


@pytest.mark.parametrize("size", [(40, 12), (80, 12)])
@pytest.mark.parametrize("keys", [("G", "enter"), ("o",)])
async def test_a_small_terminal_shows_the_pane_in_use_on_every_screen(
    size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        before = screen_text(app)
        assert before.count("▌") == 1
        await pilot.press("tab")
        await settle(pilot)
        assert screen_text(app).count("▌") == 1
        assert screen_text(app) != before


async def test_the_palette_goes_where_a_command_would() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p", *"cds", "space", *"meta")
        found = app.screen.query_one(OptionList)
        async with asyncio.timeout(10):
            while not found.option_count:
                await pilot.pause()
        await pilot.press("down", "enter")
        await settle(pilot)
        assert isinstance(app.screen, IssuerScreen)
        assert app.screen.subject == "META"


async def test_what_is_cut_below_a_table_says_that_it_is() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(110, 40)) as pilot:
        await settle(pilot)
        pane = app.screen.query_one("#cds", Pane)
        assert pane.view is not None
        width = pane.size.width
        notes = [text_of([each]) for each in pane.view.notes]
        long = [each for each in notes if len(each) > width]
        assert long
        assert all(f"{each[: width - 1]}…" in screen_text(app) for each in long)
