"""Cash flow and balances out of filed facts, each as it was first known.

A figure that a later filing changes is a new vintage of the same row, known from that
filing on; one that it repeats is none. So a past day sees what it could see then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import NamedTuple

from overhang.core.issuers import Issuer
from overhang.core.observations import (
    Balance,
    BalanceMeasure,
    CashFlow,
    CashFlowMeasure,
)
from overhang.core.records import Bound, Quality, Record, Vintage
from overhang.core.rights import Rights
from overhang.sources.edgar.acceptance import end_of_filing
from overhang.sources.edgar.concepts import ROUND, Fact, Period
from overhang.sources.edgar.labels import label
from overhang.sources.edgar.periods import Figure, Key, Latest, flows, merged, stocks
from overhang.sources.edgar.tags import BALANCES, FLOWS, flow_tags, recipes

Concepts = Mapping[str, Iterable[Fact]]
"""One company's facts by tag; a tag it never used is left out."""

Moments = Mapping[str, dt.datetime]
"""When filings were accepted, UTC, by accession."""

_Figures = Callable[[Mapping[str, Latest]], Mapping[Key, Figure]]

_MILLION = 1e6


class _Change(NamedTuple):
    """A figure that is new, or no longer what it was."""

    at: dt.datetime
    key: Key
    figure: Figure
    before: float | None
    """The vintage before it, USD."""

    @property
    def rounded(self) -> bool:
        """Whether it says no more than the figure before it, less exactly."""
        if self.before is None or self.figure.value % ROUND:
            return False
        return abs(self.figure.value - self.before) <= ROUND / 2


def cash_flows(
    code: str, issuer: Issuer, concepts: Concepts, moments: Moments | None = None
) -> list[Vintage]:
    """Return every vintage of an issuer's cash-flow rows, oldest knowledge first.

    Outflows are positive, as filed. Facts may come in any order.

    Args:
        code: What the universe calls the issuer.
        issuer: Its identity and fiscal year.
        concepts: Its facts.
        moments: When its filings were accepted, where that is known.
    """
    found = []
    for measure in FLOWS:
        mine = _given(concepts, flow_tags(issuer.cik, measure))
        for change in _changes(mine, moments or {}, _flows):
            found.append(Vintage(change.at, _cash_flow(code, issuer, measure, change)))
    return sorted(found, key=_known_at)


def balances(
    code: str, issuer: Issuer, concepts: Concepts, moments: Moments | None = None
) -> list[Vintage]:
    """Return every vintage of an issuer's balances, oldest knowledge first.

    The arguments are those of `cash_flows`.
    """
    found = []
    for measure in BALANCES:
        ways = recipes(issuer.cik, measure)
        mine = _given(
            concepts, (tag for way in ways for part in way for tag in part.tags)
        )
        for change in _changes(mine, moments or {}, partial(stocks, recipes=ways)):
            found.append(Vintage(change.at, _balance(code, issuer, measure, change)))
    return sorted(found, key=_known_at)


def standing(
    vintages: Iterable[Vintage], at: dt.datetime | None = None
) -> list[Record]:
    """Return the newest vintage of every row as known at a moment (none: now)."""
    rows: dict[tuple[object, ...], Record] = {}
    for known_at, record in sorted(vintages, key=_known_at):
        if at is None or known_at <= at:
            names = type(record).identity
            rows[type(record), *(getattr(record, name) for name in names)] = record
    return list(rows.values())


def _known_at(known: Vintage) -> dt.datetime:
    return known.known_at


def _given(concepts: Concepts, tags: Iterable[str]) -> Concepts:
    return {tag: concepts[tag] for tag in tags if tag in concepts}


def _flows(by_tag: Mapping[str, Latest]) -> Mapping[Key, Figure]:
    # One tag at a time: the difference of two tags' facts would be no figure at all.
    return merged(flows(facts) for facts in by_tag.values())


def _changes(
    concepts: Concepts, moments: Moments, figures: _Figures
) -> Iterator[_Change]:
    """Walk through the filings in the order they became known."""
    latest: dict[str, dict[Period, Fact]] = {tag: {} for tag in concepts}
    values: dict[Key, float] = {}
    every = [
        (moments.get(fact.accession) or end_of_filing(fact.filed), tag, fact)
        for tag, facts in concepts.items()
        for fact in facts
    ]
    every.sort(key=lambda each: each[0])
    for at, told in groupby(every, key=lambda each: each[0]):
        for _, tag, fact in told:
            facts = latest[tag]
            held = facts.get(fact.period)
            if held is None or held.rank < fact.rank:
                facts[fact.period] = fact
        for key, figure in sorted(figures(latest).items(), key=_key):
            before = values.get(key)
            if figure.value != before:
                values[key] = figure.value
                yield _Change(at, key, figure, before)


def _key(item: tuple[Key, Figure]) -> Key:
    return item[0]


def _cash_flow(
    code: str, issuer: Issuer, measure: CashFlowMeasure, change: _Change
) -> CashFlow:
    end, months = change.key
    whole, less = change.figure.facts[0], change.figure.less
    notes = (
        [f"{whole.start} to {whole.end} less the part to {less.end}"] if less else []
    )
    return CashFlow(
        issuer=code,
        period=label(end, months, issuer.fiscal_year_end),
        period_end=end,
        months=months,
        measure=measure,
        value_usd_mm=change.figure.value / _MILLION,
        note="; ".join([*notes, *_revised(change)]),
        source=_source(issuer, change.figure),
        quality=Quality.DERIVED if less else Quality.REPORTED,
        rights=Rights.PUBLIC,
    )


def _balance(
    code: str, issuer: Issuer, measure: BalanceMeasure, change: _Change
) -> Balance:
    figure = change.figure
    notes = [" + ".join(fact.tag for fact in figure.facts)]
    if figure.without:
        notes.append(f"no {' or '.join(figure.without)} filed")
    return Balance(
        issuer=code,
        date=change.key[0],
        measure=measure,
        value_usd_mm=figure.value / _MILLION,
        bound=Bound.APPROX if change.rounded else Bound.EXACT,
        note="; ".join([*notes, *_revised(change)]),
        source=_source(issuer, figure),
        quality=Quality.REPORTED if len(figure.facts) == 1 else Quality.DERIVED,
        rights=Rights.PUBLIC,
    )


def _revised(change: _Change) -> list[str]:
    """Say what stood there before, and whether it was only rounded."""
    if change.before is None:
        return []
    what = "rounded" if change.rounded else "restated"
    return [f"{what}, was {change.before / _MILLION:,.10g}"]


def _source(issuer: Issuer, figure: Figure) -> str:
    newest = figure.newest
    return f"{issuer.name} {newest.form}, EDGAR accession {newest.accession}"
