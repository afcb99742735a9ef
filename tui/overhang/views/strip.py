"""The group strip: the issuers taken together, in two or three lines of figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from overhang.core.events import Forecast, ForecastMeasure
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.figures import Figures, figures_of
from overhang.views.width import cut_line, line_width
from overhang.views.words import broker_name

_GAP = "  "
_SOLD = (ForecastMeasure.BORROWING, ForecastMeasure.ISSUANCE)
_YEAR = dt.timedelta(days=370)


def group_lines(snapshot: Snapshot, width: int) -> list[Line]:
    """Write the strip: value lost, capex, issuance, CDS basket; wrapped at figures."""
    figures = figures_of(snapshot)
    subject = f"group:{main_group(snapshot)}"
    items = [
        *_lost(figures),
        _item(figures, subject, "capex guided bn", "group.capex.guidance"),
        _item(figures, subject, "capex/OCF", "group.capex.to_ocf"),
        _item(figures, subject, "issued bn YTD", "group.issued.ytd"),
        _item(figures, subject, "LTM", "group.issued.ltm"),
        *_forecast(figures),
        _item(figures, subject, "CDS basket bp", "group.cds.basket"),
    ]
    return _wrapped(items, width)


def main_group(snapshot: Snapshot) -> str:
    """Name the group that stands for the board: the one with most members."""
    groups = snapshot.universe.group
    return max(groups, key=lambda key: len(groups[key].members), default="")


def sale_forecasts(snapshot: Snapshot) -> list[Forecast]:
    """List the brokers' forecasts of what is sold or borrowed this year, newest first.

    Past figures that a broker quotes, single issuers and sums of several years stay
    out; of one broker's on one measure the newest stands.
    """
    today = snapshot.clock.today
    found: dict[tuple[str, str], Forecast] = {}
    for each in sorted(snapshot.facts.forecasts, key=lambda one: one.given_on):
        if each.actual or each.measure not in _SOLD or each.given_on > today:
            continue
        if each.scope in snapshot.universe.issuer:
            continue
        whole = each.period_start <= today <= each.period_end
        if whole and each.period_end - each.period_start < _YEAR:
            found[each.broker, each.measure] = each
    return sorted(found.values(), key=lambda one: one.given_on, reverse=True)


def _lost(figures: Figures) -> list[Line]:
    """Write value lost for every group: the headline is about one of them."""
    groups = figures.snapshot.universe.group
    return [
        (
            *_item(figures, f"group:{key}", f"{key} lost bn", "group.value_lost"),
            Span(" "),
            _value(figures, f"group:{key}", "group.value_lost.pct"),
        )
        for key in groups
    ]


def _forecast(figures: Figures) -> list[Line]:
    """Write what brokers expect to be sold or borrowed, beside what was."""
    lines: list[Line] = []
    for each in sale_forecasts(figures.snapshot):
        what = "borrowing" if each.measure is ForecastMeasure.BORROWING else "bonds"
        size = fmt.bounded(fmt.trimmed(each.value_usd_bn), each.bound)
        year = f"{each.period_end.year}"
        said = f"{broker_name(each.broker)} {what} {year} {size}"
        lines.append((Span(said, Tone.MUTED),))
    return lines


def _item(figures: Figures, subject: str, label: str, metric: str) -> Line:
    return (Span(f"{label} ", Tone.MUTED), _value(figures, subject, metric))


def _value(figures: Figures, subject: str, metric: str) -> Span:
    cell = figures.cell(subject, metric)
    return Span(cell.text + cell.mark, cell.tone)


def _wrapped(items: Sequence[Line], width: int) -> list[Line]:
    lines: list[Line] = []
    for item in items:
        joined = (*lines[-1], Span(_GAP), *item) if lines else item
        if lines and line_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(item)
    return [cut_line(each, width) for each in lines]
