from __future__ import annotations

import datetime as dt

import pytest

from overhang.core.observations import Balance
from overhang.core.records import Bound
from overhang.sources.edgar.concepts import Fact, read_concept
from overhang.sources.edgar.vintages import balances, standing
from support.edgar import REBUILT, by_tag, company, concept_body, evening, fact

ORACLE = company("Oracle", 1341439, "05-31")


def balance_of(*facts: Fact, at: str = "2027-01-01") -> list[Balance]:
    concepts = by_tag(facts)
    rows = standing(balances("ORCL", ORACLE, concepts), evening(at))
    return [each for each in rows if isinstance(each, Balance)]


def test_balances_add_their_lines_and_name_them() -> None:
    found = balance_of(
        fact("2026-08-31", 108000, "2026-09-11", tag="LongTermNotesPayable"),
        fact("2026-08-31", 17337, "2026-09-11", tag="NotesPayableCurrent"),
        fact(
            "2026-08-31",
            36000,
            "2026-09-11",
            tag="CashAndCashEquivalentsAtCarryingValue",
        ),
        fact("2026-08-31", 1077, "2026-09-11", tag="MarketableSecuritiesCurrent"),
        fact("2026-08-31", 34621, "2026-09-11", tag="OperatingLeaseLiability"),
    )

    assert [
        (f"{each.measure}", each.value_usd_mm, each.quality.value, each.note)
        for each in found
    ] == [
        ("debt", 125337, "derived", "LongTermNotesPayable + NotesPayableCurrent"),
        (
            "cash_and_securities",
            37077,
            "derived",
            "CashAndCashEquivalentsAtCarryingValue + MarketableSecuritiesCurrent; "
            "no MarketableSecuritiesNoncurrent filed",
        ),
        ("operating_leases", 34621, "reported", "OperatingLeaseLiability"),
    ]


def test_cash_without_securities_is_no_figure() -> None:
    tag = "CashAndCashEquivalentsAtCarryingValue"

    assert balance_of(fact("2026-08-31", 36000, "2026-09-11", tag=tag)) == []


def test_a_rounded_repetition_is_about_and_says_so() -> None:
    tag = "OperatingLeaseLiability"
    rows = REBUILT["facts"]["us-gaap"][tag]["units"]["USD"]
    facts = read_concept(concept_body(rows, tag, 1341439), "x", cik=1341439, tag=tag)

    seen = [
        (at, each.value_usd_mm, each.bound, each.note.partition("; ")[2])
        for at in ("2024-07-01", "2025-04-01", "2025-07-01")
        for each in balance_of(*facts, at=at)
        if each.date == dt.date(2024, 5, 31)
    ]

    assert seen == [
        ("2024-07-01", 7545, Bound.EXACT, ""),
        ("2025-04-01", 7500, Bound.APPROX, "rounded, was 7,545"),
        ("2025-07-01", 7545, Bound.EXACT, "restated, was 7,500"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "bound"),
    [
        (7551, 7600, Bound.APPROX),
        (7549, 7600, Bound.EXACT),
        (7545, 7501, Bound.EXACT),
        (7450, 7500, Bound.APPROX),
    ],
)
def test_what_counts_as_rounding(before: float, after: float, bound: Bound) -> None:
    tag = "OperatingLeaseLiability"

    (found,) = balance_of(
        fact("2026-05-31", before, "2026-06-20", tag=tag),
        fact("2026-05-31", after, "2026-09-11", tag=tag),
    )

    assert (found.value_usd_mm, found.bound) == (after, bound)
