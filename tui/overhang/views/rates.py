"""The Treasury curve and SOFR, as they were published, with their days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from overhang.core.catalogue import Unit
from overhang.core.observations import Rate, RateSeries
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Tone
from overhang.views.blocks import Entry, facts_table
from overhang.views.statements import citation

_NAMES = {RateSeries.SOFR: "SOFR", RateSeries.TREASURY: "Treasury"}
_ORDER = tuple(RateSeries)
_MONTHS = {"M": 1.0, "Y": 12.0}


def rate_lines(rates: Iterable[Rate], width: int) -> list[Line]:
    """List the newest rate of each tenor, shortest first, and its change in bp.

    The change is from the day before that has the rate, which is named.
    """
    curve: dict[tuple[RateSeries, str], list[Rate]] = {}
    for each in sorted(rates, key=lambda one: one.date):
        curve.setdefault((each.series, each.tenor), []).append(each)
    points = sorted(
        curve, key=lambda point: (_ORDER.index(point[0]), _months(point[1]))
    )
    columns = ("rate", "yield>", "as of>", "change bp>", "since>", "source")
    return facts_table(columns, [_entry(curve[each]) for each in points], width)


def _entry(days: Sequence[Rate]) -> Entry:
    last = days[-1]
    before = days[-2] if len(days) > 1 else None
    tenor = "" if last.series is RateSeries.SOFR else f" {last.tenor}"
    moved = (last.rate_pct - before.rate_pct) * 100 if before else None
    return Entry(
        (
            f"{_NAMES[last.series]}{tenor}",
            fmt.figure(last.rate_pct / 100, Unit.RATE),
            Cell(fmt.date(last.date), Tone.MUTED),
            "" if moved is None else fmt.basis_points(moved, signed=True),
            Cell(fmt.date(before.date) if before else "", Tone.MUTED),
            Cell(citation(last), Tone.MUTED),
        )
    )


def _months(tenor: str) -> float:
    """Return a tenor in months; what is no such tenor, as overnight, comes first."""
    number = tenor[:-1]
    scale = _MONTHS.get(tenor[-1:])
    return float(number) * scale if scale and number.isdigit() else 0.0
