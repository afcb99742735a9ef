"""What one look at the figures leads to: what is stored, named as over, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from overhang.bundled import bundled
from overhang.collector.reload import Plan
from overhang.collector.snapshots import desk_day
from overhang.collector.watch import Outcome, Seen, Watch
from overhang.core.alerts.actions import Matcher, Silence
from overhang.core.alerts.alert import Phase
from overhang.core.calendars import load_calendars
from overhang.core.rules.language import parse_rules
from overhang.core.snapshot import Reading
from overhang.store.memory import MemoryStore
from support.gathering import METRIC, UNIVERSE, Clock
from support.stored import T0

CALENDARS = load_calendars(bundled("data") / "calendars.toml")
HIGH, LOW = 100.0, 80.0


class Looking:
    """A watch in open market hours, stored after every look."""

    def __init__(self, hold: str = "now") -> None:
        text = f"""
            [[rule]]
            id = "low"
            metric = "{METRIC}"
            warn = "< 90USD"
            for = "{hold}"
        """
        self.plan = Plan(UNIVERSE, parse_rules(text, "rules.toml", UNIVERSE))
        self.store = MemoryStore()
        self.clock = Clock()
        self.clock.pass_by(hours=-4)
        self.start()

    def start(self) -> None:
        """Begin as a process does."""
        monotonic = self.clock.monotonic
        self.watch = Watch(self.store, CALENDARS, monotonic=monotonic)
        self.watch.load()

    def see(self, price: float, **later: float) -> Outcome:
        """Look at a price after some time."""
        self.clock.pass_by(**later)
        today = desk_day(self.clock())
        reading = Reading(value=price, about=today, known_at=T0 - timedelta(days=1))
        seen: Sequence[Seen] = [Seen({"ORCL": {METRIC: reading}}, today)]
        outcome = self.watch.look(self.plan, seen, self.clock())
        if outcome.turn is not None:
            self.store.append((), known_at=self.clock(), turn=outcome.turn)
        self.watch.keep(outcome)
        return outcome


def test_a_look_that_finds_nothing_new_has_nothing_to_store() -> None:
    looking = Looking()
    assert looking.see(LOW).turn is not None
    assert looking.see(LOW, seconds=5).turn is None
    assert looking.see(HIGH, seconds=5).turn is not None
    assert looking.see(HIGH, seconds=5).turn is None


def test_what_fired_is_named_when_it_is_over() -> None:
    looking = Looking()
    assert looking.see(LOW).ended == ()
    (over,) = looking.see(HIGH, seconds=5).ended
    assert (over.rule, over.subject, over.phase) == ("low", "ORCL", Phase.INACTIVE)


def test_what_was_only_pending_is_over_for_nobody() -> None:
    looking = Looking("1h")
    (alert,) = looking.see(LOW).alerts
    assert alert.phase is Phase.PENDING
    found = looking.see(HIGH, seconds=5)
    assert (found.alerts, found.ended) == ((), ())


@pytest.mark.parametrize(("away_s", "earned"), [(12, 12), (3600, 20)])
def test_time_before_a_restart_counts_as_far_as_one_look_can_vouch(
    away_s: float, earned: float
) -> None:
    looking = Looking("1h")
    looking.see(LOW)
    looking.start()
    (alert,) = looking.see(LOW, seconds=away_s).alerts
    assert alert.earned == earned


def test_an_action_that_cannot_be_read_is_logged_once_and_stops_no_turn() -> None:
    looking = Looking()
    looking.see(HIGH)
    looking.store._actions.append(b"\x81\xa4type\xa8escalate")
    assert looking.watch.asked
    outcome = looking.see(HIGH, seconds=1)
    assert outcome.turn is not None
    (entry,) = outcome.turn.entries
    assert (entry.kind, entry.action, bool(entry.refused)) == ("unknown", 1, True)
    assert looking.store.alerts()[1].applied == 1
    assert not looking.watch.asked
    assert looking.see(HIGH, seconds=1).turn is None


def silence_until_worse(looking: Looking, *, later_s: float = 0) -> None:
    now = looking.clock()
    action = Silence(
        at=now,
        by="jk",
        match=Matcher(issuer="ORCL"),
        start=now + timedelta(seconds=later_s),
        until_worse=True,
    )
    looking.store.put_action(action)


def test_a_silence_until_worse_ends_with_what_it_was_about() -> None:
    looking = Looking()
    looking.see(LOW)
    silence_until_worse(looking)
    outcome = looking.see(LOW, seconds=1)
    assert [each.muted for each in outcome.alerts] == ["silenced by jk until worse"]
    assert len(looking.see(LOW, hours=1).quiets) == 1
    outcome = looking.see(HIGH, seconds=5)
    assert (outcome.alerts, outcome.quiets, outcome.memory.quiets) == ((), (), ())
    assert [each.muted for each in looking.see(LOW, seconds=5).alerts] == [""]


def test_a_silence_until_worse_that_is_still_to_come_waits_for_its_start() -> None:
    looking = Looking()
    looking.see(LOW)
    silence_until_worse(looking, later_s=60)
    looking.see(LOW, seconds=1)
    assert len(looking.see(HIGH, seconds=5).quiets) == 1
    assert looking.see(HIGH, seconds=60).quiets == ()


def test_only_a_wait_in_open_market_needs_looks_without_news() -> None:
    for hold, timed in (("30m", True), ("2 closes", False), ("now", False)):
        looking = Looking(hold)
        looking.see(LOW)
        assert looking.watch.timed is timed, hold
