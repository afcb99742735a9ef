from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import inf, nan

from hypothesis import given
from hypothesis import strategies as st

from overhang.core.alerts.alert import Phase
from overhang.core.alerts.machine import Span
from overhang.core.records import Bound
from overhang.core.rules import episode
from overhang.core.rules.book import Rule, RuleBook, Waits, ladder
from overhang.core.rules.evidence import of_level
from overhang.core.rules.moment import Moment
from overhang.core.rules.plan import compile_book
from overhang.core.snapshot import Level, Reading, Standing
from overhang.core.states import Severity, State
from support.judging import Desk, play, waiting
from support.rulebooks import ABOVE, BELOW, UNIVERSE, book, reading

VALUES = st.floats(-500, 500)
SEVERITIES = st.sampled_from(Severity)
RULES = st.sampled_from([ABOVE, BELOW])
MONDAY = date(2026, 3, 2)
FAR = date(2027, 1, 1)
INTERVAL = 60.0
BEYOND, INSIDE = 105.0, 50.0
SILENT = Reading(value=None, state=State.ABSENT)
LOUD = frozenset({Phase.FIRING, Phase.RECOVERING})


def held_at(rule: Rule, severity: Severity) -> list[Reading]:
    """What leads to a severity: a value well past its level."""
    return [
        reading(level.threshold + (1e-3 if rule.above else -1e-3))
        for level in rule.ladder.levels
        if level.severity == severity
    ]


def last(rule: Rule, *readings: Reading) -> Standing:
    return play(rule, *readings)[-1]


@given(RULES, st.lists(VALUES, min_size=2), SEVERITIES)
def test_a_worse_value_is_never_less_severe(
    rule: Rule, values: list[float], held: Severity
) -> None:
    before = held_at(rule, held)
    ordered = sorted(values, reverse=not rule.above)
    judged = [last(rule, *before, reading(each)) for each in ordered]
    assert all(mild.severity <= bad.severity for mild, bad in pairwise(judged))


@given(RULES, VALUES, SEVERITIES, st.sampled_from(Bound))
def test_judging_the_same_value_again_changes_nothing(
    rule: Rule, value: float, held: Severity, bound: Bound
) -> None:
    seen = reading(value, bound)
    *_, once, again = play(rule, *held_at(rule, held), seen, seen)
    assert again == once


@given(RULES, VALUES, SEVERITIES, st.sampled_from(Bound))
def test_a_breach_is_never_missed_and_room_is_never_negative(
    rule: Rule, value: float, held: Severity, bound: Bound
) -> None:
    standing = last(rule, *held_at(rule, held), reading(value, bound))
    assert standing.room is None or standing.room >= 0
    assert standing.severity >= last(rule, reading(value, bound)).severity


LOOKS = st.lists(
    st.tuples(
        st.sampled_from([BEYOND, 97.0, INSIDE, nan, None]),
        st.sampled_from([State.FRESH, State.STALE, State.DEAD]),
        st.integers(0, 3),
        st.sampled_from([0.0, 20.0, 60.0]),
    ),
    max_size=25,
)
"""Looks: a value or silence, its state, the days since the look before, the seconds."""
SPANS = st.sampled_from([Span(), Span(closes=3), Span(seconds=120.0)])
Looks = Sequence[tuple[float | None, State, int, float]]


def figures(looks: Looks) -> list[tuple[Reading, float]]:
    """Return what each look sees, and the seconds since the one before."""
    found, day = [], MONDAY
    for value, state, days, seconds in looks:
        day += timedelta(days=days)
        if value is None:
            found.append((SILENT, seconds))
        else:
            found.append((Reading(value=value, state=state, about=day), seconds))
    return found


def look(desk: Desk, seen: Reading | None, seconds: float) -> None:
    metric = desk.book.rules[0].metric
    readings = {} if seen is None else {"MSFT": {metric: seen}}
    desk.look(readings, seconds=seconds, today=FAR)


@given(LOOKS, SPANS, SPANS)
def test_nothing_fires_before_its_wait_is_over(
    looks: Looks, hold: Span, keep: Span
) -> None:
    desk = Desk(waiting(ABOVE, hold, keep), interval=INTERVAL)
    days, time = set[date](), 0.0
    for seen, seconds in figures(looks):
        before = desk.phase()
        time = time + seconds if days else 0.0
        look(desk, seen, seconds)
        if seen.value == BEYOND:
            assert seen.about is not None
            days.add(seen.about)
        elif seen.value in (INSIDE, 97.0):
            days.clear()
        if before not in LOUD and desk.phase() == Phase.FIRING:
            assert len(days) >= hold.closes
            assert time >= hold.seconds


@given(LOOKS, SPANS, SPANS, st.integers(1, 5))
def test_silence_never_changes_a_phase(
    looks: Looks, hold: Span, keep: Span, times: int
) -> None:
    desk = Desk(waiting(ABOVE, hold, keep), interval=INTERVAL)
    for seen, seconds in figures(looks):
        look(desk, seen, seconds)
    before = {each.key: (each.phase, each.earned) for each in desk.alerts}
    for silence in (SILENT, None, reading(nan)) * times:
        look(desk, silence, 60.0)
    assert {each.key: (each.phase, each.earned) for each in desk.alerts} == before


@given(LOOKS, SPANS, SPANS)
def test_a_figure_that_grows_old_never_ends_anything_by_itself(
    looks: Looks, hold: Span, keep: Span
) -> None:
    desk = Desk(waiting(ABOVE, hold, keep), interval=INTERVAL)
    seen = [each for each in figures(looks) if each[0].value == BEYOND]
    for each, seconds in seen:
        look(desk, each, seconds)
    before = {each.key: each.phase for each in desk.alerts}
    for state in (State.STALE, State.DEAD) if seen else ():
        value = Reading(value=BEYOND, state=state, about=seen[-1][0].about)
        look(desk, value, 60.0)
    assert {each.key: each.phase for each in desk.alerts} == before


@given(LOOKS, SPANS, SPANS, st.data())
def test_looks_that_know_nothing_in_between_change_nothing(
    looks: Looks, hold: Span, keep: Span, data: st.DataObject
) -> None:
    straight, split = (
        Desk(waiting(ABOVE, hold, keep), interval=INTERVAL) for _ in range(2)
    )
    for seen, seconds in figures(looks):
        look(straight, seen, seconds)
        parts = data.draw(st.integers(1, 4))
        silent = data.draw(st.sampled_from([SILENT, None, reading(nan)]))
        for _ in range(parts - 1):
            look(split, silent, seconds / parts)
        look(split, seen, seconds / parts)
        assert [(each.key, each.phase) for each in split.alerts] == [
            (each.key, each.phase) for each in straight.alerts
        ]


@given(LOOKS, SPANS, SPANS, st.data())
def test_a_restart_at_any_point_is_no_restart(
    looks: Looks, hold: Span, keep: Span, data: st.DataObject
) -> None:
    straight, killed = (
        Desk(waiting(ABOVE, hold, keep), interval=INTERVAL) for _ in range(2)
    )
    for seen, seconds in figures(looks):
        look(straight, seen, seconds)
        look(killed, seen, seconds)
        assert killed.changes == straight.changes
        if data.draw(st.booleans()):
            killed.restart()
        assert killed.alerts == straight.alerts


LEVEL = st.sampled_from([-50.0, -1.0, 0.0, 1.0, 2.0, 50.0])
LADDERS = st.tuples(LEVEL, st.booleans(), st.sampled_from([0.0, 0.5, 3.0])).map(
    lambda each: (
        ladder(
            tuple(
                Level(severity, each[0] + (step if each[1] else -step))
                for severity, step in ((Severity.INFO, 0.0), (Severity.CRIT, 1.5))
            ),
            each[2],
            each[1],
        ),
        each[1],
    )
)
METRICS_SEEN = ("cds.5y", "equity.drawdown.52w")


@st.composite
def books(draw: st.DrawFn) -> RuleBook:
    """Rules on two metrics: ladders of their own, limits, one subject, no data."""
    rules = []
    for number in range(draw(st.integers(1, 6))):
        levels, above = draw(LADDERS)
        limit = draw(st.sampled_from([None, None, 2.0])) if above else None
        own = draw(LADDERS)
        rules.append(
            Rule(
                id=f"r{number}",
                metric=draw(st.sampled_from(METRICS_SEEN)),
                above=above,
                ladder=levels,
                own={"ORCL": own[0]} if own[1] == above else {},
                only=draw(st.sampled_from(["", "", "ORCL"])),
                waits=Waits(
                    draw(SPANS),
                    draw(SPANS),
                    draw(st.sampled_from(["hold", "ok", "alert"])),
                ),
                limit=limit,
            )
        )
    return RuleBook(tuple(rules))


FIGURES = st.builds(
    Reading,
    value=LEVEL | st.sampled_from([nan, inf, -inf, -2.0, 3.5]),
    bound=st.sampled_from(Bound),
    state=st.sampled_from([State.FRESH, State.FRESH, State.STALE]),
    about=st.sampled_from([MONDAY, MONDAY + timedelta(days=1), FAR]),
) | st.just(SILENT)
TICKS = st.lists(
    st.dictionaries(
        st.sampled_from(["MSFT", "ORCL", "GONE"]),
        st.dictionaries(st.sampled_from(METRICS_SEEN), FIGURES),
    ),
    max_size=6,
)


@given(books(), TICKS)
def test_bisection_finds_what_asking_every_level_finds(
    rules: RuleBook, ticks: list[Mapping[str, Mapping[str, Reading]]]
) -> None:
    desk = Desk(rules, interval=INTERVAL)
    today = MONDAY + timedelta(days=2)
    plan = compile_book(rules, UNIVERSE)
    for readings in ticks:
        before = {each.key: each for each in desk.alerts}
        desk.look(readings, seconds=60.0, today=today)
        passed = dict.fromkeys(["nyse", "sifma"], 60.0)
        moment = Moment(desk.now, today, passed, INTERVAL)  # type: ignore[arg-type]
        expected = []
        for watched in plan.watched.values():
            for subject in watched.subjects:
                seen_now = readings.get(subject, {}).get(watched.rule.metric)
                for at in watched.steps(subject):
                    key = (watched.rule.id, subject, at.rung.severity)
                    was = before.get(key)
                    if seen_now is None:
                        expected += [] if was is None else [key]
                        continue
                    evidence = of_level(watched.rule, at.rung, seen_now, moment)
                    shown = (evidence, seen_now, readings[subject], moment)
                    now = (
                        episode.begun(at, subject, *shown)
                        if was is None
                        else episode.seen(at, was, *shown)
                    )
                    if now is not None and now.phase is not Phase.INACTIVE:
                        expected.append(key)
        assert [each.key for each in desk.alerts] == expected


def test_the_default_rules_are_compiled_once_for_a_book() -> None:
    rules = book('[[rule]]\nid = "a"\nmetric = "cds.5y"\nwarn = "> 80bp"')
    plan = compile_book(rules, UNIVERSE)
    assert list(plan.metrics) == ["cds.5y"]
    assert plan.metrics["cds.5y"].calm[1] > 80
