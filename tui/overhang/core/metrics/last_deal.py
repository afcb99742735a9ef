"""The terms of an issuer's last deal: size, cover, upsizing, concession, tightening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.events import Deal, is_senior
from overhang.core.metrics import primary
from overhang.core.metrics.evidence import Row, absent, cited, joined, mirrored
from overhang.core.records import Bound
from overhang.core.snapshot import Input, Reading

IDS = tuple(
    f"debt.last.{each}" for each in ("size", "cover", "upsize", "nic", "tightening")
)


class _Term(NamedTuple):
    """One term of a deal; `missing` says why it has no value."""

    value: float | None
    missing: str
    inputs: tuple[Input, ...]
    bound: Bound = Bound.EXACT


def when(deal: Row[Deal]) -> str:
    """Write the day a deal was priced, as exactly as it is known."""
    return short(deal.record.priced_on, deal.record.date_precision)


def last_deal(deals: Sequence[Row[Deal]]) -> dict[str, Reading]:
    """Measure the last USD senior deal of known size, out of one issuer's deals.

    A newer deal whose size is not known is named in the reason.
    """
    senior = [each for each in deals if is_senior(each.record)]
    sized = [each for each in senior if each.record.size_bn is not None]
    if not sized:
        why = f"{when(senior[-1])} deal: size not known" if senior else "none recorded"
        return dict.fromkeys(IDS, absent(why))
    last = max(sized, key=lambda each: (each.record.priced_on, each.id))
    newer = "; ".join(
        f"newer deal of {when(each)}: size not known"
        for each in senior
        if each.record.priced_on > last.record.priced_on
    )
    terms = (_size(last), _cover(last), _upsize(last), _nic(last), _tightening(last))
    return {
        key: _reading(term, last, newer) for key, term in zip(IDS, terms, strict=True)
    }


def _reading(term: _Term, deal: Row[Deal], newer: str) -> Reading:
    if term.value is None:
        return absent(f"{when(deal)} deal: {term.missing}", term.inputs)
    return Reading(
        value=term.value,
        reason=newer,
        about=deal.record.priced_on,
        precision=deal.record.date_precision,
        known_at=deal.known_at,
        label=when(deal),
        bound=term.bound,
        quality=deal.record.quality,
        inputs=term.inputs,
        size=_size_mm(deal),
    )


def _size_mm(deal: Row[Deal]) -> float | None:
    size_bn = deal.record.size_bn
    return None if size_bn is None else size_bn * 1000


def _final(deal: Row[Deal]) -> Input:
    said = deal.record
    count = f"{said.tranches} tranches" if said.tranches else ""
    note = ", ".join(filter(None, (count, said.longest and f"up to {said.longest}")))
    return cited("final size", said.size_bn, Unit.USD_BN, deal, note, said.size_bound)


def _size(deal: Row[Deal]) -> _Term:
    said = deal.record
    return _Term(said.size_bn, "size not known", (_final(deal),), said.size_bound)


def _cover(deal: Row[Deal]) -> _Term:
    said = deal.record
    orders = said.orders_bound
    book = cited("peak book", said.orders_bn, Unit.USD_BN, deal, bound=orders)
    return _Term(
        primary.cover(said.orders_bn, said.size_bn),
        "book not disclosed",
        (book, _final(deal)),
        joined((orders, mirrored(said.size_bound))),
    )


def _upsize(deal: Row[Deal]) -> _Term:
    said = deal.record
    launch = cited("launch size", said.launch_bn, Unit.USD_BN, deal)
    return _Term(
        primary.upsize(said.size_bn, said.launch_bn),
        "no launch size",
        (_final(deal), launch),
        said.size_bound,
    )


def _nic(deal: Row[Deal]) -> _Term:
    said = deal.record
    middle, bound = primary.concession(said.nic_low_bp, said.nic_high_bp)
    ends = (("concession low", said.nic_low_bp), ("concession high", said.nic_high_bp))
    cites = tuple(cited(name, value, Unit.BP, deal) for name, value in ends)
    return _Term(middle, "concession not reported", cites, bound)


def _tightening(deal: Row[Deal]) -> _Term:
    said = deal.record
    note = said.longest
    return _Term(
        primary.tightening(said.longest_ipt_bp, said.longest_spread_bp),
        "no initial talk or pricing of the longest tranche",
        (
            cited("initial talk", said.longest_ipt_bp, Unit.BP, deal, note=note),
            cited("priced at", said.longest_spread_bp, Unit.BP, deal, note=note),
        ),
    )
