"""What the share price says: drawdowns, changes, market value lost, volatility."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

import pandas as pd

from overhang.core import history
from overhang.core.catalogue import METRICS, Pane
from overhang.core.dates import price_time, short
from overhang.core.events import Results
from overhang.core.history import Closes
from overhang.core.issuers import Shares
from overhang.core.metrics import peers, prices
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.book import (
    Book,
    open_book,
    reading,
    reference,
    since_results,
)
from overhang.core.metrics.evidence import absent, rows_by_issuer
from overhang.core.metrics.returns import change
from overhang.core.snapshot import Reading

TRAIL = 30
"""Points in a sparkline."""
_FAR_EDGE_DAYS = 4
"""The first session of a 52-week window may be a long weekend inside it."""
_VOL_RETURNS = 60
_NO_SHARES = "no share count"
_METRICS = tuple(each.id for each in METRICS.values() if each.pane is Pane.EQUITY)


def equity(inputs: Inputs) -> Readings:
    """Measure every `equity.*` metric for every issuer of the universe."""
    opened = books(inputs)
    readings: Readings = {}
    for code in inputs.universe.codes:
        book = opened[code]
        readings[code] = (
            {metric: absent(book) for metric in _METRICS}
            if isinstance(book, str)
            else {metric: measure(book) for metric, measure in _MEASURES.items()}
        )
    for code, against in peers.compared(inputs.universe, readings).items():
        readings[code]["equity.vs_group"] = against
    return readings


def books(inputs: Inputs) -> Mapping[str, Book | str]:
    """Open a book for every issuer, or say why there is nothing to measure."""
    closes = history.closes(inputs)
    results = rows_by_issuer(inputs, "results", Results)
    calendars = inputs.calendars
    opened: dict[str, Book | str] = {}
    for code, issuer in inputs.universe.issuer.items():
        mine = closes.get(code)
        fault = (prices.fault(mine.prices) or _leap(mine)) if mine else "no closes"
        if mine is None or fault:
            opened[code] = fault
            continue
        said = results.get(code, ())
        opened[code] = open_book(issuer, mine, said, calendars, inputs.clock)
    return opened


def _leap(closes: Closes) -> str:
    """Say that the price of an open session is a split away from the last close."""
    live = closes.live
    if live is None:
        return ""
    both = pd.Series(
        [closes.at(-1).record.close_usd, live.record.close_usd],
        pd.DatetimeIndex([closes.days[-1], live.record.date]),
    )
    return prices.fault(both)


def _close(book: Book) -> Reading:
    at = book.last.record.at
    label = f"{price_time(at)}, not a close" if at else ""
    trail = _trail(book, book.closes.prices, book.price)
    return reading(book, book.price, label=label, trail=trail)


def _drawdown_peak(book: Book) -> Reading:
    value = prices.below(book.price, book.peak.record.close_usd)
    path = prices.drawdown(book.closes.prices)
    return _from_peak(book, value, trail=_trail(book, path, value))


def _to_recover(book: Book) -> Reading:
    rise = book.peak.record.close_usd / book.price - 1.0
    return _from_peak(book, max(rise, 0.0))


def _days_from_peak(book: Book) -> Reading:
    return _from_peak(book, float((book.last.record.date - book.peak.record.date).days))


def _value_lost_peak(book: Book) -> Reading:
    shares = book.issuer.shares
    if shares is None:
        return absent(_NO_SHARES)
    peak = book.peak.record.close_usd
    lost = prices.value_lost(shares.millions, peak, book.price)
    return _from_peak(book, lost, shares=shares)


def _drawdown_52w(book: Book) -> Reading:
    closes = book.closes
    last = book.last.record.date
    edge = pd.Timestamp(last) - pd.Timedelta(days=prices.YEAR_DAYS)
    start = int(closes.prices.index.searchsorted(edge, side="right"))
    if start == len(closes.days):
        return absent("no close of the last 52 weeks")
    high = closes.at(start + prices.peak_at(closes.prices.iloc[start:]))
    value = prices.below(book.price, high.record.close_usd)
    path = prices.below_high(closes.prices)
    needed = timedelta(days=prices.YEAR_DAYS - _FAR_EDGE_DAYS)
    whole = last - closes.days[0] >= needed
    return reading(
        book,
        value,
        (("52-week high close" if whole else "highest close", high),),
        label=f"{'52w ' if whole else ''}high {short(high.record.date)}",
        reason="" if whole else f"closes since {short(closes.days[0])} only",
        trail=_trail(book, path, value),
    )


def _drawdown_results(book: Book) -> Reading:
    found = reference(book.results, book.closes, book.calendars)
    if isinstance(found, str):
        return absent(found)
    first = pd.Timestamp(found.close.record.date)
    before = found.close.record.close_usd
    path = prices.since(book.closes.prices.loc[first:], before)
    value = book.price / before - 1.0
    return since_results(book, found, value, trail=_trail(book, path, value))


def _value_lost(book: Book) -> Reading:
    found = reference(book.results, book.closes, book.calendars)
    if isinstance(found, str):
        return absent(found)
    shares = book.issuer.shares
    if shares is None:
        return absent(_NO_SHARES)
    before = found.close.record.close_usd
    lost = prices.value_lost(shares.millions, before, book.price)
    return since_results(book, found, lost, shares=shares)


def _market_value(book: Book) -> Reading:
    shares = book.issuer.shares
    if shares is None:
        return absent(_NO_SHARES)
    return reading(book, shares.millions * book.price / 1000.0, shares=shares)


def _volatility(book: Book) -> Reading:
    window = book.closes.prices.tail(_VOL_RETURNS + 1)
    returns = len(window) - 1
    if returns < _VOL_RETURNS:
        return absent(f"{returns} daily returns of {_VOL_RETURNS}")
    value = _at_end(prices.volatility(window, _VOL_RETURNS))
    first = book.closes.at(-len(window))
    label = f"since {short(first.record.date)}"
    return reading(book.closed, value, (("first close", first),), label=label)


def _from_peak(
    book: Book,
    value: float,
    *,
    shares: Shares | None = None,
    trail: tuple[float, ...] = (),
) -> Reading:
    """Make a reading whose reference is the highest close there is."""
    return reading(
        book,
        value,
        (("peak close", book.peak),),
        label=f"peak {short(book.peak.record.date)}",
        note=f"highest of the closes since {short(book.closes.days[0])}",
        shares=shares,
        trail=trail,
    )


def _trail(book: Book, path: pd.Series[float], last: float) -> tuple[float, ...]:
    """Return the end of a path of closes, and what the price since makes of it."""
    since = [] if book.closes.live is None else [last]
    return tuple([*path.to_numpy()[-TRAIL:].tolist(), *since][-TRAIL:])


def _at_end(path: pd.Series[float]) -> float:
    return float(path.to_numpy()[-1])


_MEASURES: Mapping[str, Callable[[Book], Reading]] = MappingProxyType(
    {
        "equity.close": _close,
        "equity.chg.1d": lambda book: change(book, 1),
        "equity.chg.5d": lambda book: change(book, 5),
        "equity.chg.1m": lambda book: change(book, 21),
        "equity.drawdown.peak": _drawdown_peak,
        "equity.drawdown.52w": _drawdown_52w,
        "equity.drawdown.results": _drawdown_results,
        "equity.to_recover": _to_recover,
        "equity.days_from_peak": _days_from_peak,
        "equity.value_lost": _value_lost,
        "equity.value_lost.peak": _value_lost_peak,
        "equity.market_value": _market_value,
        "equity.vol.60d": _volatility,
    }
)
"""All but `equity.vs_group`, which needs the others' readings first."""
