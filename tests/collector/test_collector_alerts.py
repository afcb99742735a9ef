"""Alerts from delivery to delivery: judged once, told once, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from overhang.collector.reload import Plan
from overhang.core.alerts.actions import Acknowledge, Matcher, Silence
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.drafts import Route
from overhang.core.alerts.journal import read
from overhang.core.alerts.messages import Message
from overhang.core.rules.language import parse_rules
from overhang.core.states import Severity
from overhang.delivery.base import DeliveryError
from support.collecting import Desk, desk_of, feed
from support.gathering import UNIVERSE, HandSource
from support.stored import T0
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick")

WARN = Severity.WARN


class Ear:
    """A channel that hears, or fails."""

    timeout = 5.0
    keep_alive = None
    unready = ""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.deaf = False

    async def deliver(self, message: Message) -> None:
        if self.deaf:
            raise DeliveryError("nobody answers")
        self.heard.append(message)


def phases(alerts: Sequence[Alert]) -> dict[str, Phase]:
    return {each.subject: each.phase for each in alerts}


def silence(start: int, end: int) -> str:
    """Write a silence of the rule file, from and until some hours after T0."""
    first, last = (T0 + timedelta(hours=each) for each in (start, end))
    return f"""
        [[silence]]
        match = {{ issuer = "ORCL" }}
        from = {first.isoformat()}
        until = {last.isoformat()}
        by = "jk"
        reason = "results"
    """


async def test_closes_that_come_together_count_as_if_they_came_one_by_one(
    source: HandSource,
) -> None:
    together, apart = desk_of(source, 'for = "3 closes"'), HandSource("closes", "deals")
    async with together.working():
        await feed(together, source, 100)
        await feed(together, source, 100, 80, 70, 60)
    one_by_one = desk_of(apart, 'for = "3 closes"')
    async with one_by_one.working():
        for day in range(1, 5):
            await feed(one_by_one, apart, *(100, 80, 70, 60)[:day])
    assert phases(together.snapshot.alerts) == {"ORCL": Phase.FIRING}
    assert phases(one_by_one.snapshot.alerts) == {"ORCL": Phase.FIRING}


async def test_days_that_come_together_earn_no_more_open_market_than_passed(
    source: HandSource,
) -> None:
    desk = desk_of(source, 'for = "30s"')
    desk.clock.pass_by(hours=-2)
    async with desk.working():
        await feed(desk, source, 100)
        desk.clock.pass_by(seconds=20)
        await feed(desk, source, 100, 80, 70, 60)
    (alert,) = desk.snapshot.alerts
    assert (alert.phase, alert.earned) == (Phase.PENDING, 20)


async def test_a_new_store_knows_the_closes_that_rules_wait_for(
    source: HandSource,
) -> None:
    desk = desk_of(source, 'for = "2 closes"')
    async with desk.working():
        await feed(desk, source, 100, 80, 70)
    assert phases(desk.snapshot.alerts) == {"ORCL": Phase.FIRING}


async def test_a_wait_goes_on_after_a_restart(source: HandSource) -> None:
    first = desk_of(source, 'for = "3 closes"')
    async with first.working():
        await feed(first, source, 100, 80, 70)
    assert phases(first.snapshot.alerts) == {"ORCL": Phase.PENDING}
    again = HandSource("closes", "deals")
    second = desk_of(again, 'for = "3 closes"', store=first.store)
    async with second.working():
        await feed(second, again, 100, 80, 70, 60)
    assert phases(second.snapshot.alerts) == {"ORCL": Phase.FIRING}
    log = [read(each) for each in second.store.log()]
    assert [(each.old, each.new) for each in log] == [
        ("inactive", "pending"),
        ("pending", "firing"),
    ]


async def test_what_somebody_did_is_applied_and_logged(source: HandSource) -> None:
    desk = desk_of(source)
    async with desk.working():
        await feed(desk, source, 80)
        number = desk.store.put_action(
            Acknowledge(
                at=T0, by="jk", rule="low", subject="ORCL", severity=WARN, why="on it"
            )
        )
        await until(lambda: any(each.ack for each in desk.snapshot.alerts))
    (alert,) = desk.snapshot.alerts
    assert alert.ack is not None
    assert (alert.ack.by, alert.ack.why) == ("jk", "on it")
    (standing,) = (each for each in desk.snapshot.standings if each.severity)
    assert standing.acked
    last = read(desk.store.log()[-1])
    assert (last.kind, last.by, last.action) == ("ack", "jk", number)


async def test_a_silence_mutes_and_ends_by_itself(source: HandSource) -> None:
    desk = desk_of(source)
    async with desk.working():
        await feed(desk, source, 80)
        desk.store.put_action(
            Silence(
                at=T0,
                by="jk",
                match=Matcher(issuer="ORCL"),
                start=T0,
                until=T0 + timedelta(hours=1),
                why="results",
            )
        )
        await until(lambda: any(each.muted for each in desk.snapshot.alerts))
        assert phases(desk.snapshot.alerts) == {"ORCL": Phase.FIRING}
        desk.clock.pass_by(hours=1)
        await until(lambda: not any(each.muted for each in desk.snapshot.alerts))
        assert not desk.snapshot.quiets


@pytest.mark.parametrize(
    ("start", "end", "muted"),
    [(-1, 1, True), (1, 2, False)],
    ids=["ends", "begins"],
)
async def test_a_silence_of_the_rule_file_ends_and_begins_by_itself(
    source: HandSource, start: int, end: int, muted: bool
) -> None:
    desk = desk_of(source, silence(start, end))
    async with desk.working():
        await feed(desk, source, 80)
        (alert,) = desk.snapshot.alerts
        assert bool(alert.muted) is muted
        desk.clock.pass_by(hours=1)
        await until(lambda: bool(desk.snapshot.alerts[0].muted) is not muted)


async def test_an_alert_is_told_at_the_terminals_and_over_every_channel(
    source: HandSource,
) -> None:
    ear = Ear()
    desk = desk_of(source)
    desk.channels = [(Route("desk"), ear)]
    async with desk.working():
        await feed(desk, source, 80)
        desk.clock.pass_by(seconds=2)
        await feed(desk, source, 79)
        await until(lambda: bool(desk.snapshot.told and ear.heard))
    (shown,), (heard,) = desk.snapshot.told, ear.heard
    assert [each.id for each in shown.firing] == [each.id for each in heard.firing]
    assert {each.channel for each in desk.store.told()} == {"terminal", "desk"}


async def test_what_was_told_is_not_told_again_after_a_restart(
    source: HandSource,
) -> None:
    first, before = desk_of(source), Ear()
    first.channels = [(Route("desk"), before)]
    async with first.working():
        await feed(first, source, 80)
        first.clock.pass_by(seconds=2)
        await feed(first, source, 79)
        await until(lambda: bool(first.snapshot.told and before.heard))
    told = first.snapshot.told
    same, new, again = Ear(), Ear(), HandSource("closes", "deals")
    second = desk_of(again, store=first.store)
    second.channels = [(Route("desk"), same), (Route("new"), new)]
    second.clock.pass_by(minutes=5)
    async with second.working():
        await feed(second, again, 78)
        await until(lambda: bool(new.heard))
    assert second.snapshot.told == told
    assert not same.heard


async def test_a_channel_that_fails_is_said_and_tried_again(source: HandSource) -> None:
    ear = Ear()
    ear.deaf = True
    desk = desk_of(source)
    desk.channels = [(Route("desk"), ear)]
    async with desk.working():
        await feed(desk, source, 80)
        desk.clock.pass_by(seconds=2)
        await feed(desk, source, 79)
        await until(lambda: bool(desk.snapshot.problems))
        assert "nobody answers" in desk.snapshot.problems[0]
        ear.deaf = False
        desk.clock.pass_by(minutes=10)
        await until(lambda: bool(ear.heard))
        await until(lambda: not desk.snapshot.problems)


async def test_a_rule_that_is_gone_ends_what_it_held(source: HandSource) -> None:
    desk = desk_of(source)
    async with desk.working():
        await feed(desk, source, 80)
    assert phases(desk.snapshot.alerts) == {"ORCL": Phase.FIRING}
    again = HandSource("closes", "deals")
    second = Desk(again, store=desk.store)
    second.plan = Plan(UNIVERSE, parse_rules("schema = 1", "rules.toml", UNIVERSE))
    async with second.working():
        await feed(second, again, 79)
    assert not second.snapshot.alerts
    assert not second.store.alerts()[0]
    assert read(second.store.log()[-1]).new == "inactive"


async def test_an_end_before_a_restart_is_told_with_its_own_time(
    source: HandSource,
) -> None:
    ear = Ear()
    first = desk_of(source)
    first.channels = [(Route("desk"), ear)]
    async with first.working():
        await feed(first, source, 80)
        first.clock.pass_by(seconds=2)
        await feed(first, source, 79)
        await until(lambda: bool(ear.heard))
        first.clock.pass_by(minutes=1)
        await feed(first, source, 100)
    ended_at = first.clock()
    again = HandSource("closes", "deals")
    second = desk_of(again, store=first.store)
    second.channels = [(Route("desk"), ear)]
    second.clock.time = ended_at + timedelta(minutes=6)
    async with second.working():
        await feed(second, again, 101)
        await until(lambda: len(ear.heard) > 1)
    (over,) = ear.heard[-1].resolved
    assert over.resolved_at == ended_at
