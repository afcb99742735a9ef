"""Keys that a line brings in one clump do what they do one by one."""

from __future__ import annotations

import pytest

from overhang.core.alerts.actions import Acknowledge, Remarked, Silence
from overhang.screens.board import BoardScreen
from overhang.screens.pages import HelpScreen
from overhang.widgets.prompt import Prompt
from support.links import FakeLink, burst, desk, screen_text, settle
from support.sample_alerts import alerted_snapshot


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        pytest.param("A a", "capex-over-ocf", id="the first row"),
        pytest.param("G a", "equity-dd-52w", id="the last row of a pane"),
        pytest.param("n a", "capex-over-ocf", id="the first that nobody has"),
        pytest.param("A j a", "equity-dd-52w", id="a row further"),
        pytest.param("A j j a", "credit-leads-equity", id="two rows further"),
        pytest.param("A j a escape j a", "credit-leads-equity", id="asked twice"),
        pytest.param("A 5 1 j a", "equity-dd-52w", id="another list and back"),
        pytest.param("A tab shift+tab j a", "equity-dd-52w", id="round the lists"),
        pytest.param("A slash m e t a enter a", "credit-leads-equity", id="filter"),
        pytest.param("n n a", "equity-dd-52w", id="the second that nobody has"),
    ],
)
async def test_an_acknowledgement_is_of_the_row_that_was_meant(
    keys: str, rule: str
) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, *keys.split(), *"azNn", "enter")
        (action,) = link.actions
        assert isinstance(action, Acknowledge)
        assert (action.rule, action.why) == (rule, "azNn")
        assert not app.screen.query("Prompt:focus")


async def test_a_silence_is_of_the_row_that_was_meant() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "j", "z", *"2h,az", "enter")
        (action,) = link.actions
        assert isinstance(action, Silence)
        assert (action.match.rule, action.why) == ("equity-dd-52w", "az")


async def test_two_prompts_in_a_row_each_get_what_was_typed_for_them() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "N", *"one", "enter", "j", "N", *"two/:", "enter")
        assert [
            (each.rule, each.text)
            for each in link.actions
            if isinstance(each, Remarked)
        ] == [("capex-over-ocf", "one"), ("equity-dd-52w", "two/:")]


async def test_screens_that_come_and_go_hold_up_no_key() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, *(["A", "escape", "o", "escape", "enter", "escape"] * 3))
        await settle(pilot)
        assert isinstance(app.screen, BoardScreen)
        await burst(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert "?" in screen_text(app)


async def test_the_prompt_takes_letters_that_are_keys_elsewhere() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "N", *"anzaNAqZ/:")
        assert app.screen.query_one(Prompt).value == "anzaNAqZ/:"
