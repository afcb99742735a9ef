"""One test of rules: a series of looks, and what must stand after each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from overhang.core.alerts.alert import Alert, Key, Phase
from overhang.core.calendars import Calendars, Market
from overhang.core.dates import short
from overhang.core.issuers import Universe
from overhang.core.records import Quality
from overhang.core.rules.book import RuleBook
from overhang.core.rules.clock import open_seconds
from overhang.core.rules.moment import Judge, Moment
from overhang.core.rules.rolls import roll_days
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State
from overhang.core.trials.notation import Sample, Seen

_NEW_YORK = ZoneInfo("America/New_York")
_MORNING, _EVENING = time(10), time(20)
_OLD = {Seen.STALE: State.STALE, Seen.DEAD: State.DEAD}


class Series(NamedTuple):
    """One figure over the steps of a test."""

    metric: str
    """A metric, or the key of a term: `chg(cds.5y, 1w)`."""
    samples: Sequence[Sample]
    quality: Quality | None = Quality.COMPOSITE
    size: float | None = None
    """USD mm."""


class Expected(NamedTuple):
    """What one severity of one rule must be at each step."""

    rule: str
    severity: Severity
    phases: Sequence[Phase | None]
    """None: whatever it is."""
    line: int


class Trial(NamedTuple):
    """One test."""

    name: str
    subject: str
    start: date
    step: timedelta | None
    """Open market between two looks; none: each look is the next close."""
    inputs: Sequence[Series]
    expected: Sequence[Expected]

    @property
    def steps(self) -> int:
        """How many looks there are."""
        lengths = [len(each.samples) for each in self.inputs]
        return max([*lengths, *(len(each.phases) for each in self.expected)])


class Failure(NamedTuple):
    """One step at which something else stood."""

    line: int
    trial: str
    step: int
    """From 1."""
    at: str
    """When that was, in words."""
    rule: str
    severity: Severity
    expected: Phase
    got: Phase

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.trial}: step {self.step} ({self.at}): {self.rule} "
            f"{self.severity.name.lower()}: expected {self.expected}, got {self.got}"
        )


class Look(NamedTuple):
    """One step: when, and what was found."""

    moment: Moment
    readings: Mapping[str, Mapping[str, Reading]]


def run(
    trial: Trial,
    book: RuleBook,
    universe: Universe,
    calendars: Calendars,
    judge: Judge,
) -> list[Failure]:
    """Judge every step of a test; return what came out otherwise than expected."""
    failures: list[Failure] = []
    before: dict[Key, Alert] = {}
    for step, look in enumerate(looks(trial, calendars)):
        judged = judge(book, look.readings, universe, before, look.moment)
        before = {alert.key: alert for alert in judged.alerts}
        for each in trial.expected:
            wanted = each.phases[step] if step < len(each.phases) else None
            alert = before.get((each.rule, trial.subject, each.severity))
            got = alert.phase if alert else Phase.INACTIVE
            if wanted is not None and got is not wanted:
                at = _when(trial, look.moment)
                told = (trial.name, step + 1, at, each.rule, each.severity)
                failures.append(Failure(each.line, *told, wanted, got))
    return failures


def looks(trial: Trial, calendars: Calendars) -> Iterator[Look]:
    """Yield the steps of a test.

    Closes are those of successive days on which both markets are open; the sessions
    between two of them have passed in full.
    """
    last: datetime | None = None
    figures: dict[str, Reading] = {}
    for step, now in enumerate(_times(trial, calendars)):
        day = now.astimezone(_NEW_YORK).date()
        moment = Moment(
            now=now,
            today=day,
            passed=_passed(trial, calendars, last, now),
            roll_days=roll_days(calendars, day),
        )
        found = {}
        for each in trial.inputs:
            sample = each.samples[step] if step < len(each.samples) else None
            if sample is None or sample.seen is Seen.NOTHING:
                continue
            last_figure = figures.get(each.metric)
            reading = _reading(each, sample, last_figure, moment, calendars)
            if sample.seen is Seen.FIGURE:
                figures[each.metric] = reading
            found[each.metric] = reading
        yield Look(moment, {trial.subject: found})
        last = now


def _times(trial: Trial, calendars: Calendars) -> Iterator[datetime]:
    if trial.step is not None:
        first = datetime.combine(trial.start, _MORNING, _NEW_YORK).astimezone(UTC)
        yield from (first + n * trial.step for n in range(trial.steps))
        return
    day, left = trial.start, trial.steps
    while left:
        if all(calendars.is_open(market, day) for market in Market):
            yield datetime.combine(day, _EVENING, _NEW_YORK).astimezone(UTC)
            left -= 1
        day += timedelta(days=1)


def _passed(
    trial: Trial, calendars: Calendars, last: datetime | None, now: datetime
) -> dict[Market, float]:
    if last is None:
        return dict.fromkeys(Market, 0.0)
    if trial.step is not None:
        return dict.fromkeys(Market, trial.step.total_seconds())
    return {market: open_seconds(calendars, market, last, now) for market in Market}


def _reading(
    series: Series,
    sample: Sample,
    last: Reading | None,
    moment: Moment,
    calendars: Calendars,
) -> Reading:
    if sample.seen is Seen.FIGURE:
        return Reading(
            value=sample.value,
            about=moment.today,
            known_at=moment.now,
            age=0,
            bound=sample.bound,
            quality=series.quality,
            size=series.size,
        )
    if sample.seen is Seen.ABSENT or last is None or last.about is None:
        return Reading(value=None, state=State.ABSENT, reason="absent in this test")
    return Reading(
        value=last.value,
        state=_OLD[sample.seen],
        reason=f"{sample.seen} in this test",
        about=last.about,
        known_at=last.known_at,
        age=calendars.business_days(Market.SIFMA, last.about, moment.today),
        bound=last.bound,
        quality=series.quality,
        size=series.size,
    )


def _when(trial: Trial, moment: Moment) -> str:
    if trial.step is None:
        return short(moment.today)
    return f"{moment.now.astimezone(_NEW_YORK):%H:%M}"
