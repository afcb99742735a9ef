"""The alerts of a snapshot as people count them: one a rule and subject, the worst."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.catalogue import METRICS, Worse
from overhang.core.snapshot import Snapshot, Standing
from overhang.views import format as fmt
from overhang.views.words import unit_of

STANDING = (Phase.FIRING, Phase.RECOVERING)
"""The phases in which an alert is there."""


class Roll:
    """Alerts that stand and alerts that are pending, worst first, then newest."""

    def __init__(self, snapshot: Snapshot) -> None:
        stands: dict[tuple[str, str], Alert] = {}
        waits: dict[tuple[str, str], Alert] = {}
        for each in snapshot.alerts:
            kept = stands if each.phase in STANDING else waits
            key = (each.rule, each.subject)
            if key not in kept or each.severity > kept[key].severity:
                kept[key] = each
        self._stands, self._waits = stands, waits
        self._snapshot = snapshot
        self.standing = _worst_first(stands.values())
        """The worst that fires or recovers, once for each rule and subject."""
        self.pending = _worst_first(
            each
            for key, each in waits.items()
            if key not in stands or each.severity > stands[key].severity
        )
        """What has not lasted long enough yet and is worse than what fires."""
        self.loud = tuple(each for each in self.standing if not each.muted)
        """What stands and is told."""
        self.unacked = tuple(each for each in self.loud if each.ack is None)
        """What stands, is told, and nobody has."""

    def standing_of(self, rule: str, subject: str) -> Alert | None:
        """Return what fires or recovers."""
        return self._stands.get((rule, subject))

    def find(self, rule: str, subject: str) -> Alert | None:
        """Return what fires or recovers; if nothing does, what is pending."""
        key = (rule, subject)
        return self._stands.get(key) or self._waits.get(key)

    def waiting(self, rule: str, subject: str) -> Alert | None:
        """Return what is pending, whatever fires beside it."""
        return self._waits.get((rule, subject))

    @cached_property
    def standings(self) -> Mapping[tuple[str, str], Standing]:
        """Every standing by rule and subject."""
        return {(each.rule, each.subject): each for each in self._snapshot.standings}

    def level(self, alert: Alert) -> str:
        """Write the level an alert is beyond: `> 200bp`; empty for a condition."""
        if not alert.metric or alert.threshold is None:
            return ""
        known = METRICS.get(alert.metric)
        standing = self.standings.get((alert.rule, alert.subject))
        above = not known or known.worse is not Worse.LOWER
        sign = ">" if (standing.above if standing else above) else "<"
        return f"{sign} {fmt.level(alert.threshold, unit_of(alert.metric))}"

    def about(self, subject: str, metric: str = "", pane: str = "") -> Alert | None:
        """Return the alert of a figure that asks for most; none when none stands.

        What is told comes before what is not, what nobody has before what somebody
        has. With no `metric` any figure of `pane` counts, and how stale those are; with
        neither any of the subject.
        """
        mine = [
            each
            for each in self.standing
            if each.subject == subject
            and (not metric or each.metric == metric)
            and (
                not pane
                or each.metric.partition(".")[0] == pane
                or each.metric == f"data.stale.{pane}"
            )
        ]
        # The roll is in order of severity already, and the sort keeps it.
        return min(
            mine,
            key=lambda each: (bool(each.muted), each.ack is not None),
            default=None,
        )

    def after(self, here: Alert | None) -> Alert | None:
        """Return the alert that nobody has after another one, going round."""
        if here is None or not self.unacked:
            return next(iter(self.unacked), None)
        keys = [each.key[:2] for each in self.unacked]
        if here.key[:2] in keys:
            return self.unacked[(keys.index(here.key[:2]) + 1) % len(keys)]
        later = (each for each in self.unacked if _order(each) > _order(here))
        return next(later, self.unacked[0])


def earned(alert: Alert) -> str:
    """Say how much of its wait an alert has behind it: `1 of 2 closes`, `12 of 30m`.

    Nothing when it does not wait.
    """
    if not alert.wait:
        return ""
    if alert.in_closes:
        closes = "close" if alert.wait == 1 else "closes"
        return f"{alert.earned:.0f} of {alert.wait:.0f} {closes}"
    # Whole minutes, and never more than there are: 29.9 of 30 is not over.
    return f"{alert.earned // 60:.0f} of {-(-alert.wait // 60):.0f}m open"


@lru_cache(maxsize=2)
def roll_of(snapshot: Snapshot) -> Roll:
    """Return a snapshot's roll: called once, however many screens ask."""
    return Roll(snapshot)


def _worst_first(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    return tuple(sorted(alerts, key=_order))


def _order(alert: Alert) -> tuple[int, float, str, str]:
    began = alert.fired_at or alert.since
    return -alert.severity, -began.timestamp(), alert.subject, alert.rule
