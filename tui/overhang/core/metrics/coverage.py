"""Twelve months of cash flow, and whether the money earned covers the money spent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from overhang.core.dates import short
from overhang.core.metrics.evidence import Row
from overhang.core.observations import CashFlow, CashFlowMeasure
from overhang.core.records import Precision

Flow = Row[CashFlow]

_QUARTER_DAYS = range(80, 101)
_YEAR_DAYS = range(357, 373)
"""From one period's end to the same one a year on; fiscal years may have 53 weeks."""


class Term(NamedTuple):
    """One published figure in a sum: added, or taken away."""

    sign: int
    """+1 or -1."""
    row: Flow


class TwelveMonths(NamedTuple):
    """One measure over twelve months, and what it is made of."""

    end: date
    fiscal: str
    """`FY2025` where a fiscal year was published as such, else empty."""
    terms: tuple[Term, ...]

    @property
    def label(self) -> str:
        """The fiscal year, else the month the twelve end in: `LTM Mar-26`."""
        return self.fiscal or f"LTM {ending(self.end)}"

    @property
    def usd_mm(self) -> float:
        """The sum, USD mm."""
        return sum(term.sign * term.row.record.value_usd_mm for term in self.terms)

    @property
    def usd_bn(self) -> float:
        """The sum, USD bn."""
        return self.usd_mm / 1000


class Matched(NamedTuple):
    """Capex and operating cash flow over the same twelve months."""

    capex: TwelveMonths
    ocf: TwelveMonths


def capex_to_ocf(capex: float, ocf: float) -> float | None:
    """Return capex over operating cash flow, x; none unless cash flow is positive."""
    return capex / ocf if ocf > 0 else None


def ocf_cover(capex: float, ocf: float) -> float | None:
    """Return operating cash flow over capex, x; none without capex."""
    return ocf / capex if capex > 0 else None


def free_cash_flow(capex: float, ocf: float, lease_principal: float = 0.0) -> float:
    """Return cash flow after capex and, when given, after finance-lease principal."""
    return ocf - capex - lease_principal


def funding_gap(
    capex: float,
    ocf: float,
    lease_principal: float,
    dividends: float,
    buybacks: float = 0.0,
) -> float:
    """Return what must be financed, >= 0; without buybacks the gap before them."""
    left = free_cash_flow(capex, ocf, lease_principal) - dividends - buybacks
    return max(0.0, -left)


def by_measure(rows: Iterable[Flow]) -> dict[CashFlowMeasure, list[Flow]]:
    """Group one issuer's cash-flow rows by the line of the statement."""
    grouped: dict[CashFlowMeasure, list[Flow]] = {}
    for each in rows:
        grouped.setdefault(each.record.measure, []).append(each)
    return grouped


def twelve_months(rows: Iterable[Flow]) -> list[TwelveMonths]:
    """Return every twelve months that one measure's rows add up to, newest first.

    At one end date a published figure goes before four quarters, and those before a
    published figure rolled on by the year to date.
    """
    rows = list(rows)
    whole = [_published(row) for row in rows if row.record.months == 12]
    found: dict[date, TwelveMonths] = {}
    for each in (*whole, *_summed(rows), *_rolled(whole, rows)):
        found.setdefault(each.end, each)
    return sorted(found.values(), key=lambda each: each.end, reverse=True)


def at(rows: Iterable[Flow], end: date) -> TwelveMonths | None:
    """Return the twelve months that end on a day, if the rows add up to them."""
    return next((each for each in twelve_months(rows) if each.end == end), None)


def matched(
    capex: Iterable[TwelveMonths], ocf: Iterable[TwelveMonths]
) -> Matched | None:
    """Find the newest twelve months that capex and OCF both cover.

    Each is given newest first, as `twelve_months` returns them.
    """
    earned = {each.end: each for each in ocf}
    both = (Matched(each, earned[each.end]) for each in capex if each.end in earned)
    return next(both, None)


def ending(end: date) -> str:
    """Write the month a period ends in: `Mar-26`."""
    return short(end, Precision.MONTH).replace(" ", "-")


def _published(row: Flow) -> TwelveMonths:
    said = row.record
    fiscal = said.period if said.period.startswith("FY") else ""
    return TwelveMonths(said.period_end, fiscal, (Term(1, row),))


def _summed(rows: Sequence[Flow]) -> list[TwelveMonths]:
    quarters = {row.record.period_end: row for row in rows if row.record.months == 3}
    ordered = sorted(quarters)
    sums = []
    for end in ordered:
        days = _consecutive(ordered, end)
        terms = tuple(Term(1, quarters[day]) for day in days)
        if terms:
            sums.append(TwelveMonths(end, "", terms))
    return sums


def _rolled(whole: Sequence[TwelveMonths], rows: Sequence[Flow]) -> list[TwelveMonths]:
    """A published year, plus the months since, less the same months a year before."""
    part = [row for row in rows if row.record.months < 12]
    rolled = []
    for year in whole:
        for since in part:
            if not _starts_after(since.record, year.end):
                continue
            before = _year_before(part, since)
            if before is not None:
                end = since.record.period_end
                terms = (*year.terms, Term(1, since), Term(-1, before))
                rolled.append(TwelveMonths(end, "", terms))
    return rolled


def _year_before(rows: Iterable[Flow], since: Flow) -> Flow | None:
    said = since.record
    return next(
        (
            row
            for row in rows
            if row.record.months == said.months
            and (said.period_end - row.record.period_end).days in _YEAR_DAYS
        ),
        None,
    )


def _starts_after(said: CashFlow, end: date) -> bool:
    """Whether a period of so many months begins where another one ended."""
    quarters = said.months // 3
    days = (said.period_end - end).days
    return _QUARTER_DAYS.start * quarters <= days < _QUARTER_DAYS.stop * quarters


def _consecutive(ordered: Sequence[date], end: date) -> Sequence[date]:
    """The four quarter ends up to `end`, or nothing when one is missing."""
    days = [day for day in ordered if day <= end][-4:]
    if len(days) < 4 or days[-1] != end:
        return ()
    gaps = [(b - a).days for a, b in pairwise(days)]
    return days if all(gap in _QUARTER_DAYS for gap in gaps) else ()
