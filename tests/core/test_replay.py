from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.calendars import Market
from overhang.core.events import Results, Timing
from overhang.core.firings import Firing, firings, of_rules
from overhang.core.issuers import Universe
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.observations import BalanceMeasure
from overhang.core.records import Bound, Precision, Quality, Record
from overhang.core.replay import business_days, history, timeline
from overhang.core.rules.book import RuleBook
from overhang.core.rules.engine import judge
from overhang.core.rules.language import parse_rules
from overhang.core.rules.moment import Change, Judged, Moment
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State
from support.desk import balance, deal, flow, shipped
from support.measured import calendars, closes, inputs, universe, versions

A = universe(["AAA"])


def reported(day: str) -> Results:
    return Results(
        issuer="AAA",
        results_on=date.fromisoformat(day),
        timing=Timing.AMC,
        source="release",
        quality=Quality.REPORTED,
    )


def known_on(table: str, record: Record, *results: Results) -> date:
    """Find the first day on which a row is there."""
    tables = {table: versions([record]), "results": versions(results)}
    rows = timeline(tables, A)
    days = [
        day
        for day in business_days(calendars(), date(2025, 12, 1), date(2026, 6, 30))
        if rows.as_of(day)[table]
    ]
    assert days == sorted(days)
    return days[0]


@pytest.mark.parametrize(
    ("table", "record", "results", "day"),
    [
        ("deals", deal("2026-02-03", 25.0), [], "2026-02-03"),
        # Only the month is known: not before it is over; 28 February is a Saturday.
        (
            "deals",
            deal("2026-02-03", 25.0, date_precision=Precision.MONTH),
            [],
            "2026-03-02",
        ),
        ("cash_flow", flow("Q1", "2026-03-31", 9.0), ["2026-04-29"], "2026-04-29"),
        # The results on record are those of another quarter: the filing was due before.
        ("cash_flow", flow("Q1", "2026-03-31", 9.0), ["2026-07-29"], "2026-05-11"),
        ("cash_flow", flow("Q1", "2026-03-31", 9.0), [], "2026-05-11"),
        ("cash_flow", flow("FY", "2025-12-31", 9.0), [], "2026-03-02"),
        (
            "balances",
            balance("2026-03-31", BalanceMeasure.DEBT, 9.0),
            ["2026-04-29"],
            "2026-04-29",
        ),
        # No balance-sheet date: somebody said it on that day.
        (
            "balances",
            balance("2026-02-03", BalanceMeasure.DEBT, 9.0),
            ["2026-04-29"],
            "2026-02-03",
        ),
        ("results", reported("2026-04-29"), [], "2026-04-29"),
    ],
)
def test_a_row_is_there_from_the_day_it_could_be_known(
    table: str, record: Record, results: list[str], day: str
) -> None:
    others = () if table == "results" else tuple(map(reported, results))
    if table == "results":
        rows = timeline({"results": versions([record])}, A)
        assert not rows.as_of(date(2026, 4, 28))["results"]
        assert rows.as_of(date(2026, 4, 29))["results"]
    else:
        assert known_on(table, record, *others) == date.fromisoformat(day)


def test_no_row_of_the_shipped_set_is_known_before_the_day_it_is_about() -> None:
    known = shipped()
    rows = timeline(known.tables, known.universe)
    for table, (days, kept) in rows.rows.items():
        assert len(kept) == len(known.tables[table])
        assert list(days) == sorted(days)
        for day, version in zip(days, kept, strict=True):
            assert version.record.day <= day
            # Eight in the evening in New York is the next day in UTC.
            assert version.known_at.date() == day + timedelta(days=1)


def test_what_is_known_only_grows() -> None:
    known = shipped()
    rows = timeline(known.tables, known.universe)
    months = [date(2025, month, 28) for month in range(1, 13)]
    for before, after in pairwise(months):
        then, now = rows.as_of(before), rows.as_of(after)
        for table in then:
            assert now[table][: len(then[table])] == then[table]


def test_business_days_are_those_of_either_market() -> None:
    # Christmas: both are closed. Columbus Day: the exchange alone is open.
    christmas = business_days(calendars(), date(2026, 12, 24), date(2026, 12, 28))
    assert list(christmas) == [date(2026, 12, 24), date(2026, 12, 28)]
    columbus = date(2026, 10, 12)
    assert list(business_days(calendars(), columbus, columbus)) == [columbus]


BOOK = parse_rules(
    """
[[rule]]
id = "fallen"
metric = "equity.chg.1d"
warn = "< -5%"
crit = "< -15%"
for = "2 closes"
""",
    "own.toml",
    A,
)
DAYS = [date(2026, 3, day) for day in (2, 3, 4, 5, 6)]
PRICES = [100.0, 90.0, 81.0, 85.0, 60.0]


def close_only(known: Inputs) -> Readings:
    """Measure the change of a day, plainly."""
    rows = known.tables.get("closes", ())
    prices = [getattr(each.record, "close_usd", 0.0) for each in rows]
    if len(prices) < 2:
        return {"AAA": {}}
    change = prices[-1] / prices[-2] - 1
    return {"AAA": {"equity.chg.1d": Reading(value=change, about=known.clock.today)}}


def past() -> Inputs:
    prices = dict(zip(DAYS, PRICES, strict=True))
    return inputs(A, date(2026, 10, 9), closes=closes("AAA", prices))


def test_history_judges_each_day_on_what_was_known_then() -> None:
    found = list(
        history(past(), BOOK, DAYS[0], DAYS[-1], judge=judge, measure=close_only)
    )
    assert [day for day, _ in found] == DAYS
    assert [[each.phase for each in judged.alerts] for _, judged in found] == [
        [],
        [Phase.PENDING],
        [Phase.FIRING],
        [],
        [Phase.PENDING, Phase.PENDING],
    ]


def test_every_look_is_in_the_evening_and_whole_sessions_pass() -> None:
    moments: list[Moment] = []

    def watch(
        book: RuleBook,
        readings: Mapping[str, Mapping[str, Reading]],
        whom: Universe,
        before: Mapping[tuple[str, str, Severity], Alert],
        moment: Moment,
    ) -> Judged:
        moments.append(moment)
        assert whom is A
        return Judged((), ())

    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    days = history(past(), BOOK, friday, monday, judge=watch, measure=close_only)
    assert len(list(days)) == 2
    first, second = moments
    assert first.now == datetime(2026, 3, 7, 1, tzinfo=UTC)
    # The clocks went forward on Sunday.
    assert second.now == datetime(2026, 3, 10, 0, tzinfo=UTC)
    assert dict(first.passed) == {Market.NYSE: 0.0, Market.SIFMA: 0.0}
    assert second.passed[Market.NYSE] == 6.5 * 3600
    assert (first.today, second.today) == (friday, monday)
    assert date(2026, 3, 20) in first.roll_days


def alert(phase: Phase, severity: Severity = Severity.WARN) -> Alert:
    return Alert(
        rule="fallen",
        subject="AAA",
        severity=severity,
        metric="equity.chg.1d",
        phase=phase,
        since=datetime(2026, 3, 2, tzinfo=UTC),
        value=-0.1,
        threshold=-0.05,
        bound=Bound.FLOOR,
        state=State.STALE,
    )


def judged(*changes: tuple[Phase, Phase]) -> Judged:
    return Judged((), tuple(Change(alert(new), old) for old, new in changes))


def test_an_episode_lasts_from_its_firing_until_it_is_over() -> None:
    quiet, pending = Phase.INACTIVE, Phase.PENDING
    firing, recovering = Phase.FIRING, Phase.RECOVERING
    days = [
        (DAYS[0], judged((quiet, pending))),
        (DAYS[1], judged((pending, firing))),
        (DAYS[2], judged((firing, recovering))),
        (DAYS[3], judged((recovering, firing))),
        (DAYS[4], judged((firing, quiet))),
        (date(2026, 3, 9), judged((quiet, pending))),
        (date(2026, 3, 10), judged((pending, quiet))),
        (date(2026, 3, 11), judged((quiet, firing))),
    ]
    first, second = firings(days)
    assert first == Firing(
        rule="fallen",
        subject="AAA",
        severity=Severity.WARN,
        metric="equity.chg.1d",
        fired=DAYS[1],
        ended=DAYS[4],
        value=-0.1,
        bound=Bound.FLOOR,
        threshold=-0.05,
        state=State.STALE,
        text="",
    )
    assert (second.fired, second.ended) == (date(2026, 3, 11), None)
    grouped = of_rules([first, second], ["silent", "fallen"])
    assert grouped == {"silent": [], "fallen": [first, second]}


def test_the_real_measure_and_judge_find_the_fall() -> None:
    from overhang.core.metrics.measure import measure

    days = history(past(), BOOK, DAYS[0], DAYS[-1], judge=judge, measure=measure)
    found = firings(days)
    assert [(each.fired, each.ended, each.severity) for each in found] == [
        (DAYS[2], DAYS[3], Severity.WARN)
    ]
    assert found[0].value == pytest.approx(-0.1)
