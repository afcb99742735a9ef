"""The alerts screen, and the way to it and on, at the end of a fake link."""

from __future__ import annotations

import msgspec
import pytest
from textual.pilot import Pilot

from overhang.core.alerts.alert import Alert
from overhang.core.alerts.journal import lines_after
from overhang.screens.alert import AlertScreen
from overhang.screens.alerts import AlertsScreen
from overhang.screens.board import BoardScreen
from overhang.screens.issuer import IssuerScreen
from overhang.screens.metric import MetricScreen
from overhang.widgets.pane import Pane
from support.links import FakeLink, burst, desk, screen_text, send, settle
from support.sample_alerts import ALERTS, LOG, alerted_snapshot
from support.snapshots import sample_snapshot


def row(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one(Pane).row


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("keys", [("A",), ("colon", *"ALRT", "enter")])
async def test_the_alerts_are_a_key_away_at_every_size(
    size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await burst(pilot, *keys)
        shown = screen_text(app)
        assert isinstance(app.screen, AlertsScreen)
        assert all(word in shown for word in ("capex-over-ocf", "META  !", "1Act"))
        assert all(len(line) <= size[0] for line in shown.splitlines())
        await burst(pilot, "escape")
        assert isinstance(app.screen, BoardScreen)


async def test_tab_and_numbers_turn_to_every_list() -> None:
    link = FakeLink(alerted_snapshot())
    link.lines = lines_after("", 0, LOG)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A")
        for title in ("PENDING", "RECOVERING", "ACKNOWLEDGED", "SILENCED", "HISTORY"):
            await burst(pilot, "tab")
            assert f"ALERTS, {title}" in screen_text(app)
        assert "called treasury" in screen_text(app)
        await burst(pilot, "5")
        assert "jk until 17:05 EDT" in screen_text(app)
        await burst(pilot, "shift+tab", "shift+tab")
        assert "ALERTS, RECOVERING" in screen_text(app)


async def test_a_log_that_cannot_be_read_is_said() -> None:
    link = FakeLink(alerted_snapshot())
    link.fault = "the disk is gone"
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A")
        assert "the log cannot be read: the disk is gone" in screen_text(app)


async def test_the_line_under_the_cursor_is_told_in_full() -> None:
    link = FakeLink(alerted_snapshot())
    link.lines = lines_after("", 0, LOG)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A")
        assert "nobody yet; needs a reason" in screen_text(app)
        await burst(pilot, "j")
        assert "asked treasury (ab, 09 Oct 26 16:05 EDT)" in screen_text(app)
        assert "called treasury" in screen_text(app)


async def test_an_alert_leads_to_its_figure_and_a_condition_to_all_there_is() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "enter")
        assert isinstance(app.screen, MetricScreen)
        assert "capex-over-ocf" in screen_text(app)
        await burst(pilot, "escape", "j", "j", "enter")
        assert isinstance(app.screen, AlertScreen)
        assert "Meta (META) · credit-leads-equity" in screen_text(app)
        await burst(pilot, "escape", "k", "i")
        assert isinstance(app.screen, AlertScreen)
        assert "Oracle (ORCL) · equity-dd-52w" in screen_text(app)


async def test_an_alert_that_is_over_keeps_its_history() -> None:
    link = FakeLink(alerted_snapshot())
    link.lines = lines_after("", 0, LOG)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "j", "i")
        over = msgspec.structs.replace(alerted_snapshot(), alerts=())
        await send(pilot, link, over)
        assert "Oracle (ORCL) · equity-dd-52w: it is over" in screen_text(app)
        assert "called treasury" in screen_text(app)


async def test_the_filter_narrows_at_each_key_and_escape_lets_go_of_it() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "slash", *"warn meta")
        assert "only warn meta: 1 of 5" in screen_text(app)
        await burst(pilot, "enter")
        assert row(pilot) == "credit-leads-equity META"
        await burst(pilot, "escape")
        assert "only" not in screen_text(app)
        assert isinstance(app.screen, AlertsScreen)


async def test_a_command_with_an_issuer_shows_only_its_alerts() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "colon", *"alerts orcl", "enter")
        assert "only ORCL: 2 of 5" in screen_text(app)


async def test_next_goes_from_figure_to_figure_and_escape_back_to_the_board() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "n")
        assert isinstance(app.screen, IssuerScreen)
        pane = app.focused
        assert isinstance(pane, Pane)
        assert (pane.key, pane.row) == ("capex", "capex.to_ocf.ltm")
        await burst(pilot, "n")
        pane = app.focused
        assert isinstance(pane, Pane)
        assert (pane.key, pane.row) == ("equity", "equity.drawdown.52w")
        # A condition over several metrics is no figure: its line is.
        await burst(pilot, "n")
        assert isinstance(app.screen, AlertsScreen)
        assert row(pilot) == "credit-leads-equity META"
        await burst(pilot, "n")
        assert row(pilot) == "capex-over-ocf GOOGL"
        await burst(pilot, "n")
        assert row(pilot) == "capex-over-ocf ORCL"
        await burst(pilot, "escape")
        assert isinstance(app.screen, BoardScreen)


async def test_next_says_when_everything_has_somebody() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "n")
        assert "nothing is unacknowledged" in screen_text(app)


async def test_issuers_are_turned_by_capitals() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "enter", "J")
        assert isinstance(app.screen, IssuerScreen)
        assert app.screen.subject == "AMZN"
        await burst(pilot, "K", "K")
        assert app.screen.subject == "ORCL"


async def test_the_cursor_stays_in_its_place_when_its_line_goes() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "j", "j")
        assert row(pilot) == "credit-leads-equity META"
        left: tuple[Alert, ...] = ALERTS[:-1]
        await send(
            pilot, link, msgspec.structs.replace(alerted_snapshot(), alerts=left)
        )
        assert row(pilot) == "equity-dd-52w MSFT"


async def test_no_alert_at_all_is_said_in_words() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A")
        assert "nothing fires" in screen_text(app)
        await burst(pilot, "enter", "i", "y", "Y", "h", "l", "j", "G")
        assert isinstance(app.screen, AlertsScreen)
