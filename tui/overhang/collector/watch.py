"""The alerts from turn to turn: what was found becomes what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from overhang.collector.reload import Plan
from overhang.core.alerts.actions import Quiet
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.conduct import conduct
from overhang.core.alerts.entries import entry_of
from overhang.core.alerts.journal import Entry
from overhang.core.alerts.quiet import expire, lasting, mute
from overhang.core.calendars import Calendars, Market
from overhang.core.metrics.base import Readings
from overhang.core.rules.clock import Stopwatch, open_seconds
from overhang.core.rules.engine import judge
from overhang.core.rules.moment import Change, Moment
from overhang.core.rules.rolls import roll_days
from overhang.store.base import AlertMemory, AlertTurn, Store

VOUCHED_S = 20.0
"""How much of the time before it one look can vouch for: a process that was stopped,
suspended or down for longer knows nothing of what it missed."""

_WAITING = (Phase.PENDING, Phase.RECOVERING)


class Seen(NamedTuple):
    """What stood at the end of one day, or stands now."""

    readings: Readings
    today: date


class Outcome(NamedTuple):
    """What one turn found; nothing of it counts before it is stored."""

    alerts: tuple[Alert, ...]
    quiets: tuple[Quiet, ...]
    turn: AlertTurn | None
    """What to store; none when nothing changed."""
    memory: AlertMemory
    ended: tuple[Alert, ...]
    """What came to rest, for whoever was told that it fires."""


class Watch:
    """Holds the alerts, and judges what is seen.

    Args:
        store: opened to write.
        calendars: whose hours count as open market.
        monotonic: a clock in seconds that nobody sets.
    """

    def __init__(
        self, store: Store, calendars: Calendars, *, monotonic: Callable[[], float]
    ) -> None:
        self._store = store
        self._calendars = calendars
        self._monotonic = monotonic
        self._stopwatch = Stopwatch(VOUCHED_S)
        self._alerts: tuple[Alert, ...] = ()
        self._memory = AlertMemory()

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """All that are not at rest, as stored."""
        return self._alerts

    @property
    def timed(self) -> bool:
        """Whether time alone can change something: a wait runs, or a silence ends."""
        return bool(self._memory.quiets) or any(
            (each.phase in _WAITING and not each.in_closes)
            or (each.ack and each.ack.until)
            for each in self._alerts
        )

    @property
    def asked(self) -> bool:
        """Whether somebody did something that was not applied yet."""
        return bool(self._store.actions(after=self._memory.applied))

    def load(self) -> None:
        """Take over what was stored; raise `StoreError` when it cannot be read."""
        alerts, self._memory = self._store.alerts()
        self._alerts = tuple(alerts)
        self._stopwatch = Stopwatch(VOUCHED_S, last=self._memory.judged_at)

    def look(self, plan: Plan, seen: Sequence[Seen], now: datetime) -> Outcome:
        """Judge what is seen, days in order, then apply what people did.

        Args:
            plan: whom to watch, and by which rules.
            seen: earlier days that nobody judged yet, and last what stands now.
            now: UTC.

        Raises:
            StoreError: the actions cannot be read.
        """
        vouched = timedelta(seconds=self._stopwatch.look(now, self._monotonic()))
        alerts, entries, ended = self._alerts, list[Entry](), list[Alert]()
        for each in seen:
            passed = vouched if each is seen[-1] else timedelta()
            moment = self._moment(each.today, now, passed)
            before = {alert.key: alert for alert in alerts}
            judged = judge(plan.rules, each.readings, plan.universe, before, moment)
            alerts = judged.alerts
            entries += _entries(plan, judged.changes, each.readings, now)
            ended += [one.alert for one in judged.changes if _is_end(one)]
        actions = self._store.actions(after=self._memory.applied)
        quiets = lasting(self._memory.quiets, alerts, now)
        conducted = conduct(alerts, quiets, actions, now)
        alerts = mute(
            conducted.alerts,
            plan.rules,
            (*plan.rules.silences, *conducted.quiets),
            now,
        )
        memory = AlertMemory(
            quiets=conducted.quiets,
            applied=actions[-1].number if actions else self._memory.applied,
            judged_at=now,
        )
        entries += conducted.entries
        return Outcome(
            alerts=alerts,
            quiets=expire((*plan.rules.silences, *conducted.quiets), now),
            turn=self._turn(alerts, memory, entries, now),
            memory=memory,
            ended=tuple(ended),
        )

    def keep(self, outcome: Outcome) -> None:
        """Go on from what is stored now."""
        self._alerts = outcome.alerts
        self._memory = outcome.memory

    def _moment(self, today: date, now: datetime, passed: timedelta) -> Moment:
        calendars = self._calendars
        return Moment(
            now=now,
            today=today,
            passed={
                market: open_seconds(calendars, market, now - passed, now)
                for market in Market
            },
            interval=VOUCHED_S,
            roll_days=roll_days(calendars, today),
        )

    def _turn(
        self,
        alerts: tuple[Alert, ...],
        memory: AlertMemory,
        entries: Sequence[Entry],
        now: datetime,
    ) -> AlertTurn | None:
        """Return what differs from what is stored; that time passed does not."""
        before = {each.key: each for each in self._alerts}
        after = {each.key: each for each in alerts}
        changed = [each for key, each in after.items() if before.get(key) != each]
        gone = [
            replace(each, phase=Phase.INACTIVE, since=now)
            for key, each in before.items()
            if key not in after
        ]
        same = replace(memory, judged_at=self._memory.judged_at) == self._memory
        if not (changed or gone or entries) and same:
            return None
        return AlertTurn(alerts=[*changed, *gone], memory=memory, entries=entries)


def _entries(
    plan: Plan, changes: Sequence[Change], readings: Readings, now: datetime
) -> list[Entry]:
    """Word the changes for the log, each with the rule and the figure behind it."""
    rules = {each.id: each for each in plan.rules.rules} if changes else {}
    return [
        entry_of(
            each,
            rules.get(each.alert.rule),
            readings.get(each.alert.subject, {}),
            now,
        )
        for each in changes
    ]


def _is_end(change: Change) -> bool:
    """Whether somebody may have been told that this fires."""
    told = change.old in (Phase.FIRING, Phase.RECOVERING)
    return told and change.alert.phase is Phase.INACTIVE
