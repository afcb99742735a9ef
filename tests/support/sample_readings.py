"""The figures of the sample snapshot, in every state a figure can be in."""

from __future__ import annotations

import datetime as dt

from overhang.core.records import Bound, Quality
from overhang.core.snapshot import Input, Reading
from overhang.core.states import State
from support.sample_universe import AUGUST, TAKEN, TODAY

_PEAK = dt.date(2025, 10, 28)


def reading(
    value: float | None,
    about: dt.date | None = TODAY,
    age: int | None = 0,
    state: State = State.FRESH,
    label: str = "",
    bound: Bound = Bound.EXACT,
    quality: Quality = Quality.REPORTED,
    reason: str = "",
    inputs: tuple[Input, ...] = (),
    trail: tuple[float, ...] = (),
) -> Reading:
    """Make a reading with the fields a test cares for."""
    return Reading(
        value=value,
        about=about,
        age=age,
        state=state,
        label=label,
        bound=bound,
        quality=quality,
        reason=reason,
        inputs=inputs,
        trail=trail,
        known_at=TAKEN,
    )


def absent(reason: str) -> Reading:
    """Make a reading that is not there."""
    return Reading(value=None, state=State.ABSENT, reason=reason)


def _equity(
    close: float, high: float, day: float, results: float, lost: float
) -> dict[str, Reading]:
    drop = close / high - 1
    peak = Input("peak close", high, "USD", _PEAK, "closes.csv", Quality.COMPOSITE)
    last = Input("close", close, "USD", TODAY, "closes.csv", Quality.COMPOSITE)
    trail = tuple(high * (1 + drop * step / 11) for step in range(12))
    high_words = "high 28 Oct 25"
    return {
        "equity.close": reading(close, trail=trail),
        "equity.chg.1d": reading(day),
        "equity.chg.5d": reading(day * 3),
        "equity.chg.1m": reading(day * 7),
        "equity.drawdown.52w": reading(drop, label=high_words, inputs=(peak, last)),
        "equity.drawdown.peak": reading(drop, label=high_words, inputs=(peak, last)),
        "equity.drawdown.results": reading(results),
        "equity.days_from_peak": reading(346.0),
        "equity.value_lost": reading(lost),
        "equity.to_recover": reading(high / close - 1),
    }


def _cds(
    mark: float,
    about: dt.date,
    age: int,
    state: State,
    quality: Quality,
    bound: Bound = Bound.EXACT,
) -> dict[str, Reading]:
    none = absent("no mark on the business day before")
    return {
        "cds.5y": reading(
            mark, about, age, state, "20 Dec 31", bound, quality, trail=(40, 60, mark)
        ),
        "cds.5y.chg.1d": none,
        "cds.5y.chg.1w": none,
        "cds.5y.chg.1m": none,
        "cds.mark_age": reading(float(age)),
    }


_SECOND = Quality.SECONDARY
READINGS: dict[str, dict[str, Reading]] = {
    "MSFT": {
        **_equity(428.64, 542.07, -0.0042, 0.031, -95.5),
        "capex.to_ocf.ltm": absent("FY26 Q3 and Q4 cash flow not reported here"),
        "capex.guidance.mid": reading(175.0, label="CY2026"),
        "capex.guidance.revision": absent("definition changed"),
        "debt.issued.ytd": reading(0.0),
        "debt.issued.ltm": reading(0.0),
        **_cds(48, AUGUST, 28, State.DEAD, _SECOND, Bound.APPROX),
    },
    "AMZN": {
        **_equity(205.10, 258.60, -0.0113, -0.062, 150.2),
        "capex.to_ocf.ltm": reading(
            0.93, dt.date(2026, 3, 31), 134, State.STALE, "LTM Mar-26"
        ),
        "capex.guidance.mid": reading(
            220.0, dt.date(2026, 7, 30), 50, label="CY2026", bound=Bound.APPROX
        ),
        "capex.guidance.revision": reading(0.10),
        "debt.issued.ytd": reading(25.0),
        "debt.issued.ltm": reading(40.0),
        "debt.last.size": reading(25.0, dt.date(2026, 7, 15)),
        "debt.last.cover": absent("no book reported"),
        "debt.last.nic": reading(11.0, bound=Bound.MIDPOINT, quality=Quality.PRESS),
        **_cds(64, AUGUST, 28, State.DEAD, _SECOND),
    },
    "GOOGL": {
        **_equity(306.57, 344.90, 0.0059, -0.021, 79.0),
        "capex.to_ocf.ltm": reading(0.87, dt.date(2025, 12, 31), 193, label="FY2025"),
        "capex.guidance.mid": reading(
            200.0, dt.date(2026, 7, 22), 56, label="CY2026", bound=Bound.MIDPOINT
        ),
        "capex.guidance.revision": reading(200 / 185 - 1),
        "capex.guidance.raises": reading(2.0),
        "debt.issued.ytd": reading(45.0),
        "debt.issued.ltm": reading(62.5),
        "debt.last.size": reading(25.0, dt.date(2026, 8, 5)),
        "debt.last.cover": reading(4.6, bound=Bound.FLOOR, quality=Quality.PRESS),
        "debt.last.upsize": reading(0.25),
        "cds.dealers": reading(6.0, dt.date(2025, 12, 31), 193, State.DEAD),
        "cds.net_notional": reading(
            895.0, dt.date(2026, 2, 6), 168, State.DEAD, bound=Bound.APPROX
        ),
        **_cds(58, AUGUST, 28, State.DEAD, _SECOND),
    },
    "META": {
        **_equity(640.87, 790.00, -0.0021, -0.012, 20.0),
        "capex.to_ocf.ltm": reading(0.79, dt.date(2026, 6, 30), 70, label="LTM Jun-26"),
        "capex.fcf.ltm": reading(24.1, dt.date(2026, 6, 30), 70, label="LTM Jun-26"),
        "capex.guidance.mid": reading(
            137.5, dt.date(2026, 7, 29), 51, label="CY2026", bound=Bound.MIDPOINT
        ),
        "capex.guidance.revision": reading(137.5 / 135 - 1),
        "debt.issued.ytd": reading(25.0),
        "debt.issued.ltm": reading(55.0),
        "debt.vehicles.ltm": reading(39.8),
        "debt.last.size": reading(25.0, dt.date(2026, 4, 30)),
        "debt.last.cover": reading(3.84),
        "cds.net_notional": reading(687.0, dt.date(2026, 2, 6), 168, State.DEAD),
        **_cds(94, AUGUST, 28, State.DEAD, _SECOND),
    },
    "ORCL": {
        **_equity(137.55, 328.33, -0.0334, -0.184, 93.8),
        "capex.to_ocf.ltm": reading(1.72, dt.date(2026, 8, 31), 28, label="LTM Aug-26"),
        "capex.fcf.ltm": reading(-23.7, dt.date(2026, 8, 31), 28, label="LTM Aug-26"),
        "capex.guidance.mid": absent("no guidance for a period still open"),
        "debt.issued.ytd": reading(25.0),
        "debt.issued.ltm": reading(25.0),
        "debt.vehicles.ltm": reading(14.0),
        "debt.last.size": reading(25.0, dt.date(2026, 2, 2)),
        "debt.last.cover": reading(5.16, quality=Quality.PRESS),
        **_cds(227, dt.date(2026, 9, 28), 8, State.DEAD, _SECOND),
    },
    "group:four": {
        "group.value_lost": reading(153.7),
        "group.value_lost.pct": reading(0.013),
    },
    "group:five": {
        "group.value_lost": reading(247.5),
        "group.value_lost.pct": reading(0.021),
        "group.capex.guidance": reading(782.5, bound=Bound.FLOOR),
        "group.capex.to_ocf": reading(0.91, label="LTM and FY mixed"),
        "group.issued.ytd": reading(120.0),
        "group.issued.ltm": reading(182.5),
        "group.cds.basket": reading(98.2, AUGUST, 28, State.STALE),
    },
}
