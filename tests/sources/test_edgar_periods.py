from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.sources.edgar.concepts import Fact, read_concept
from overhang.sources.edgar.periods import (
    Figure,
    flows,
    latest,
    merged,
    months,
)
from support.edgar import CAPEX, VECTOR, concept_body, fact, millions

FACTS = read_concept(
    concept_body(millions(VECTOR["rows"])), "capex", cik=789019, tag=CAPEX
)


def quarters(facts: list[Fact], known_on: str) -> dict[str, dict[str, object]]:
    """A view in the vector's own words."""
    found = flows(latest(facts, date.fromisoformat(known_on)))
    return {
        span(figure, end): {
            "value": figure.value / 1e6,
            "how": how(figure),
            "filed": figure.newest.filed.isoformat(),
        }
        for (end, length), figure in found.items()
        if length == 3
    }


def span(figure: Figure, end: date) -> str:
    start = figure.facts[0].start
    if figure.less is not None:
        start = date.fromordinal(figure.less.end.toordinal() + 1)
    return f"{start}..{end}"


def how(figure: Figure) -> str:
    (whole,) = figure.facts
    if figure.less is None:
        return "reported 3m"
    return f"{whole.start}..{whole.end} minus ..{figure.less.end}"


@pytest.mark.parametrize("view", VECTOR["views"], ids=lambda view: view["known_at"])
def test_quarters_are_as_the_vector_says_at_each_knowledge_time(
    view: dict[str, object],
) -> None:
    assert quarters(FACTS, str(view["known_at"])) == view["quarters"]


@given(
    st.permutations(FACTS),
    st.sampled_from([view["known_at"] for view in VECTOR["views"]]),
)
def test_the_order_of_facts_does_not_matter(facts: list[Fact], known_on: str) -> None:
    assert quarters(facts, known_on) == quarters(FACTS, known_on)


@given(st.dates(date(2024, 10, 1), date(2026, 3, 1)))
def test_what_is_filed_later_changes_nothing_before(known_on: date) -> None:
    early = [each for each in FACTS if each.filed <= known_on]

    assert flows(latest(FACTS, known_on)) == flows(latest(early))


def test_a_filing_counts_from_its_day_on() -> None:
    filed = FACTS[0].filed

    assert latest(FACTS, filed)
    assert not latest(FACTS, date.fromordinal(filed.toordinal() - 1))


def of(*facts: Fact) -> dict[tuple[str, int], float]:
    found = flows(latest(facts))
    return {
        (f"{end}", length): each.value / 1e6 for (end, length), each in found.items()
    }


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        ("2024-07-01", "2024-09-30", 3),
        ("2024-01-01", "2024-03-20", 3),
        ("2024-01-01", "2024-03-19", None),
        ("2024-01-01", "2024-04-09", 3),
        ("2024-01-01", "2024-04-10", None),
        ("2024-01-01", "2024-06-30", 6),
        ("2024-01-01", "2024-06-17", None),
        ("2024-01-01", "2024-09-30", 9),
        ("2024-01-01", "2024-10-12", None),
        ("2024-01-01", "2024-12-31", 12),
        ("2023-10-01", "2024-09-28", 12),
        ("2023-09-24", "2024-09-28", 12),
        ("2024-01-01", "2024-12-14", None),
        ("2024-01-01", "2025-01-14", 12),
        ("2024-01-01", "2025-01-15", None),
        ("2024-01-01", "2024-01-01", None),
    ],
)
def test_a_length_is_told_from_days(start: str, end: str, length: int | None) -> None:
    assert months(date.fromisoformat(start), date.fromisoformat(end)) == length


def test_the_fourth_quarter_is_the_year_less_nine_months() -> None:
    found = of(
        fact("2025-01-01..2025-09-30", 70, "2025-10-30"),
        fact("2025-01-01..2025-12-31", 100, "2026-02-05", form="10-K"),
    )

    assert found == {
        ("2025-09-30", 9): 70,
        ("2025-12-31", 12): 100,
        ("2025-12-31", 3): 30,
    }


def test_no_quarter_comes_from_other_gaps_or_starts() -> None:
    found = of(
        fact("2025-01-01..2025-06-30", 40, "2025-07-30"),
        fact("2025-01-01..2025-12-31", 100, "2026-02-05"),
        fact("2024-10-01..2025-09-30", 90, "2025-10-30"),
    )

    assert [key for key in found if key[1] == 3] == []


def test_twelve_months_that_roll_give_no_quarter_of_another_chain() -> None:
    """Amazon files the last twelve months in every quarterly report."""
    found = of(
        fact("2025-01-01..2025-03-31", 24, "2025-05-01"),
        fact("2024-04-01..2025-03-31", 92, "2025-05-01"),
        fact("2024-07-01..2025-06-30", 107, "2025-08-01"),
    )

    assert found == {
        ("2025-03-31", 3): 24,
        ("2025-03-31", 12): 92,
        ("2025-06-30", 12): 107,
    }


def test_a_reported_quarter_goes_before_a_later_difference() -> None:
    found = of(
        fact("2025-01-01..2025-03-31", 24, "2025-05-01"),
        fact("2025-04-01..2025-06-30", 31, "2025-08-01"),
        fact("2025-01-01..2025-06-30", 60, "2026-08-01"),
    )

    assert found["2025-06-30", 3] == 31


def test_of_two_differences_the_one_filed_last_counts() -> None:
    old = [
        fact("2024-10-01..2025-06-30", 70, "2025-08-01"),
        fact("2024-10-01..2025-03-31", 40, "2025-08-01"),
    ]
    new = [
        fact("2025-01-01..2025-06-30", 60, "2025-08-02"),
        fact("2025-01-01..2025-03-31", 29, "2025-05-01"),
    ]

    assert of(*old, *new)["2025-06-30", 3] == of(*new, *old)["2025-06-30", 3] == 31


def test_of_two_differences_filed_together_the_same_one_counts_in_any_order() -> None:
    facts = [
        fact("2024-10-01..2025-06-30", 60, "2025-08-01"),
        fact("2024-10-01..2025-03-31", 30, "2025-08-01"),
        fact("2025-01-01..2025-06-30", 60, "2025-08-01"),
        fact("2025-01-01..2025-03-31", 29, "2025-08-01"),
    ]

    assert of(*facts)["2025-06-30", 3] == of(*facts[::-1])["2025-06-30", 3] == 31


@pytest.mark.parametrize(
    ("nine_months", "quarter"),
    [("2025-09-22", 30), ("2025-09-21", None), ("2025-10-12", 30)],
)
def test_a_difference_must_be_as_long_as_a_quarter(
    nine_months: str, quarter: int | None
) -> None:
    found = of(
        fact(f"2025-01-01..{nine_months}", 70, "2025-10-30"),
        fact("2025-01-01..2025-12-31", 100, "2026-02-05"),
    )

    assert found.get(("2025-12-31", 3)) == quarter


def test_facts_that_differ_in_their_form_only_are_told_apart_in_any_order() -> None:
    facts = [
        fact("2025-01-01..2025-03-31", 24, "2025-05-01", form=form, accession="A")
        for form in ("10-K", "10-Q")
    ]

    assert latest(facts) == latest(facts[::-1])


def test_two_quarters_that_end_together_are_one_and_the_last_filed_counts() -> None:
    early = fact("2025-04-02..2025-06-30", 30, "2025-08-01")
    late = fact("2025-04-01..2025-06-30", 31, "2025-09-01")

    assert of(early, late) == of(late, early) == {("2025-06-30", 3): 31}


@pytest.mark.parametrize(
    ("first", "second", "wins"),
    [
        (
            ("10-Q", "A-1", 7545.1, "2025-03-11"),
            ("10-Q", "A-2", 7500, "2025-03-12"),
            7500,
        ),
        (
            ("10-K", "A-9", 7545.1, "2025-03-11"),
            ("10-K/A", "A-2", 7500, "2025-03-11"),
            7500,
        ),
        (
            ("10-K", "A-1", 7545.1, "2025-03-11"),
            ("10-K", "A-2", 7500, "2025-03-11"),
            7500,
        ),
        (
            ("10-K", "A-1", 7500, "2025-03-11"),
            ("10-K", "A-1", 7499.1, "2025-03-11"),
            7499.1,
        ),
    ],
    ids=["latest filed", "amendment", "later accession", "not rounded"],
)
def test_which_of_two_facts_has_the_last_word(
    first: tuple[str, str, float, str], second: tuple[str, str, float, str], wins: float
) -> None:
    facts = [
        fact("2024-05-31", value, filed, form=form, accession=accession)
        for form, accession, value, filed in (first, second)
    ]

    for order in (facts, facts[::-1]):
        (found,) = latest(order).values()
        assert found.value == wins * 1e6


def test_the_first_tag_with_a_period_gives_it() -> None:
    new = flows(latest([fact("2017-01-01..2017-03-31", 2, "2017-05-01", tag="New")]))
    old = flows(
        latest(
            [
                fact("2016-01-01..2016-03-31", 1, "2016-05-01", tag="Old"),
                fact("2017-01-01..2017-03-31", 3, "2017-05-01", tag="Old"),
            ]
        )
    )

    assert [each.value / 1e6 for each in merged([new, old]).values()] == [2, 1]
