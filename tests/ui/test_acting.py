"""Acknowledging, silencing and noting by keyboard, at the end of a fake link."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from overhang.core.alerts.actions import (
    Acknowledge,
)
from overhang.core.alerts.alert import Ack
from overhang.core.alerts.journal import Entry, lines_after
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity
from overhang.screens.board import BoardScreen
from overhang.widgets.pane import Pane
from support.links import NOW, FakeLink, burst, desk, screen_text, send, settle
from support.sample_alerts import ALERTS, alert, alerted_snapshot

WORST = ALERTS[5]
"""ORCL capex-over-ocf crit: it needs a reason."""


def changed(at: int, **fields: object) -> Snapshot:
    """The sample after the collector's next turn: one alert is another."""
    alerts = list(ALERTS)
    alerts[at] = msgspec.structs.replace(ALERTS[at], **fields)
    return msgspec.structs.replace(alerted_snapshot(), alerts=tuple(alerts))


async def test_a_groups_figure_is_acknowledged_on_its_own_screen() -> None:
    issued = alert("issuance", "group:five", Severity.WARN, "group.issued.ltm")
    snapshot = msgspec.structs.replace(alerted_snapshot(), alerts=(issued,))
    link = FakeLink(snapshot)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "o", "tab", "a", *"known", "enter")
        (action,) = link.actions
        assert isinstance(action, Acknowledge)
        assert action.subject == "group:five"


@pytest.mark.parametrize("keys", [("A",), ("G", "2"), ("n",), ("A", "enter")])
async def test_an_acknowledgement_is_signed_sent_and_confirmed(
    keys: tuple[str, ...],
) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, *keys)
        await burst(pilot, "a", *"on it", "enter")
        assert link.actions == [
            Acknowledge(
                at=NOW,
                by="jk",
                rule=WORST.rule,
                subject="ORCL",
                severity=Severity.CRIT,
                alert=WORST.id,
                why="on it",
            )
        ]
        assert "ack of ORCL capex-over-ocf sent" in screen_text(app)
        await send(pilot, link, changed(5, ack=Ack(by="jk", at=NOW, why="on it")))
        assert "acknowledged ORCL capex-over-ocf" in screen_text(app)


async def test_an_old_acknowledgement_confirms_nothing() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "a", *"on it", "enter")
        before = Ack(by="ab", at=NOW - dt.timedelta(minutes=1))
        await send(pilot, link, changed(5, ack=before))
        assert "acknowledged ORCL" not in screen_text(app)


async def test_what_the_collector_refuses_is_said_with_its_reason() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "a", *"on it", "enter")
        entry = Entry(at=NOW, kind="ack", by="jk", said_at=NOW, refused="it is over")
        link.lines = lines_after("", 0, [entry])
        await send(pilot, link, alerted_snapshot())
        await settle(pilot)
        assert "ack of ORCL capex-over-ocf refused: it is over" in screen_text(app)


async def test_a_hard_limit_is_not_acknowledged_without_a_reason() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "a")
        assert "a reason is needed" in screen_text(app)
        await burst(pilot, "space", "enter")
        assert link.actions == []
        assert "not sent: ORCL capex-over-ocf crit needs a reason" in screen_text(app)


@pytest.mark.parametrize("key", ["a", "z", "N"])
@pytest.mark.parametrize("last", ["enter", "escape"])
async def test_the_keys_go_back_to_the_figure_that_was_asked_about(
    key: str, last: str
) -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(40, 12)) as pilot:
        await settle(pilot)
        await burst(pilot, "n")
        before = app.focused
        assert isinstance(before, Pane)
        assert (before.key, before.row) == ("capex", "capex.to_ocf.ltm")
        await burst(pilot, key, "1", "h", last)
        assert app.focused is before
        assert (before.row, before.display) == ("capex.to_ocf.ltm", True)


async def test_others_are_acknowledged_with_enter_alone() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "j", "a", "enter")
        (action,) = link.actions
        assert isinstance(action, Acknowledge)
        assert (action.rule, action.why) == ("equity-dd-52w", "")


async def test_escape_forgets_what_was_asked() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "a", *"no", "escape")
        await burst(pilot, "colon", *"cds", "enter")
        assert link.actions == []
        assert isinstance(app.screen, BoardScreen)


async def test_what_is_asked_about_stays_when_the_list_moves_on() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "a", *"on")
        snapshot = alerted_snapshot()
        others = tuple(each for each in ALERTS if each is not WORST)
        await send(pilot, link, msgspec.structs.replace(snapshot, alerts=others))
        await burst(pilot, *" it", "enter")
        (action,) = link.actions
        assert isinstance(action, Acknowledge)
        assert (action.rule, action.why) == (WORST.rule, "on it")


async def test_a_narrow_prompt_shows_what_may_be_typed() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(40, 12)) as pilot:
        await settle(pilot)
        await burst(pilot, "z")
        assert "1h · until 16:00 · until worse, why?" in screen_text(app)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("G", "4", "k", "k", "k", "a"), "nothing to acknowledge here"),
        (("A", "2", "a"), "AMZN equity-dd-52w warn is pending"),
        (("A", "5", "j", "a"), "nothing to acknowledge here"),
        (("A", "5", "j", "z"), "nothing to silence here"),
        (("A", "5", "j", "N"), "nothing to note here"),
        (("A", "Z"), "no silence here"),
        (("G", "Z"), "no silence here"),
    ],
)
async def test_a_key_that_means_nothing_here_says_so(
    keys: tuple[str, ...], said: str
) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, *keys)
        assert said in screen_text(app)
        assert link.actions == []


@pytest.mark.parametrize("key", ["a", "z", "N"])
async def test_words_on_nothing_are_no_commands(key: str) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        theme = app.theme
        await burst(pilot, "A", "5", "j", key, *"typo q", "enter")
        assert app.is_running
        assert (app.theme, app.notice.paused, link.actions) == (theme, False, [])
        await burst(pilot, "1", "A")
        assert app.is_running
