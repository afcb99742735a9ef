"""What a monitoring system is told: how bad it is, and whether that can be known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from overhang.core.alerts.alert import Alert
from overhang.core.catalogue import METRICS, Pane
from overhang.core.outward import WITHHELD, outward_alert, outward_source
from overhang.core.rights import Rights
from overhang.core.rules.book import Rule, RuleBook
from overhang.core.rules.expressions import Term
from overhang.core.rules.moment import Moment
from overhang.core.snapshot import Reading, Snapshot, SourceState, Standing
from overhang.core.states import Severity, State
from overhang.views.feeds import named
from overhang.views.roll import roll_of
from overhang.views.rule_evidence import Readings, is_fresh, refusal, terms_of
from overhang.views.words import TABLES

_UNSURE = (SourceState.FAILED, SourceState.PART)
"""What was not read may be what matters."""


class Status(IntEnum):
    """The exit status of a monitoring plugin."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


class Doubt(NamedTuple):
    """One figure that a rule needs and cannot rely on."""

    rule: str
    subject: str
    figure: str
    """The metric, or the term of an expression: `chg(cds.5y, 1w)`."""
    state: State
    """Fresh: it is in date, and not what the rule asks for."""
    reason: str


class Pair(NamedTuple):
    """One rule on one subject."""

    rule: Rule
    subject: str


class Verdict(NamedTuple):
    """What the rules that were asked for say, as a whole."""

    status: Status
    pairs: tuple[Pair, ...] = ()
    """What was judged, in book order."""
    firing: tuple[Alert, ...] = ()
    """What fires and is told, the worst level of each rule: the loudest
    first, and those on figures in date before others."""
    muted: tuple[Alert, ...] = ()
    """What fires and is not told; each says why."""
    pending: tuple[Alert, ...] = ()
    """What is breached and has not lasted long enough."""
    doubts: tuple[Doubt, ...] = ()
    faults: tuple[str, ...] = ()
    """What is wrong with sources, rules or the collector."""


def verdict(
    snapshot: Snapshot,
    book: RuleBook,
    wanted: Callable[[str, str], bool],
    faults: Sequence[str] = (),
) -> Verdict:
    """Weigh what fires against what cannot be known.

    A proven breach counts whatever else is in doubt; with none, any doubt or fault is
    UNKNOWN. A stale or absent figure is never OK, unless its rule says so.

    Args:
        snapshot: what is known.
        book: the rules in force; empty where their file is wrong.
        wanted: whether a rule's id and a subject are asked for.
        faults: what is wrong beyond what the snapshot tells.
    """
    pairs = tuple(
        Pair(rule, subject)
        for rule in book.rules
        for subject in rule.subjects(snapshot.universe)
        if wanted(rule.id, subject)
    )
    roll = roll_of(snapshot)
    standing = [each for each in roll.standing if wanted(each.rule, each.subject)]
    # That figures are out of date is a doubt, however loud the desk wants it told.
    firing = tuple(
        sorted(
            (each for each in standing if each.loud and not _of_data(each)),
            key=lambda each: (-each.severity, each.state is not State.FRESH),
        )
    )
    doubts = tuple(_doubts(snapshot, pairs, standing))
    wrong = (*faults, *snapshot.problems, *_failures(snapshot, pairs))
    worst = max((each.severity for each in firing), default=Severity.NONE)
    if worst >= Severity.WARN:
        status = Status.CRITICAL if worst is Severity.CRIT else Status.WARNING
    elif doubts or wrong or not pairs:
        status = Status.UNKNOWN
    else:
        status = Status.OK
    return Verdict(
        status,
        pairs,
        firing,
        tuple(each for each in standing if each.muted),
        tuple(each for each in roll.pending if wanted(each.rule, each.subject)),
        doubts,
        wrong,
    )


def standings_of(snapshot: Snapshot) -> dict[tuple[str, str], Standing]:
    """Index where rules stand by rule and subject."""
    return {(each.rule, each.subject): each for each in snapshot.standings}


def leaving(verdict: Verdict, snapshot: Snapshot) -> Verdict:
    """Return a verdict as it may leave: as bad, without figures for display only."""

    def shut(doubt: Doubt) -> bool:
        reading = snapshot.reading(doubt.subject, doubt.figure)
        return reading is not None and reading.rights is Rights.DISPLAY

    return verdict._replace(
        firing=tuple(map(outward_alert, verdict.firing)),
        muted=tuple(map(outward_alert, verdict.muted)),
        pending=tuple(map(outward_alert, verdict.pending)),
        doubts=tuple(
            each._replace(reason=WITHHELD) if shut(each) else each
            for each in verdict.doubts
        ),
    )


def _of_data(alert: Alert) -> bool:
    known = METRICS.get(alert.metric)
    return known is not None and known.pane is Pane.DATA


def _doubts(
    snapshot: Snapshot, pairs: Iterable[Pair], standing: Iterable[Alert]
) -> Iterator[Doubt]:
    """Yield what cannot be relied on, each figure of a rule once."""
    moment = Moment(snapshot.taken_at, snapshot.clock.today)
    for rule, subject in pairs:
        if rule.waits.no_data != "ok":
            mine = snapshot.readings.get(subject, {})
            yield from _unsure(rule, subject, mine, moment)
    for each in standing:
        if _of_data(each) and each.loud:
            yield Doubt(each.rule, each.subject, each.metric, State.STALE, each.text)


def _unsure(
    rule: Rule, subject: str, mine: Readings, moment: Moment
) -> Iterator[Doubt]:
    def fresh(term: Term) -> Reading | None:
        reading = mine.get(term.key)
        return reading if is_fresh(reading) else None

    # What in-date figures decide is no doubt, whatever the others are.
    if rule.when is not None and rule.when.holds(fresh) is not None:
        return
    doubts = [
        Doubt(rule.id, subject, term.key, *_lack(mine.get(term.key)))
        for term in terms_of(rule)
        if not is_fresh(mine.get(term.key))
    ]
    if not doubts and (reason := refusal(rule, subject, mine, moment)):
        keys = " ".join(each.key for each in terms_of(rule))
        doubts = [Doubt(rule.id, subject, keys, State.FRESH, reason)]
    yield from doubts


def _lack(reading: Reading | None) -> tuple[State, str]:
    if reading is None:
        return State.ABSENT, "not measured"
    return reading.state, reading.reason


def _failures(snapshot: Snapshot, pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield the sources that failed, of those that the rules need."""
    everything = [each.table for each in snapshot.sources]
    needed = {
        table
        for rule, _ in pairs
        for term in terms_of(rule)
        for table in TABLES[METRICS[term.metric].pane] or everything
    }
    for each in snapshot.sources:
        if each.state in _UNSURE and each.table in needed:
            errors = outward_source(each).errors
            why = errors[0] if errors else "the last try failed"
            yield f"{named(each)}: {why}"
