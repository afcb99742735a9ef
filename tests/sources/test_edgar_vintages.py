from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.events import Results, Timing
from overhang.core.metrics.coverage import twelve_months
from overhang.core.metrics.evidence import Row
from overhang.core.observations import CashFlow, Close
from overhang.core.records import Quality, Record, Vintage
from overhang.core.rights import Rights
from overhang.sources.edgar.concepts import Fact, read_concept
from overhang.sources.edgar.vintages import balances, cash_flows, standing
from support.edgar import (
    CAPEX,
    VECTOR,
    by_tag,
    company,
    concept_body,
    evening,
    fact,
    millions,
)

MICROSOFT = company()
AMAZON = company("Amazon", 1018724, "12-31")
ORACLE = company("Oracle", 1341439, "05-31")
FACTS = read_concept(
    concept_body(millions(VECTOR["rows"])), "capex", cik=789019, tag=CAPEX
)
KNOWN = cash_flows("MSFT", MICROSOFT, {CAPEX: FACTS})


def flows_at(known: Iterable[Vintage], at: str) -> list[CashFlow]:
    rows = standing(known, evening(at))
    return [each for each in rows if isinstance(each, CashFlow)]


@pytest.mark.parametrize("view", VECTOR["views"], ids=lambda view: view["known_at"])
def test_the_quarters_that_stood_are_the_vectors(view: Mapping[str, object]) -> None:
    quarters = view["quarters"]
    assert isinstance(quarters, dict)

    found = {
        f"{each.period_end}": each.value_usd_mm
        for each in flows_at(KNOWN, str(view["known_at"]))
        if each.months == 3
    }

    assert found == {span[-10:]: each["value"] for span, each in quarters.items()}


@pytest.mark.parametrize("view", VECTOR["views"], ids=lambda view: view["known_at"])
def test_the_twelve_months_measured_are_the_vectors(view: Mapping[str, object]) -> None:
    at = str(view["known_at"])
    rows = [Row(each, evening(at), 0) for each in flows_at(KNOWN, at)]
    sums = twelve_months(rows)
    ttm = view["ttm"]

    if ttm is None:
        assert sums == []
    else:
        assert isinstance(ttm, dict)
        assert sums[0].usd_mm == ttm["value"]
        assert f"{sums[0].end}" == ttm["periods"][-1][-10:]


def test_a_restatement_is_a_vintage_that_says_what_stood_before() -> None:
    told = [
        (each.known_at, each.record)
        for each in KNOWN
        if isinstance(each.record, CashFlow) and each.record.period == "FY2025"
    ]

    assert [each for _, each in told] == [
        CashFlow(
            issuer="MSFT",
            period="FY2025",
            period_end=dt.date(2025, 6, 30),
            months=12,
            measure=each.measure,
            value_usd_mm=value,
            note=note,
            source=source,
            quality=Quality.REPORTED,
            rights=Rights.PUBLIC,
        )
        for each, value, note, source in (
            (told[0][1], 64551.0, "", "Microsoft 10-K, EDGAR accession A-4"),
            (
                told[0][1],
                64100.0,
                "restated, was 64,551",
                "Microsoft 10-K/A, EDGAR accession A-4A",
            ),
        )
    ]
    assert [f"{at:%Y-%m-%d %H:%M}" for at, _ in told] == [
        "2025-07-30 21:30",
        "2025-12-15 22:30",
    ]


def test_a_difference_is_derived_and_says_of_what() -> None:
    (quarter,) = (
        each
        for each in flows_at(KNOWN, "2025-05-01")
        if each.period == "FY2025Q3" and each.months == 3
    )

    assert quarter.quality is Quality.DERIVED
    assert quarter.note == "2024-07-01 to 2025-03-31 less the part to 2024-12-31"


def test_a_figure_that_is_only_repeated_is_no_vintage() -> None:
    first = [
        each.known_at.date()
        for each in KNOWN
        if isinstance(each.record, CashFlow) and each.record.period == "FY2025Q1"
    ]

    assert first == [dt.date(2024, 10, 30)]


def test_values_come_and_go() -> None:
    facts = [
        fact("2025-01-01..2025-03-31", value, filed)
        for value, filed in ((5, "2025-05-01"), (6, "2025-08-01"), (5, "2025-11-01"))
    ]

    known = cash_flows("MSFT", MICROSOFT, {CAPEX: facts})

    values = [
        each.record.value_usd_mm for each in known if type(each.record) is CashFlow
    ]
    assert values == [5, 6, 5]


def test_the_moment_of_acceptance_is_used_where_it_is_known() -> None:
    at = dt.datetime(2024, 10, 30, 20, 5, tzinfo=dt.UTC)

    known = cash_flows("MSFT", MICROSOFT, {CAPEX: FACTS}, {"A-1": at})

    assert known[0].known_at == at
    assert known[1].known_at > at


def test_amazon_changes_its_tag_and_keeps_its_history() -> None:
    new, old = "PaymentsToAcquireProductiveAssets", CAPEX
    concepts = {
        old: [
            fact("2016-01-01..2016-12-31", 6737, "2017-02-10", tag=old),
            fact("2017-01-01..2017-12-31", 1, "2018-02-02", tag=old),
            fact("2017-01-01..2017-09-30", 1, "2017-10-27", tag=old),
        ],
        new: [fact("2017-01-01..2017-12-31", 11955, "2018-02-02", tag=new)],
    }

    rows = flows_at(cash_flows("AMZN", AMAZON, concepts), "2018-03-01")

    assert {(each.period, each.value_usd_mm) for each in rows} == {
        ("FY2016", 6737),
        ("FY2017", 11955),
        ("2017 9M", 1),
        ("2017Q4", 0),
    }


def test_no_quarter_is_the_difference_of_two_tags() -> None:
    new = "PaymentsToAcquireProductiveAssets"
    concepts = {
        CAPEX: [fact("2017-01-01..2017-09-30", 7000, "2017-10-27")],
        new: [fact("2017-01-01..2017-12-31", 11955, "2018-02-02", tag=new)],
    }

    rows = flows_at(cash_flows("AMZN", AMAZON, concepts), "2018-03-01")

    assert {each.months for each in rows} == {9, 12}


def test_a_vintage_stands_from_its_moment_on() -> None:
    at = KNOWN[0].known_at

    assert standing(KNOWN, at) == [KNOWN[0].record]
    assert standing(KNOWN, at - dt.timedelta(microseconds=1)) == []


def test_rows_of_two_tables_are_never_one() -> None:
    at = evening("2026-01-28")
    day = dt.date(2026, 1, 28)
    close = Close(
        issuer="MSFT", date=day, close_usd=1.0, source="x", quality=Quality.REPORTED
    )
    results = Results(
        issuer="MSFT",
        results_on=day,
        timing=Timing.AMC,
        source="x",
        quality=Quality.REPORTED,
    )

    assert standing([Vintage(at, close), Vintage(at, results)]) == [close, results]


ENDS = ("2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31")
SPANS = [f"2025-01-01..{end}" for end in ENDS] + ["2025-04-01..2025-06-30"]
FLOW = st.builds(
    fact,
    st.sampled_from(SPANS),
    st.integers(0, 9),
    st.sampled_from(["2026-01-05", "2026-02-05", "2026-02-06", "2026-07-30"]),
    form=st.sampled_from(["10-Q", "10-K", "10-K/A"]),
    accession=st.sampled_from(["A", "B"]),
)
STOCK = st.builds(
    fact,
    st.sampled_from(["2026-05-31", "2026-08-31"]),
    st.integers(0, 900),
    st.sampled_from(["2026-09-11", "2026-12-10"]),
    tag=st.sampled_from(["DebtCurrent", "LongTermDebtNoncurrent", "LongTermDebt"]),
)


def everything(facts: Iterable[Fact]) -> list[Vintage]:
    concepts = by_tag(facts)
    return [
        *cash_flows("ORCL", ORACLE, concepts),
        *balances("ORCL", ORACLE, concepts),
    ]


@given(st.lists(FLOW | STOCK, max_size=25), st.randoms())
def test_the_order_of_facts_changes_nothing(facts: list[Fact], random: Random) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)

    assert everything(shuffled) == everything(facts)


@given(st.lists(FLOW | STOCK, max_size=25))
def test_knowledge_grows(facts: list[Fact]) -> None:
    for one in (cash_flows, balances):
        known = one("ORCL", ORACLE, by_tag(facts))
        assert all(a.known_at <= b.known_at for a, b in pairwise(known))
    filed = {each.filed for each in facts}
    assert {each.known_at.date() for each in everything(facts)} <= filed


@given(
    st.lists(FLOW | STOCK, max_size=25),
    st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
)
def test_a_past_day_sees_nothing_of_later_filings(
    facts: list[Fact], day: dt.date
) -> None:
    early = [each for each in facts if each.filed <= day]

    def rows(of: list[Fact]) -> dict[str, Record]:
        at = evening(f"{day}")
        return {repr(each): each for each in standing(everything(of), at)}

    assert rows(facts) == rows(early)
