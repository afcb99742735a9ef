"""The alerts screen and the keys by which people act, at the end of a fake link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest
from textual.pilot import Pilot

from overhang.core.alerts.actions import (
    Acknowledge,
    EndSilence,
    Matcher,
    Quiet,
    Remarked,
    Silence,
)
from overhang.core.alerts.alert import Ack, Alert
from overhang.core.alerts.journal import Entry, lines_after
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity
from overhang.screens.alert import AlertScreen
from overhang.screens.alerts import AlertsScreen
from overhang.screens.board import BoardScreen
from overhang.screens.issuer import IssuerScreen
from overhang.screens.metric import MetricScreen
from overhang.widgets.pane import Pane
from overhang.widgets.prompt import Prompt
from support.links import NOW, FakeLink, burst, desk, screen_text, send, settle
from support.sample_alerts import ALERTS, LOG, alert, alerted_snapshot
from support.snapshots import sample_snapshot

WORST = ALERTS[5]
"""ORCL capex-over-ocf crit: it needs a reason."""


def changed(at: int, **fields: object) -> Snapshot:
    """The sample after the collector's next turn: one alert is another."""
    alerts = list(ALERTS)
    alerts[at] = msgspec.structs.replace(ALERTS[at], **fields)
    return msgspec.structs.replace(alerted_snapshot(), alerts=tuple(alerts))


async def typed(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


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
        await typed(pilot, *keys)
        shown = screen_text(app)
        assert isinstance(app.screen, AlertsScreen)
        assert all(word in shown for word in ("capex-over-ocf", "META !", "1Act"))
        assert all(len(line) <= size[0] for line in shown.splitlines())
        await typed(pilot, "escape")
        assert isinstance(app.screen, BoardScreen)


async def test_tab_and_numbers_turn_to_every_list() -> None:
    link = FakeLink(alerted_snapshot())
    link.lines = lines_after("", 0, LOG)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A")
        for title in ("PENDING", "RECOVERING", "ACKNOWLEDGED", "SILENCED", "HISTORY"):
            await typed(pilot, "tab")
            assert f"ALERTS, {title}" in screen_text(app)
        assert "called treasury" in screen_text(app)
        await typed(pilot, "5")
        assert "jk until 17:05" in screen_text(app)
        await typed(pilot, "shift+tab", "shift+tab")
        assert "ALERTS, RECOVERING" in screen_text(app)


async def test_a_log_that_cannot_be_read_is_said() -> None:
    link = FakeLink(alerted_snapshot())
    link.fault = "the disk is gone"
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A")
        assert "the log cannot be read: the disk is gone" in screen_text(app)


async def test_the_line_under_the_cursor_is_told_in_full() -> None:
    link = FakeLink(alerted_snapshot())
    link.lines = lines_after("", 0, LOG)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A")
        assert "nobody yet; needs a reason" in screen_text(app)
        await typed(pilot, "j")
        assert "asked treasury (ab, 09 Oct 26 16:05 EDT)" in screen_text(app)
        assert "called treasury" in screen_text(app)


async def test_an_alert_leads_to_its_figure_and_a_condition_to_all_there_is() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "enter")
        assert isinstance(app.screen, MetricScreen)
        assert "capex-over-ocf" in screen_text(app)
        await typed(pilot, "escape", "j", "j", "enter")
        assert isinstance(app.screen, AlertScreen)
        assert "Meta (META) · credit-leads-equity" in screen_text(app)
        await typed(pilot, "escape", "k", "i")
        assert isinstance(app.screen, AlertScreen)
        assert "Oracle (ORCL) · equity-dd-52w" in screen_text(app)


async def test_an_alert_that_is_over_keeps_its_history() -> None:
    link = FakeLink(alerted_snapshot())
    link.lines = lines_after("", 0, LOG)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "j", "i")
        over = msgspec.structs.replace(alerted_snapshot(), alerts=())
        await send(pilot, link, over)
        assert "Oracle (ORCL) · equity-dd-52w: it is over" in screen_text(app)
        assert "called treasury" in screen_text(app)


async def test_a_groups_figure_is_acknowledged_on_its_own_screen() -> None:
    issued = alert("issuance", "group:five", Severity.WARN, "group.issued.ltm")
    snapshot = msgspec.structs.replace(alerted_snapshot(), alerts=(issued,))
    link = FakeLink(snapshot)
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "o", "tab", "a", *"known", "enter")
        (action,) = link.actions
        assert isinstance(action, Acknowledge)
        assert action.subject == "group:five"


async def test_the_filter_narrows_at_each_key_and_escape_lets_go_of_it() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "slash", *"warn meta")
        assert "only warn meta: 1 of 5" in screen_text(app)
        await typed(pilot, "enter")
        assert row(pilot) == "credit-leads-equity META"
        await typed(pilot, "escape")
        assert "only" not in screen_text(app)
        assert isinstance(app.screen, AlertsScreen)


async def test_a_command_with_an_issuer_shows_only_its_alerts() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "colon", *"alerts orcl", "enter")
        assert "only ORCL: 2 of 5" in screen_text(app)


@pytest.mark.parametrize("keys", [("A",), ("G", "2"), ("n",), ("A", "enter")])
async def test_an_acknowledgement_is_signed_sent_and_confirmed(
    keys: tuple[str, ...],
) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, *keys)
        await typed(pilot, "a", *"on it", "enter")
        assert link.actions == [
            Acknowledge(
                at=NOW,
                by="jk",
                rule=WORST.rule,
                subject="ORCL",
                severity=Severity.CRIT,
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
        await typed(pilot, "A", "a", *"on it", "enter")
        before = Ack(by="ab", at=NOW - dt.timedelta(minutes=1))
        await send(pilot, link, changed(5, ack=before))
        assert "acknowledged ORCL" not in screen_text(app)


async def test_what_the_collector_refuses_is_said_with_its_reason() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "a", *"on it", "enter")
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
        await typed(pilot, "A", "a")
        assert "a reason is needed" in screen_text(app)
        await typed(pilot, "space", "enter")
        assert link.actions == []
        assert "not sent: ORCL capex-over-ocf crit needs a reason" in screen_text(app)


async def test_others_are_acknowledged_with_enter_alone() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "j", "a", "enter")
        (action,) = link.actions
        assert isinstance(action, Acknowledge)
        assert (action.rule, action.why) == ("equity-dd-52w", "")


async def test_escape_forgets_what_was_asked() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "a", *"no", "escape")
        await typed(pilot, "colon", *"cds", "enter")
        assert link.actions == []
        assert isinstance(app.screen, BoardScreen)


async def test_what_is_asked_about_stays_when_the_list_moves_on() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "a", *"on")
        snapshot = alerted_snapshot()
        others = tuple(each for each in ALERTS if each is not WORST)
        await send(pilot, link, msgspec.structs.replace(snapshot, alerts=others))
        await typed(pilot, *" it", "enter")
        (action,) = link.actions
        assert isinstance(action, Acknowledge)
        assert (action.rule, action.why) == (WORST.rule, "on it")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("G", "4", "k", "k", "k", "a"), "nothing to acknowledge here"),
        (("A", "2", "a"), "AMZN equity-dd-52w warn is pending"),
        (("A", "5", "j", "a"), "nothing to acknowledge here"),
        (("A", "5", "j", "z"), "nothing to silence here"),
        (("A", "5", "j", "N"), "nothing to note here"),
        (("A", "Z"), "no silence here"),
    ],
)
async def test_a_key_that_means_nothing_here_says_so(
    keys: tuple[str, ...], said: str
) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, *keys)
        assert said in screen_text(app)
        assert link.actions == []


MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "until", "worse", "why"),
    [
        ("", NOW + 60 * MINUTE, False, ""),
        ("2h", NOW + 120 * MINUTE, False, ""),
        ("until 17:00, earnings", NOW + 30 * MINUTE, False, "earnings"),
        ("until worse", None, True, ""),
    ],
)
async def test_a_silence_is_about_this_rule_and_issuer(
    text: str, until: dt.datetime | None, worse: bool, why: str
) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "z", *text, "enter")
        match = Matcher(issuer="ORCL", rule="capex-over-ocf")
        assert link.actions == [
            Silence(
                at=NOW,
                by="jk",
                match=match,
                start=NOW,
                until=until,
                until_worse=worse,
                why=why,
            )
        ]
        assert "silence of ORCL capex-over-ocf sent" in screen_text(app)
        quiet = Quiet(number=14, by="jk", match=match, start=NOW, until=until)
        after = msgspec.structs.replace(alerted_snapshot(), quiets=(quiet,))
        await send(pilot, link, after)
        assert "silenced ORCL capex-over-ocf" in screen_text(app)


async def test_a_silence_of_no_known_length_is_not_sent() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "z", *"earnings night", "enter")
        assert link.actions == []
        assert "not sent: 'earnings night' is no length of time" in screen_text(app)


async def test_a_silence_is_ended_where_it_is_listed() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "5", "j", "Z")
        assert link.actions == [EndSilence(at=NOW, by="jk", silence=12)]
        assert "end of silence 12 sent" in screen_text(app)
        await typed(pilot, "j", "Z")
        assert "stands in the rules file" in screen_text(app)
        assert len(link.actions) == 1
        others = alerted_snapshot().quiets[1:]
        await send(
            pilot, link, msgspec.structs.replace(alerted_snapshot(), quiets=others)
        )
        assert "silence ended" in screen_text(app)


async def test_a_note_is_written_and_an_empty_one_is_not() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "N", "enter", "N", *"asked IR", "enter")
        assert link.actions == [
            Remarked(
                at=NOW,
                by="jk",
                rule=WORST.rule,
                subject="ORCL",
                severity=Severity.CRIT,
                text="asked IR",
            )
        ]


async def test_without_a_collector_an_action_is_written_for_later() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        link.wrong.put_nowait("collector 7 silent for 1 min")
        await settle(pilot)
        await typed(pilot, "A", "a", *"ok", "enter")
        assert (
            "ack of ORCL capex-over-ocf written; applied when a collector runs"
            in screen_text(app)
        )


async def test_a_store_that_refuses_is_said() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "a", *"ok")
        link.fault = "the disk is full"
        await typed(pilot, "enter")
        assert "not written: the disk is full" in screen_text(app)


async def test_next_goes_from_figure_to_figure_and_escape_back_to_the_board() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "n")
        assert isinstance(app.screen, IssuerScreen)
        pane = app.focused
        assert isinstance(pane, Pane)
        assert (pane.key, pane.row) == ("capex", "capex.to_ocf.ltm")
        await typed(pilot, "n")
        pane = app.focused
        assert isinstance(pane, Pane)
        assert (pane.key, pane.row) == ("equity", "equity.drawdown.52w")
        # A condition over several metrics is no figure: its line is.
        await typed(pilot, "n")
        assert isinstance(app.screen, AlertsScreen)
        assert row(pilot) == "credit-leads-equity META"
        await typed(pilot, "n")
        assert row(pilot) == "capex-over-ocf GOOGL"
        await typed(pilot, "n")
        assert row(pilot) == "capex-over-ocf ORCL"
        await typed(pilot, "escape")
        assert isinstance(app.screen, BoardScreen)


async def test_next_says_when_everything_has_somebody() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "n")
        assert "nothing is unacknowledged" in screen_text(app)


async def test_issuers_are_turned_by_capitals() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "enter", "J")
        assert isinstance(app.screen, IssuerScreen)
        assert app.screen.subject == "AMZN"
        await typed(pilot, "K", "K")
        assert app.screen.subject == "ORCL"


def has_acked(link: FakeLink) -> bool:
    return [type(each) for each in link.actions] == [Acknowledge]


def has_silenced(link: FakeLink) -> bool:
    return [type(each) for each in link.actions] == [Silence]


@pytest.mark.parametrize(
    ("keys", "done"),
    [
        (("A", "a", *"azNn", "enter"), has_acked),
        (("A", "z", "2", "h", "comma", *"az", "enter"), has_silenced),
        (("G", "a", *"known", "enter"), has_acked),
        (("n", "a", *"known", "enter"), has_acked),
    ],
)
async def test_keys_that_arrive_at_once_reach_the_prompt(
    keys: tuple[str, ...], done: Callable[[FakeLink], bool]
) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, *keys)
        await settle(pilot)
        assert done(link), link.actions
        assert not app.screen.query("Prompt:focus")


async def test_the_cursor_stays_in_its_place_when_its_line_goes() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "j", "j")
        assert row(pilot) == "credit-leads-equity META"
        left: tuple[Alert, ...] = ALERTS[:-1]
        await send(
            pilot, link, msgspec.structs.replace(alerted_snapshot(), alerts=left)
        )
        assert row(pilot) == "equity-dd-52w MSFT"


async def test_the_prompt_takes_letters_that_are_keys_elsewhere() -> None:
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A", "N", *"anzaNAqZ/:")
        assert app.screen.query_one(Prompt).value == "anzaNAqZ/:"


async def test_no_alert_at_all_is_said_in_words() -> None:
    app = desk(FakeLink(sample_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await typed(pilot, "A")
        assert "nothing fires" in screen_text(app)
        await typed(pilot, "enter", "i", "y", "Y", "h", "l", "j", "G")
        assert isinstance(app.screen, AlertsScreen)
