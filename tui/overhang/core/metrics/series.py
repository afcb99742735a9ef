"""Whole paths of a metric, derived on demand for charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

import pandas as pd

from overhang.core import history
from overhang.core.events import Results
from overhang.core.history import Closes
from overhang.core.metrics import prices
from overhang.core.metrics.base import Inputs
from overhang.core.metrics.book import last_results, reference
from overhang.core.metrics.evidence import rows_by_issuer
from overhang.core.metrics.marks import marks

Points = list[tuple[date, float]]
"""Values by day, oldest first, in the metric's own unit."""


def series(inputs: Inputs, subject: str, metric: str) -> Points:
    """Return one issuer's path of a metric; empty when there is no data for it.

    `equity.drawdown.results` and `equity.value_lost` begin at the reference close of
    the last results. `cds.5y` is one point for each day that has a mark: points, never
    a line.

    Raises:
        ValueError: there is no such path, or no such issuer.
    """
    if subject not in inputs.universe.issuer:
        raise ValueError(f"found issuer {subject!r}, expected one of the universe")
    path = _PATHS.get(metric)
    if path is None:
        known = ", ".join(_PATHS)
        raise ValueError(f"found metric {metric!r}, expected one of {known}")
    return path(inputs, subject)


def _of_closes(
    derive: Callable[[pd.Series[float]], pd.Series[float]],
) -> Callable[[Inputs, str], Points]:
    def path(inputs: Inputs, subject: str) -> Points:
        closes = _closes(inputs, subject)
        return _listed(derive(closes.prices)) if closes else []

    return path


def _drawdown_results(inputs: Inputs, subject: str) -> Points:
    found = _since_reference(inputs, subject)
    if found is None:
        return []
    path, before = found
    return _listed(prices.since(path, before))


def _value_lost(inputs: Inputs, subject: str) -> Points:
    found = _since_reference(inputs, subject)
    shares = inputs.universe.issuer[subject].shares
    if found is None or shares is None:
        return []
    path, before = found
    return [
        (day, prices.value_lost(shares.millions, before, price))
        for day, price in _listed(path)
    ]


def _marks(inputs: Inputs, subject: str) -> Points:
    days = marks(inputs).get(subject, {})
    return [(day, best[0].record.spread_bp) for day, best in days.items()]


def _closes(inputs: Inputs, subject: str) -> Closes | None:
    return history.closes(inputs, (subject,)).get(subject)


def _since_reference(
    inputs: Inputs, subject: str
) -> tuple[pd.Series[float], float] | None:
    """Return the closes since the last results, and the reference close, USD."""
    closes = _closes(inputs, subject)
    if closes is None:
        return None
    results = rows_by_issuer(inputs, "results", Results).get(subject, ())
    last = last_results(results, closes, inputs.calendars)
    found = reference(last, closes, inputs.calendars)
    if isinstance(found, str):
        return None
    before = found.close.record
    return closes.prices.loc[pd.Timestamp(before.date) :], before.close_usd


def _listed(path: pd.Series[float]) -> Points:
    valid = path.dropna()
    days = pd.DatetimeIndex(valid.index)
    return list(zip((day.date() for day in days), valid.tolist(), strict=True))


_PATHS: Mapping[str, Callable[[Inputs, str], Points]] = MappingProxyType(
    {
        "equity.close": _of_closes(lambda closes: closes),
        "equity.drawdown.peak": _of_closes(prices.drawdown),
        "equity.drawdown.52w": _of_closes(prices.below_high),
        "equity.drawdown.results": _drawdown_results,
        "equity.vol.60d": _of_closes(prices.volatility),
        "equity.value_lost": _value_lost,
        "cds.5y": _marks,
    }
)
