"""Deals and ratings in a trader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from overhang.core.events import Deal, Instrument, Rating, is_senior
from overhang.core.metrics.evidence import joined, mirrored
from overhang.core.records import Bound
from overhang.views import format as fmt

_AGENCIES = ("S&P", "Moody's", "Fitch")
_YEAR = dt.timedelta(days=365)


def last_deal(deals: Iterable[Deal]) -> Deal | None:
    """Pick the last USD senior deal of one issuer's."""
    mine = [each for each in deals if is_senior(each)]
    return max(mine, key=lambda each: each.priced_on, default=None)


def size(deal: Deal) -> str:
    """Write a deal's size, launch first when it was upsized: `15->20`, `c.14`."""
    if deal.size_bn is None:
        return fmt.ABSENT
    final = fmt.bounded(fmt.trimmed(deal.size_bn), deal.size_bound)
    if deal.launch_bn is None or deal.launch_bn == deal.size_bn:
        return final
    return f"{fmt.trimmed(deal.launch_bn)}->{final}"


def orders(deal: Deal) -> str:
    """Write the peak book, in billions of the deal's currency: `>100`."""
    if deal.orders_bn is None:
        return fmt.ABSENT
    return fmt.bounded(fmt.trimmed(deal.orders_bn), deal.orders_bound)


def cover(deal: Deal) -> str:
    """Write book over final size: `>5.00x`."""
    if deal.orders_bn is None or not deal.size_bn:
        return fmt.ABSENT
    bound = joined((deal.orders_bound, mirrored(deal.size_bound)))
    return fmt.bounded(fmt.times(deal.orders_bn / deal.size_bn), bound)


def upsizing(deal: Deal) -> str:
    """Write how a deal grew from launch: `+33.3%, >6.67x launch`; else nothing."""
    if not deal.launch_bn or deal.size_bn is None or deal.launch_bn == deal.size_bn:
        return ""
    grown = fmt.percent(deal.size_bn / deal.launch_bn - 1, signed=True)
    grown = fmt.bounded(grown, deal.size_bound)
    if deal.orders_bn is None:
        return grown
    # The size at launch is the announced one: only the book can be a floor.
    ratio = fmt.times(deal.orders_bn / deal.launch_bn)
    return f"{grown}, {fmt.bounded(ratio, deal.orders_bound)} launch"


def concession(deal: Deal) -> str:
    """Write the new-issue concession in basis points: `10-12`."""
    ends = [end for end in (deal.nic_low_bp, deal.nic_high_bp) if end is not None]
    return "-".join(fmt.trimmed(end) for end in dict.fromkeys(ends)) or fmt.ABSENT


def tightening(deal: Deal) -> str:
    """Write the longest tranche's talk and price in basis points: `115->85`."""
    ends = (deal.longest_ipt_bp, deal.longest_spread_bp)
    if ends == (None, None):
        return fmt.ABSENT
    return "->".join("?" if end is None else fmt.trimmed(end) for end in ends)


def other_currencies(deals: Iterable[Deal], today: dt.date) -> str:
    """Sum senior notes of the last year by currency, never across: `GBP 5.5 CHF 3.1`.

    A currency in which one deal's size is unknown is a floor, `>EUR 6.5`; one with a
    size that the source rounds is `c.EUR 9.0`.
    """
    sums: dict[str, float] = {}
    bounds: dict[str, list[Bound]] = {}
    for each in deals:
        if each.instrument is not Instrument.SENIOR or each.currency == "USD":
            continue
        if not today - _YEAR < each.priced_on <= today:
            continue
        sums[each.currency] = sums.get(each.currency, 0.0) + (each.size_bn or 0.0)
        bound = Bound.FLOOR if each.size_bn is None else each.size_bound
        bounds.setdefault(each.currency, []).append(bound)
    return " ".join(
        _sum(name, total, joined(bounds[name])) for name, total in sums.items()
    )


def _sum(currency: str, total: float, bound: Bound) -> str:
    if not total:
        return f"{currency} {fmt.ABSENT}"
    return fmt.bounded(f"{currency} {fmt.number(total, 1)}", bound)


def in_force(ratings: Iterable[Rating]) -> list[Rating]:
    """List the last rating of each agency, the three big ones first."""
    newest: dict[str, Rating] = {}
    for each in ratings:
        known = newest.get(each.agency)
        if known is None or each.date > known.date:
            newest[each.agency] = each
    return sorted(newest.values(), key=_rank)


def rating_words(ratings: Sequence[Rating]) -> str:
    """Write the ratings in force in one word: `BBB-/Baa2/BBB`."""
    return "/".join(each.rating for each in in_force(ratings))


def _rank(rating: Rating) -> tuple[int, str]:
    known = rating.agency in _AGENCIES
    place = _AGENCIES.index(rating.agency) if known else len(_AGENCIES)
    return place, rating.agency
