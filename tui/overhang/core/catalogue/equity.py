"""What is measured of a share: price, drawdown, market value."""

from __future__ import annotations

from overhang.core.catalogue.metric import Metric, Pane, Unit, Worse

_PANE = Pane.EQUITY
_PCT, _BN = Unit.PERCENT, Unit.USD_BN
_UP, _DOWN, _FLAT = Worse.HIGHER, Worse.LOWER, Worse.NEITHER
_CLOSES = (
    "Closes adjusted for splits, not for dividends; never intraday highs. While a "
    "session is open P is its last price; peaks and highs are closes only."
)
_RESULTS = (
    "Reported after the close: reference is that day's close; before the open: the "
    "close before."
)

EQUITY = (
    Metric("equity.close", _PANE, "Close", Unit.USD, _DOWN, "last close", _CLOSES),
    Metric(
        "equity.chg.1d", _PANE, "Share price 1D", _PCT, _DOWN, "P / P[-1] - 1", _CLOSES
    ),
    Metric(
        "equity.chg.5d", _PANE, "Share price 5D", _PCT, _DOWN, "P / P[-5] - 1", _CLOSES
    ),
    Metric(
        "equity.chg.1m", _PANE, "Share price 1M", _PCT, _DOWN, "P / P[-21] - 1", _CLOSES
    ),
    Metric(
        "equity.drawdown.peak",
        _PANE,
        "Drawdown from running peak",
        _PCT,
        _DOWN,
        "min(P / max(all closes so far) - 1, 0)",
        _CLOSES,
    ),
    Metric(
        "equity.drawdown.52w",
        _PANE,
        "Drawdown from 52-week high",
        _PCT,
        _DOWN,
        "min(P / max(closes of the last 364 calendar days) - 1, 0)",
        _CLOSES,
    ),
    Metric(
        "equity.drawdown.results",
        _PANE,
        "Share price since results",
        _PCT,
        _DOWN,
        "P / reference close - 1",
        _RESULTS,
    ),
    Metric(
        "equity.to_recover",
        _PANE,
        "Price rise to recover the peak",
        _PCT,
        _UP,
        "max(peak / P - 1, 0)",
        _CLOSES,
    ),
    Metric(
        "equity.days_from_peak",
        _PANE,
        "Days since the peak",
        Unit.DAYS,
        _UP,
        "calendar days from the peak close to P",
    ),
    Metric(
        "equity.value_lost",
        _PANE,
        "Market value lost since results",
        _BN,
        _UP,
        "shares x (reference close - P)",
        "Shares held fixed, all classes. " + _RESULTS,
    ),
    Metric(
        "equity.value_lost.peak",
        _PANE,
        "Market value lost from the peak",
        _BN,
        _UP,
        "shares x (peak close - P)",
        "Shares held fixed, all classes.",
    ),
    Metric(
        "equity.market_value",
        _PANE,
        "Market value",
        _BN,
        _FLAT,
        "shares x P",
        "Shares held fixed, all classes.",
    ),
    Metric(
        "equity.vs_group",
        _PANE,
        "Drawdown against the group",
        _PCT,
        _DOWN,
        "52-week drawdown - mean of the other issuers' 52-week drawdowns",
    ),
    Metric(
        "equity.vol.60d",
        _PANE,
        "Realised volatility, 60 days",
        _PCT,
        _UP,
        "sd(ln returns, 60 d) x sqrt(252)",
        "Of closes alone: the price of an open session stays out.",
    ),
)
