"""What a CDS mark cannot be, wherever it comes from."""

from __future__ import annotations

import re

from overhang.core.observations import CdsMark
from overhang.core.records import Record
from overhang.sources.base import Problem

_TENOR = re.compile("[1-9][0-9]?[MY]")
_ROUNDED = 0.5
"""Basis points by which a mid may be rounded past bid or ask."""
_LEAST_BP, _MOST_BP = 1.0, 10_000.0
"""A level below is a decimal or a percent. One above lost its decimal point: who is
that far gone is quoted upfront."""


def bad_mark(place: str, record: Record) -> Problem | None:
    """Say why a mark cannot be meant; none: it can, or the record is no mark.

    Args:
        place: Where it stands.
        record: A mark, in basis points, or whatever else was read.
    """
    if not isinstance(record, CdsMark):
        return None
    if not _TENOR.fullmatch(record.tenor):
        expected = "years or months as 5Y, 6M"
        return Problem(f"{place}: tenor", record.tenor, expected)
    mid, bid, ask = record.spread_bp, record.bid_bp, record.ask_bp
    at = f"{place}: {record.issuer} {record.tenor}"
    if bid is not None and ask is not None and bid > ask:
        found = f"bid {bid:g}, ask {ask:g}"
        return Problem(at, found, "a bid that is not above the ask")
    low, high = mid if bid is None else bid, mid if ask is None else ask
    if not low - _ROUNDED <= mid <= high + _ROUNDED:
        found = f"mid {mid:g}, bid {low:g}, ask {high:g}"
        return Problem(at, found, "a mid between bid and ask")
    if mid < _LEAST_BP:
        expected = f"{_LEAST_BP:g} bp or more; a decimal or percent needs a scale"
        return Problem(at, f"{mid:g}", expected)
    if mid > _MOST_BP:
        return Problem(at, f"{mid:g}", f"{_MOST_BP:g} bp or less")
    return None
