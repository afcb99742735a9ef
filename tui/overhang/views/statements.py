"""Forecasts, facts and market depth as they were published: with source and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from overhang.core.events import Fact, Forecast
from overhang.core.observations import ActivityMeasure, CdsActivity
from overhang.core.records import Bound, Record
from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.width import wrap
from overhang.views.words import broker_name, subject_name

_TRADED_DAYS = 5
"""Days of trading that are listed for an issuer: the tape has all of them."""
_DEPTH = {
    ActivityMeasure.NET_NOTIONAL: ("net notional outstanding", "USD mm"),
    ActivityMeasure.DEALERS: ("dealers quoting", "count"),
    ActivityMeasure.DAILY_NOTIONAL: ("average daily notional", "USD mm"),
    ActivityMeasure.TRADED_NOTIONAL: ("notional traded", "USD mm"),
}


def fact_lines(facts: Sequence[Fact], width: int) -> list[Line]:
    """List facts, newest first: the number or the words, then who says so and when."""
    lines: list[Line] = []
    for each in sorted(facts, key=lambda one: one.date, reverse=True):
        lines += wrap(
            f"{subject_name(each.scope)}: {each.label}: {fact_value(each)}", width
        )
        if each.words and each.value is not None:
            lines += wrap(each.words, width, indent="  ")
        said = fmt.date(each.date, each.date_precision)
        lines += _cited(each, said, width, each.quote)
    return lines


def fact_value(fact: Fact) -> str:
    """Write a fact's figure as it was published: its percentages are percents."""
    if fact.value is None:
        return fact.words
    if fact.unit == "%":
        text = fmt.trimmed(fact.value) + "%"
    elif fact.unit in ("x", "bp"):
        text = fmt.trimmed(fact.value) + fact.unit
    elif fact.unit.startswith("USD"):
        text = f"USD {fmt.trimmed(fact.value)}{fact.unit.removeprefix('USD').strip()}"
    else:
        text = f"{fmt.trimmed(fact.value)} {fact.unit.replace('count', '')}".rstrip()
    return fmt.bounded(text, fact.bound)


def forecast_lines(forecasts: Iterable[Forecast], width: int) -> list[Line]:
    """List brokers' numbers, newest first: never a year beside a sum of three unsaid.

    An actual that a broker quotes says so.
    """
    lines: list[Line] = []
    for each in sorted(forecasts, key=lambda one: one.given_on, reverse=True):
        size = fmt.bounded(fmt.quantity(each.value_usd_bn, "USD bn"), each.bound)
        kind = "actual as quoted" if each.actual else "forecast"
        said = (
            f"{broker_name(each.broker)}: {subject_name(each.scope)} "
            f"{each.measure} {each.period} "
            f"{size} ({kind})"
        )
        lines += wrap(said, width)
        if each.note:
            lines += wrap(each.note, width, indent="  ")
        when = f"given {fmt.date(each.given_on, each.date_precision)}"
        lines += _cited(each, when, width, each.quote)
    return lines


def activity_lines(activity: Iterable[CdsActivity], width: int) -> list[Line]:
    """List how deep a CDS market is, newest first; of days traded the last ones."""
    lines: list[Line] = []
    listed: Counter[str] = Counter()
    for each in sorted(activity, key=lambda one: one.date, reverse=True):
        if each.measure is ActivityMeasure.TRADED_NOTIONAL:
            listed[each.issuer] += 1
            if listed[each.issuer] > _TRADED_DAYS:
                continue
        name, unit = _DEPTH[each.measure]
        if each.measure is ActivityMeasure.DEALERS and each.value == 1:
            name = "dealer quoting"
        size = fmt.quantity(each.value, unit)
        if (
            each.measure is ActivityMeasure.TRADED_NOTIONAL
            and each.bound is Bound.FLOOR
        ):
            # Capped sizes: as the tape writes them.
            size = f">={size}"
        else:
            size = fmt.bounded(size, each.bound)
        when = each.period or fmt.date(each.date, each.date_precision)
        lines += wrap(f"{each.issuer}: {size} {name}, {when}", width)
        lines += _cited(each, each.note, width)
    return lines


def citation(record: Record) -> str:
    """Say who published a row and how good that is: `10-Q (reported)`."""
    return f"{record.source} ({record.quality})"


def _cited(record: Record, when: str, width: int, quote: str = "") -> list[Line]:
    quoted = wrap(f'"{quote}"', width, Tone.MUTED, "  ") if quote else []
    said = " · ".join(filter(None, (when, citation(record))))
    return [*quoted, *wrap(said, width, Tone.MUTED, "  "), (Span(""),)]
