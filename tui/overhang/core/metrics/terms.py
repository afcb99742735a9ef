"""What expressions ask for beyond the metrics: changes, ratios and z-scores.

A window is counted in business days of the metric's own calendar. A change is between
the last figure and the one exactly that many business days before it; where either is
missing there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from overhang.core.metrics import marks as of_marks
from overhang.core.metrics import returns
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.book import Book
from overhang.core.metrics.cds import NO_MARK, par_marks
from overhang.core.metrics.equity import books
from overhang.core.metrics.evidence import absent
from overhang.core.metrics.index import NO_INDEX, index_marks
from overhang.core.metrics.marks import Marks
from overhang.core.metrics.spread import (
    Spread,
    change,
    open_spread,
    ratio,
    zscore,
)
from overhang.core.rules.expressions import Term
from overhang.core.rules.windows import business_days
from overhang.core.snapshot import Reading

Series = Spread | Book | str
"""One subject's daily series of one metric, or why there is none."""


def measure_terms(inputs: Inputs, terms: Sequence[Term]) -> Readings:
    """Measure the terms that are functions, for every issuer of the universe.

    Args:
        inputs: as for the metrics.
        terms: what the rules ask for; plain metrics among them are passed over.

    Returns:
        Readings by issuer, then by `Term.key`. A change of a spread is in bp, one of a
        price, and `pct`, a fraction; a z-score is in standard deviations. What cannot
        be known is absent and says why.

    Raises:
        ValueError: a window cannot be read.
    """
    asked = {term.key: term for term in terms if term.function}
    readings: Readings = {code: {} for code in inputs.universe.codes}
    for metric in dict.fromkeys(term.metric for term in asked.values()):
        series = _SERIES[metric](inputs) if metric in _SERIES else {}
        mine = [term for term in asked.values() if term.metric == metric]
        for code, found in readings.items():
            one = series.get(code, "no daily series")
            found.update({term.key: _measure(one, term) for term in mine})
    return readings


def _measure(series: Series, term: Term) -> Reading:
    days = business_days(term.window)
    if isinstance(series, str):
        return absent(series)
    if isinstance(series, Spread):
        return _OF_SPREADS[term.function](series, days)
    return _OF_PRICES[term.function](series, days)


_OF_SPREADS: Mapping[str, Callable[[Spread, int], Reading]] = MappingProxyType(
    {
        "chg": lambda spread, days: change(spread, spread.back(days)),
        "pct": lambda spread, days: ratio(spread, spread.back(days)),
        "z": zscore,
    }
)
_OF_PRICES: Mapping[str, Callable[[Book, int], Reading]] = MappingProxyType(
    {"chg": returns.change, "pct": returns.change, "z": returns.zscore}
)


def _spreads(
    choose: Callable[[Marks], Marks | str], inputs: Inputs
) -> dict[str, Series]:
    found = of_marks.marks(inputs)
    return {
        code: _opened(inputs, choose(found[code])) if code in found else NO_MARK
        for code in inputs.universe.codes
    }


def _index(inputs: Inputs) -> dict[str, Series]:
    one = _opened(inputs, index_marks(inputs) or NO_INDEX)
    return dict.fromkeys(inputs.universe.codes, one)


def _opened(inputs: Inputs, marks: Marks | str) -> Series:
    return marks if isinstance(marks, str) else open_spread(inputs, marks)


_SERIES: Mapping[str, Callable[[Inputs], Mapping[str, Series]]] = MappingProxyType(
    {
        "equity.close": books,
        "cds.5y": partial(_spreads, lambda marks: marks),
        "cds.5y.par": partial(_spreads, par_marks),
        "index.cdx_ig.5y": _index,
    }
)
"""How each metric of `catalogue.DAILY` comes to its daily series."""
