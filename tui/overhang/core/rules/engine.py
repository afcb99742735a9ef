"""Which alerts stand after one look at the figures: pure, a state and a look in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter

from overhang.core.alerts.alert import Alert, Key, Phase
from overhang.core.alerts.machine import Evidence
from overhang.core.issuers import Universe
from overhang.core.rules.book import Rule, RuleBook
from overhang.core.rules.episode import begun, ended, is_settled, seen, unseen
from overhang.core.rules.evidence import of_condition, of_level, together
from overhang.core.rules.expressions import Expression, Term
from overhang.core.rules.moment import Change, Judged, Moment
from overhang.core.rules.plan import Index, Plan, Step, compile_book
from overhang.core.rules.standings import standings
from overhang.core.snapshot import Reading
from overhang.core.states import State

__all__ = ["Readings", "judge", "standings"]

Readings = Mapping[str, Mapping[str, Reading]]
"""By subject, then by metric or by the key of a term."""
_NOTHING: Mapping[str, Reading] = {}
_INACTIVE = Phase.INACTIVE


def judge(
    book: RuleBook,
    readings: Readings,
    universe: Universe,
    before: Mapping[Key, Alert],
    moment: Moment,
) -> Judged:
    """Return every alert that stands after one look, and what changed.

    A metric that `readings` does not hold for a subject was not looked at: its alerts
    stay as they are, and time they did not see does not count. What the book or the
    universe no longer holds ends, whatever its figures. A rule that watches another
    metric than before ends what it held, and begins anew at the next look.
    """
    plan = _compiled(book, universe)
    places: list[int] = []
    found: list[Alert] = []
    changes: list[tuple[int, Change]] = []
    for alert in before.values():
        place, after = _again(plan, readings, alert, moment)
        if after.phase is not _INACTIVE:
            places.append(place)
            found.append(after)
        if after.phase is not alert.phase:
            changes.append((place, Change(after, alert.phase)))
    for place, alert in _new(plan, readings, before, moment):
        places.append(place)
        found.append(alert)
        changes.append((place, Change(alert, _INACTIVE)))
    ordered = sorted(range(len(places)), key=places.__getitem__)
    changes.sort(key=itemgetter(0))
    return Judged(
        tuple(found[each] for each in ordered), tuple(each for _, each in changes)
    )


def _again(
    plan: Plan, readings: Readings, alert: Alert, moment: Moment
) -> tuple[int, Alert]:
    """Return an alert after this look, and its place in the order of the book."""
    at = plan.step(alert.rule, alert.subject, alert.severity)
    if at is None:
        return _place(len(plan.watched), 0, alert.severity), ended(alert, moment.now)
    watched = at.watched
    rank = watched.subjects.get(alert.subject)
    if rank is None or watched.rule.metric != alert.metric:
        return _place(watched.order, 0, alert.severity), ended(alert, moment.now)
    place = _place(watched.order, rank, alert.severity)
    figures = readings.get(alert.subject, _NOTHING)
    reading = figures.get(alert.metric)
    if reading is not None and is_settled(at, alert, reading):
        return place, alert
    sight = _sight(at, figures, moment)
    if sight is None:
        return place, unseen(at, alert, moment, alert.state)
    return place, seen(at, alert, *sight, figures, moment)


def _new(
    plan: Plan, readings: Readings, before: Mapping[Key, Alert], moment: Moment
) -> Iterator[tuple[int, Alert]]:
    """Yield what was at rest and is breached."""
    for subject, figures in readings.items():
        begins = set[Key]()
        for at in _candidates(plan, subject, figures):
            watched, severity = at.watched, at.rung.severity
            key = (watched.rule.id, subject, severity)
            if key in before or key in begins:
                continue
            rank = watched.subjects.get(subject)
            sight = None if rank is None else _sight(at, figures, moment)
            if rank is None or sight is None:
                continue
            alert = begun(at, subject, *sight, figures, moment)
            if alert is not None:
                begins.add(key)
                yield _place(watched.order, rank, severity), alert


def _candidates(
    plan: Plan, subject: str, figures: Mapping[str, Reading]
) -> Iterator[Step]:
    """Yield every level that could be breached for a subject, some of them twice."""
    for metric, reading in figures.items():
        index = plan.metrics.get(metric)
        if index is not None and not index.is_calm(reading):
            yield from _beyond(index, subject, reading)
    for watched in plan.conditions:
        yield from watched.steps(subject)


def _beyond(index: Index, subject: str, reading: Reading) -> list[Step]:
    """Return the levels that a reading is beyond, and those no data would breach."""
    found: list[Step] = []
    value = reading.value
    if value is not None and value == value:
        found += [
            at
            for at in index.common.beyond(value)
            if subject not in at.watched.rule.own
        ]
        if subject in index.own:
            found += index.own[subject].beyond(value)
    for watched in index.direct:
        found += watched.steps(subject)
    if reading.state is not State.FRESH:
        for watched in index.silent:
            found += watched.steps(subject)
    return found


def _sight(
    at: Step, figures: Mapping[str, Reading], moment: Moment
) -> tuple[Evidence, Reading] | None:
    """Return what there is to see of a level; none when nobody looked."""
    rule = at.watched.rule
    if rule.when is not None:
        return _condition(rule, rule.when, figures, moment)
    reading = figures.get(rule.metric)
    if reading is None:
        return None
    return of_level(rule, at.rung, reading, moment), reading


def _condition(
    rule: Rule, when: Expression, figures: Mapping[str, Reading], moment: Moment
) -> tuple[Evidence, Reading] | None:
    """Return what the figures show about a condition; none without one of them."""

    def look(term: Term) -> Reading | None:
        return figures.get(term.key)

    terms = [look(term) for term in when.terms]
    known = [each for each in terms if each is not None]
    if len(known) < len(terms):
        return None
    whole = together(known)
    return of_condition(rule, known, whole, look, moment), whole


def _place(order: int, rank: int, severity: int) -> int:
    """Return where an alert stands: by rule, then subject, then severity."""
    return (order << 32) + (rank << 4) + severity


class _Memo:
    """The book that was compiled last: it takes a while, and books seldom change."""

    book: RuleBook | None = None
    universe: Universe | None = None
    plan: Plan | None = None


def _compiled(book: RuleBook, universe: Universe) -> Plan:
    if _Memo.plan is None or _Memo.book is not book or _Memo.universe is not universe:
        _Memo.plan = compile_book(book, universe)
        _Memo.book, _Memo.universe = book, universe
    return _Memo.plan
