from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import count

import pytest

from overhang.core.events import Results
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.measure import measure
from overhang.core.observations import CashFlow, CashFlowMeasure
from overhang.core.records import Version, Vintage
from overhang.core.snapshot import Clock
from overhang.core.standing import identify, merged
from overhang.sources.edgar.filings import read_feed
from overhang.sources.edgar.vintages import cash_flows
from support.desk import TODAY
from support.edgar import CAPEX, fact, feed_body, filing
from support.measured import calendars, shipped, versions
from support.shipped import records

UNIVERSE = shipped().universe
META = UNIVERSE.issuer["META"]


@cache
def folder(table: str) -> Sequence[Version]:
    return versions(records(table))


def beside(table: str, vintages: Iterable[Vintage]) -> list[Version]:
    """What stands of the shipped table and the newest of each of a feed's rows."""
    ids = count(10_000)
    newest: dict[object, Version] = {}
    for at, record in vintages:
        key = identify(type(record))(record)
        newest[key] = Version(next(ids), at, record, feed="edgar")
    return list(merged([*folder(table), *newest.values()]))


def figures(**tables: Sequence[Version]) -> Readings:
    every = {
        name: folder(name)
        for name in ("closes", "results", "cash_flow", "balances", "deals")
    }
    clock = Clock(today=TODAY, shipped=False)
    return measure(Inputs({**every, **tables}, UNIVERSE, clock, calendars()))


def capex(issuer: str) -> list[CashFlow]:
    return [
        each
        for each in records("cash_flow")
        if isinstance(each, CashFlow)
        and (each.issuer, each.measure) == (issuer, CashFlowMeasure.CAPEX)
    ]


def filed(issuer: str, more: float = 0.0) -> list[Vintage]:
    """What EDGAR says when a company filed each quarter of its shipped capex."""
    facts = []
    for each in capex(issuer):
        if each.months == 3:
            end = each.period_end
            first = dt.date(end.year, end.month - 2, 1)
            later = f"{end + dt.timedelta(days=30)}"
            value = round(each.value_usd_mm + more, 6)
            facts.append(fact(f"{first}..{end}", value, later))
    return cash_flows(issuer, UNIVERSE.issuer[issuer], {CAPEX: facts})


def test_each_period_stands_once_and_edgars_goes_first() -> None:
    standing = beside("cash_flow", filed("META"))

    keys = [identify(CashFlow)(each.record) for each in standing]
    assert len(set(keys)) == len(keys) == len(folder("cash_flow"))
    reported = {each.record.quality for each in standing if each.feed == "edgar"}
    assert {f"{each}" for each in reported} == {"reported"}


def test_the_same_figures_twice_change_no_figure_of_the_board() -> None:
    alone, both = figures(), figures(cash_flow=beside("cash_flow", filed("META")))

    assert alone["META"]["capex.actual"].value is not None
    assert {
        (subject, metric): reading.value
        for subject, mine in alone.items()
        for metric, reading in mine.items()
    } == {
        (subject, metric): reading.value
        for subject, mine in both.items()
        for metric, reading in mine.items()
    }


def test_a_figure_that_edgar_has_otherwise_is_edgars_on_the_board() -> None:
    alone = figures()["META"]["capex.actual"]
    both = figures(cash_flow=beside("cash_flow", filed("META", 100)))["META"]
    found = both["capex.actual"]

    assert (alone.label, found.label) == (found.label, alone.label)
    assert alone.value is not None
    assert found.value == pytest.approx(alone.value + 0.4)
    assert all("EDGAR accession" in each.source for each in found.inputs)


def test_a_release_whose_time_becomes_certain_later_moves_no_figure() -> None:
    (last, *_) = sorted(
        (
            each
            for each in records("results")
            if isinstance(each, Results) and each.issuer == "META"
        ),
        key=lambda each: each.results_on,
        reverse=True,
    )
    day = last.results_on
    row = filing("8-K", f"{day}", f"{day}T20:05:00.000Z", "2.02")
    data = feed_body(row, cik=f"{META.cik:010}")
    read_at = dt.datetime.combine(day, dt.time(20, 6), dt.UTC)
    feed = read_feed(data, "feed", code="META", issuer=META, read_at=read_at)

    standing = beside("results", feed.results)

    assert [each.record.timing for each in feed.results] == [last.timing]  # type: ignore[attr-defined]
    assert len(standing) == len(folder("results"))
    assert any(each.feed == "edgar" for each in standing)
    before, after = figures(), figures(results=standing)
    for metric in ("equity.drawdown.results", "equity.value_lost"):
        old, new = before["META"][metric], after["META"][metric]
        assert (new.value, new.label, new.about) == (old.value, old.label, old.about)
