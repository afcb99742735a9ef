from __future__ import annotations

import statistics
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from overhang.core.calendars import Market
from overhang.core.catalogue import DAILY
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.measure import measure
from overhang.core.metrics.terms import measure_terms
from overhang.core.observations import Convention, Index, IndexMark
from overhang.core.records import Bound, Quality
from overhang.core.rules.expressions import Term
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.cds_marks import mark
from support.desk import shipped
from support.measured import KNOWN, calendars, closes, inputs, universe

FRIDAY = date(2026, 10, 9)
A = universe(["A"])


def back(market: Market, days: int, day: date = FRIDAY) -> date:
    return calendars().previous(market, day, days) if days else day


def term(text: str) -> Term:
    function, _, rest = text.partition("(")
    metric, _, window = rest.rstrip(")").partition(", ")
    found = Term(metric, function, window)
    assert found.key == text
    return found


def one(text: str, today: date = FRIDAY, **tables: Any) -> Reading:
    return measure_terms(inputs(A, today, **tables), [term(text)])["A"][text]


def level(day: date, bp: float, **more: Any) -> IndexMark:
    facts: dict[str, Any] = {"source": "s", "quality": Quality.COMPOSITE, **more}
    return IndexMark(index=Index.CDX_IG, date=day, tenor="5Y", spread_bp=bp, **facts)


@pytest.mark.parametrize(
    ("text", "days", "value"),
    [
        ("chg(cds.5y, 1d)", 1, 8.0),
        ("chg(cds.5y, 3d)", 3, 8.0),
        ("chg(cds.5y, 1w)", 5, 8.0),
        ("chg(cds.5y, 2w)", 10, 8.0),
        ("pct(cds.5y, 1w)", 5, 0.1),
    ],
)
def test_a_change_is_over_credit_business_days_of_one_contract(
    text: str, days: int, value: float
) -> None:
    then = back(Market.SIFMA, days)
    found = one(text, cds_marks=[mark(then, 80), mark(FRIDAY, 88)])
    assert found.value == pytest.approx(value)
    assert (found.about, found.known_at, found.age) == (FRIDAY, KNOWN, 0)
    assert (found.state, found.quality) == (State.FRESH, Quality.DERIVED)
    assert [each.about for each in found.inputs] == [FRIDAY, then]


def test_the_changes_that_are_metrics_are_the_same_as_terms() -> None:
    terms = [term(f"chg(cds.5y, {each})") for each in ("1d", "1w", "1m")]
    terms.append(term("z(cds.5y, 60d)"))
    days = [back(Market.SIFMA, n, date(2026, 9, 18)) for n in range(70)]
    marks = [mark(day, 80 + (n * 7) % 11) for n, day in enumerate(days)]
    known = inputs(A, date(2026, 9, 18), cds_marks=marks)
    asked, metrics = measure_terms(known, terms)["A"], measure(known)["A"]
    for each in ("1d", "1w", "1m"):
        assert asked[f"chg(cds.5y, {each})"] == metrics[f"cds.5y.chg.{each}"]
    assert asked["z(cds.5y, 60d)"] == metrics["cds.5y.z.60d"]
    assert asked["z(cds.5y, 60d)"].value is not None


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ([mark(FRIDAY, 88)], "no mark on 2 Oct 26"),
        (
            [mark(date(2026, 10, 2), 80, bound=Bound.FLOOR), mark(FRIDAY, 88)],
            "mark of 2 Oct 26 is a floor",
        ),
        (
            [
                mark(date(2026, 10, 2), 80, maturity=date(2031, 6, 20)),
                mark(FRIDAY, 88),
            ],
            "marks of different contracts (Jun-31, Dec-31)",
        ),
        (
            [
                mark(date(2026, 10, 2), 80, quality=Quality.PRESS),
                mark(FRIDAY, 88),
            ],
            "composite against press",
        ),
        ([], "no mark"),
    ],
)
def test_marks_that_are_not_alike_have_no_change(marks: list[Any], reason: str) -> None:
    for text in ("chg(cds.5y, 1w)", "pct(cds.5y, 1w)"):
        found = one(text, cds_marks=marks)
        assert (found.value, found.reason) == (None, reason)


def test_par_changes_are_between_par_marks_only() -> None:
    par = {"convention": Convention.PAR}
    marks = [mark(date(2026, 10, 2), 80, **par), mark(FRIDAY, 95, **par)]
    quoted = {"convention": Convention.QUOTED, "source": "q"}
    beside = [mark(date(2026, 10, 2), 10, **quoted), mark(FRIDAY, 99, **quoted)]
    both = one("chg(cds.5y.par, 1w)", cds_marks=marks + beside)
    assert both.value == 15
    none = one("chg(cds.5y.par, 1w)", cds_marks=beside)
    assert none.reason == "quoted spread, not par"


def test_a_change_of_a_price_is_a_fraction_over_sessions() -> None:
    # Columbus Day: the credit market is closed, the exchange is open.
    tuesday = date(2026, 10, 13)
    prices = {back(Market.NYSE, n, tuesday): 100.0 for n in range(1, 6)}
    rows = closes("A", {**prices, tuesday: 95.0})
    day = one("chg(equity.close, 1d)", tuesday, closes=rows)
    assert day.value == pytest.approx(-0.05)
    assert day.inputs[1].about == date(2026, 10, 12)
    week = one("chg(equity.close, 1w)", tuesday, closes=rows)
    assert week.value == pytest.approx(-0.05)
    assert week == one("pct(equity.close, 1w)", tuesday, closes=rows)
    gone = one("chg(equity.close, 2w)", tuesday, closes=rows)
    assert gone.reason == "no close on 29 Sep 26"


def test_the_z_score_of_a_price_leaves_today_out() -> None:
    days = [back(Market.NYSE, n) for n in range(23)][::-1]
    path = [100.0 + n % 3 for n in range(22)]
    rows = closes("A", dict(zip(days, [*path, 108.0], strict=True)))
    found = one("z(equity.close, 20d)", closes=rows)
    moves = [b / a - 1 for a, b in pairwise(path)]
    last = 108.0 / path[-1] - 1
    prior = moves[-20:]
    expected = (last - statistics.fmean(prior)) / statistics.stdev(prior)
    assert found.value == pytest.approx(expected)
    assert found.label == "over 20 changes"
    assert found.inputs[-1].value == pytest.approx(last)


def test_a_z_score_needs_two_thirds_of_its_window() -> None:
    days = [back(Market.NYSE, n) for n in range(16)][::-1]
    path = dict(zip(days, [100.0 + n % 3 for n in range(16)], strict=True))
    short = one("z(equity.close, 30d)", closes=closes("A", path))
    assert short.reason == "14 daily changes of the 20 needed"
    flat = dict.fromkeys(days, 100.0)
    carried = one("z(equity.close, 20d)", closes=closes("A", flat))
    assert carried.reason == "STALE-BASE: 100% of 14 changes are zero"
    gap = {day: price for day, price in path.items() if day != days[-2]}
    missing = one("z(equity.close, 20d)", closes=closes("A", gap))
    assert missing.reason == "no close on 8 Oct 26"


def test_the_index_changes_within_one_series() -> None:
    week = date(2026, 10, 2)
    found = one(
        "chg(index.cdx_ig.5y, 1w)", indices=[level(week, 50), level(FRIDAY, 54)]
    )
    assert found.value == 4
    rolled = [level(date(2026, 9, 18), 50), level(date(2026, 9, 21), 54)]
    none = one("chg(index.cdx_ig.5y, 1d)", date(2026, 9, 21), indices=rolled)
    assert none.reason == "marks of different contracts (Jun-31, Dec-31)"
    absent = one("chg(index.cdx_ig.5y, 1d)")
    assert absent.reason == "no index data"


def test_an_old_mark_makes_an_old_change() -> None:
    marks = [mark(date(2026, 10, 2), 80), mark(FRIDAY, 88)]
    found = one("chg(cds.5y, 1w)", date(2026, 10, 14), cds_marks=marks)
    assert (found.value, found.state) == (8.0, State.STALE)
    assert found.reason == "mark is 2 business days old"


def test_every_issuer_has_every_term_and_plain_metrics_are_passed_over() -> None:
    terms = [Term(metric, "chg", "1d") for metric in sorted(DAILY)]
    known = shipped()
    found = measure_terms(known, [*terms, Term("cds.5y"), terms[0]])
    assert list(found) == list(known.universe.codes)
    for mine in found.values():
        assert set(mine) == {each.key for each in terms}
    assert {mine["chg(equity.close, 1d)"].state for mine in found.values()} == {
        State.FRESH
    }


def test_every_daily_metric_has_a_series_and_no_other_has() -> None:
    week = date(2026, 10, 2)
    par = {"convention": Convention.PAR}
    known: Inputs = inputs(
        A,
        FRIDAY,
        closes=closes("A", {back(Market.NYSE, n): 100.0 for n in range(6)}),
        cds_marks=[mark(week, 80, **par), mark(FRIDAY, 81, **par)],
        indices=[level(week, 50), level(FRIDAY, 51)],
    )
    terms = [Term(metric, "chg", "1w") for metric in (*DAILY, "debt.total")]
    found = measure_terms(known, terms)["A"]
    for metric in DAILY:
        assert found[f"chg({metric}, 1w)"].value is not None, metric
    assert found["chg(debt.total, 1w)"].reason == "no daily series"


def test_a_price_that_cannot_be_used_has_no_terms() -> None:
    split = {back(Market.NYSE, 1): 100.0, FRIDAY: 50.0}
    found = one("chg(equity.close, 1d)", closes=closes("A", split))
    assert found.reason == "-50% on 9 Oct 26: split not adjusted"
    assert one("chg(equity.close, 1d)").reason == "no closes"
