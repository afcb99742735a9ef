from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from overhang.core.catalogue import Pane
from overhang.core.observations import (
    ActivityMeasure,
    CashFlow,
    CashFlowMeasure,
    CdsActivity,
)
from overhang.core.records import Bound, Quality
from overhang.views.base import text_of
from overhang.views.group import said_lines
from overhang.views.help import LEGEND, help_lines
from overhang.views.issuer import FACETS, background, headline, identity, issuer_page
from overhang.views.plain import ascii_lines
from overhang.views.records import cash_flow_table
from overhang.views.sources import sources
from overhang.views.statements import activity_lines
from overhang.views.width import line_width
from support.snapshots import TAKEN, sample_snapshot

_ZONE = ZoneInfo("America/New_York")


def test_the_issuer_is_named_with_its_contract() -> None:
    assert (
        text_of(identity(sample_snapshot(), "ORCL", 80))
        == """\
Oracle (ORCL)
entity            Oracle Corporation, CIK 1341439
fiscal year ends  05-31
rating            BBB-/Baa2
CDS               Oracle Corporation SNRFOR XR14 USD coupon 100bp
shares            3,024m on 09 Oct 26 (reported; 10-Q cover)"""
    )


def test_guidance_is_listed_newest_first_with_its_direction() -> None:
    text = text_of(background(sample_snapshot(), "GOOGL", Pane.CAPEX, 80))
    assert (
        text
        == """\
Guidance
given on    period    USD bn   direction   counts
22 Jul 26   CY2026   195-205   raised      cash capex
    "as said on the call" · GOOGL results call (reported)
29 Apr 26   CY2026   180-190   raised      cash capex
    "as said on the call" · GOOGL results call (reported)
04 Feb 26   CY2026   175-185   first       cash capex
    "as said on the call" · GOOGL results call (reported)"""
    )


def test_deals_carry_their_tranches_and_ratings_their_outlook() -> None:
    text = text_of(background(sample_snapshot(), "ORCL", Pane.DEBT, 90))
    assert "Apr 26       USD 14   vehicle" in text
    assert "Saline Township campus · press (press)" in text
    assert "129   5.16x" in text
    assert "2066-02" in text
    assert "SOFR+1.11%" in text
    assert "2.75   6.85%" in text
    assert "S&P       BBB-     stable" in text


def test_an_upsized_deal_shows_its_cover_against_launch() -> None:
    text = text_of(background(sample_snapshot(), "GOOGL", Pane.DEBT, 90))
    assert "upsized +25.0%, >5.75x launch" in text


def test_of_many_reports_the_newest_are_cited() -> None:
    flows = [
        CashFlow(
            issuer="ORCL",
            period=f"FY{year}",
            period_end=dt.date(year, 5, 31),
            months=12,
            measure=CashFlowMeasure.CAPEX,
            value_usd_mm=1.0,
            source=f"10-K of {year}",
            quality=Quality.REPORTED,
        )
        for year in range(2017, 2027)
    ]
    text = text_of(cash_flow_table(flows, 200))
    last = text.splitlines()[-1]
    assert last.startswith("from 10-K of 2026 (reported); 10-K of 2025 (reported);")
    assert last.endswith("; +6 older")


def test_a_sum_of_capped_sizes_is_at_least_that() -> None:
    traded = CdsActivity(
        issuer="ORCL",
        date=dt.date(2026, 10, 9),
        measure=ActivityMeasure.TRADED_NOTIONAL,
        value=67,
        bound=Bound.FLOOR,
        source="the public tape",
        quality=Quality.TRADE,
    )
    text = text_of(activity_lines([traded], 80))
    assert text.startswith("ORCL: >=USD 67mm notional traded, 09 Oct 26")


def test_one_dealer_is_one_dealer() -> None:
    depth = [
        CdsActivity(
            issuer="GOOGL",
            date=dt.date(2026, 2, 6),
            measure=ActivityMeasure.DEALERS,
            value=value,
            source="DTCC",
            quality=Quality.PRESS,
        )
        for value in (1.0, 6.0)
    ]
    text = text_of(activity_lines(depth, 80))
    assert "GOOGL: 1 dealer quoting, 06 Feb 26" in text
    assert "GOOGL: 6 dealers quoting, 06 Feb 26" in text


def test_marks_say_how_exact_they_are() -> None:
    text = text_of(background(sample_snapshot(), "ORCL", Pane.CDS, 80))
    assert "15 Sep 25   5Y        <60.0   ceiling" in text
    assert "12 Feb 26   5Y      c.160.0   approx" in text
    assert "day of the article · press (press)" in text


def test_every_fact_and_forecast_is_on_the_group_screen_with_source_and_date() -> None:
    text = text_of(said_lines(sample_snapshot(), 80))
    assert "AI: AI share of US IG: 14%" in text
    assert "META: Net debt: net-debt neutral -> net debt positive" in text
    assert "净债务" in text
    assert "MS: hyperscalers borrowing 2026 USD 400.0bn (forecast)" in text
    assert "MS: hyperscalers borrowing 2025 USD 165.0bn (actual as quoted)" in text
    assert "GOOGL: c.USD 895mm net notional outstanding, 06 Feb 26" in text
    facts = sample_snapshot().facts
    said = len(facts.facts) + len(facts.forecasts)
    assert text.count("source article (press)") == said


@pytest.mark.parametrize("code", ["MSFT", "META", "ORCL"])
@pytest.mark.parametrize("width", [40, 80, 160])
def test_pages_keep_to_their_width(code: str, width: int) -> None:
    lines = issuer_page(sample_snapshot(), code, width)
    lines += said_lines(sample_snapshot(), width)
    assert all(line_width(line) <= width for line in lines)


def test_every_facet_of_every_issuer_can_be_written() -> None:
    snapshot = sample_snapshot()
    for code in snapshot.universe.codes:
        assert all(background(snapshot, code, pane, 80) is not None for pane in FACETS)
        assert text_of(issuer_page(snapshot, code, 80)).startswith(
            snapshot.universe.issuer[code].name
        )


def test_help_lists_keys_by_group_and_every_mark() -> None:
    keys = [
        ("q", "quit", "General"),
        ("i", "explain", "Figure"),
        ("?", "help", "General"),
    ]
    text = text_of(help_lines(keys, 60))
    assert text.startswith("General\nq          quit\n?          help\n\nFigure\n")
    assert all(mark in text for mark, *_ in LEGEND)


def test_ascii_moves_nothing_and_keeps_data() -> None:
    lines = said_lines(sample_snapshot(), 80)
    plain = ascii_lines(lines)
    assert [line_width(line) for line in plain] == [line_width(line) for line in lines]
    drawn = text_of(ascii_lines(sources(sample_snapshot(), 60, TAKEN, _ZONE)))
    assert drawn.isascii()


def test_the_headline_says_who_it_is_in_one_row() -> None:
    line = headline(sample_snapshot(), "ORCL", 60)
    assert text_of([line]) == (
        " Oracle (ORCL) · BBB-/Baa2 · SNRFOR XR14 USD 100bp · fiscal…"
    )
