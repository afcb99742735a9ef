"""Silencing and noting by keyboard, and a store that does not take it."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from overhang.core.alerts.actions import (
    EndSilence,
    Matcher,
    Quiet,
    Remarked,
    Silence,
)
from overhang.core.states import Severity
from support.links import NOW, FakeLink, burst, desk, screen_text, send, settle
from support.sample_alerts import ALERTS, alerted_snapshot

WORST = ALERTS[5]
"""ORCL capex-over-ocf crit: it needs a reason."""
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "until", "worse", "why"),
    [
        ("", NOW + 60 * MINUTE, False, ""),
        ("2h", NOW + 120 * MINUTE, False, ""),
        ("until 17:00, earnings", NOW + 30 * MINUTE, False, "earnings"),
    ],
)
async def test_a_silence_is_about_this_rule_and_issuer(
    text: str, until: dt.datetime | None, worse: bool, why: str
) -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "z", *text, "enter")
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
        await burst(pilot, "A", "z", *"earnings night", "enter")
        assert link.actions == []
        assert "not sent: 'earnings night' is no length of time" in screen_text(app)
        # What was typed is there to be mended.
        await burst(pilot, "home", *"2h, ", "enter")
        (action,) = link.actions
        assert isinstance(action, Silence)
        assert (action.until, action.why) == (NOW + 120 * MINUTE, "earnings night")


async def test_a_silence_is_ended_where_it_is_listed() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "5", "j", "Z")
        assert link.actions == [EndSilence(at=NOW, by="jk", silence=12)]
        assert "end of silence 12 sent" in screen_text(app)
        await burst(pilot, "j", "Z")
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
        await burst(pilot, "A", "N", "enter", "N", *"asked IR", "enter")
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
        await burst(pilot, "A", "a", *"ok", "enter")
        assert (
            "ack of ORCL capex-over-ocf written; applied when a collector runs"
            in screen_text(app)
        )


async def test_a_store_that_refuses_is_said() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "A", "a", *"ok")
        link.fault = "the disk is full"
        await burst(pilot, "enter")
        assert "not written: the disk is full" in screen_text(app)


async def test_sources_that_cannot_be_asked_are_said() -> None:
    link = FakeLink(alerted_snapshot())
    app = desk(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "r")
        assert "asking every source" in screen_text(app)
        link.fault = "/state: Read-only file system"
        await burst(pilot, "r")
        assert "no source is asked: /state: Read-only" in screen_text(app)
    assert link.refreshed == 1


async def test_a_silence_is_ended_where_it_was_begun() -> None:
    match = Matcher(issuer="ORCL", rule="capex-over-ocf")
    quiet = Quiet(number=14, by="jk", match=match, start=NOW, until=NOW + 60 * MINUTE)
    silenced = msgspec.structs.replace(WORST, muted="silenced by jk")
    others = tuple(each for each in ALERTS if each is not WORST)
    shown = msgspec.structs.replace(
        alerted_snapshot(), quiets=(quiet,), alerts=(*others, silenced)
    )
    link = FakeLink(shown)
    async with desk(link).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, "2", *"jjjj", "Z")
        assert link.actions == [EndSilence(at=NOW, by="jk", silence=14)]


@pytest.mark.parametrize("keys", ["2", "4", ["4", "enter"]])
@pytest.mark.parametrize("deed", ["a", "z", "N"])
async def test_nothing_is_done_to_an_alert_that_is_not_looked_at(
    keys: list[str], deed: str
) -> None:
    # MSFT has an alert in the pane beside it.
    app = desk(FakeLink(alerted_snapshot()))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await burst(pilot, *keys, deed)
        assert " here" in screen_text(app).splitlines()[0]
