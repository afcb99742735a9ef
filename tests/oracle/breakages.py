"""Ways to break the product, to see that the oracle notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from overhang.collector import news
from overhang.collector.changes import Change, Slot, Standing, add
from overhang.collector.watch import Outcome, Watch
from overhang.core.alerts import dispatch
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.dispatch import Post
from overhang.core.alerts.machine import REST
from overhang.core.records import Vintage
from overhang.core.rules import episode
from overhang.core.standing import identify
from overhang.core.tables import TABLES


def silence_resolves() -> None:
    """What is not known is taken for calm."""

    def unseen(_at: Any, alert: Alert, *_: Any) -> Alert:
        return replace(alert, phase=REST.phase)

    import overhang.core.rules.engine as engine

    engine.unseen = episode.unseen = unseen  # type: ignore[assignment, attr-defined]


def restart_forgets_for() -> None:
    """A wait before firing does not outlive the process."""
    _forget(Phase.PENDING)


def keep_is_not_stored() -> None:
    """A wait before the end does not outlive the process: the alert is gone."""
    _forget(Phase.RECOVERING)


def step_demotes() -> None:
    """A wall clock that is put back makes what fires wait again."""
    look = Watch.look

    def broken(self: Watch, plan: Any, seen: Any, now: datetime) -> Outcome:
        last = self._memory.judged_at
        if last is not None and now < last:
            self._alerts = tuple(
                replace(each, phase=Phase.PENDING)
                if each.phase is Phase.FIRING
                else each
                for each in self._alerts
            )
        return look(self, plan, seen, now)

    Watch.look = broken  # type: ignore[method-assign]


def suspend_counts() -> None:
    """Time counts by the wall clock, without a bound."""
    moment = Watch._moment

    def broken(self: Watch, today: Any, now: datetime, passed: Any) -> Any:
        last = self._memory.judged_at
        since = now - last if last is not None and passed and now > last else passed
        return moment(self, today, now, since)

    Watch._moment = broken  # type: ignore[method-assign]


def repeat_is_unmarked() -> None:
    """A message that may have arrived already looks like a new one."""
    again = dispatch._post_again

    def broken(tries: Sequence[Any], now: datetime) -> Post:
        post = again(tries, now)
        return post._replace(message=replace(post.message, maybe_repeated=False))

    dispatch._post_again = broken


def put_back_silences() -> None:
    """After the clock was put back a feed's news is taken for old."""

    def broken(
        slot: Slot, standing: Standing, vintages: Sequence[Vintage], **given: Any
    ) -> Change | None:
        identity = identify(TABLES[slot.table])
        fresh = [
            each
            for each in vintages
            if (held := standing.get(identity(each.record))) is None
            or held.known_at <= min(each.known_at, given["known_at"])
        ]
        return add(slot, standing, fresh, **given)

    news.add = broken  # type: ignore[assignment, attr-defined]


def _forget(phase: Phase) -> None:
    load = Watch.load

    def broken(self: Watch) -> None:
        load(self)
        self._alerts = tuple(each for each in self._alerts if each.phase is not phase)

    Watch.load = broken  # type: ignore[method-assign]


BREAKAGES: Mapping[str, Callable[[], None]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        silence_resolves,
        restart_forgets_for,
        keep_is_not_stored,
        step_demotes,
        suspend_counts,
        repeat_is_unmarked,
        put_back_silences,
    )
}
