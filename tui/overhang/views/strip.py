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

_GAP = Span("  ")
_DOT = Span(" · ", Tone.MUTED)
_SOLD = (ForecastMeasure.BORROWING, ForecastMeasure.ISSUANCE)
_YEAR = dt.timedelta(days=370)


def group_lines(snapshot: Snapshot, width: int) -> list[Line]:
    """Write the strip, most important first; lines are broken between figures.

    Amounts are USD bn. Value is the change since each issuer's own results; every
    figure behind `five:` is of that group.
    """
    figures = figures_of(snapshot)
    key = main_group(snapshot)
    subject = f"group:{key}"
    scope = f"{key}: " if key else ""
    about = [
        _item(figures, subject, f"{scope}capex guided", "group.capex.guidance"),
        _item(figures, subject, "capex/OCF", "group.capex.to_ocf"),
        (
            *_item(figures, subject, "issued YTD", "group.issued.ytd"),
            *_item(figures, subject, " LTM", "group.issued.ltm"),
        ),
        _item(figures, subject, "CDS basket", "group.cds.basket", "bp"),
        _item(figures, subject, "AI share of IG", "group.ai_share_ig"),
        *_forecast(figures),
    ]
    return [*_wrapped(_values(figures), width, _GAP), *_wrapped(about, width, _DOT)]


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


def _values(figures: Figures) -> list[Line]:
    """Write the change of value for every group: the headline is about one of them."""
    groups = figures.snapshot.universe.group
    head: Line = (Span("USD bn", Tone.MUTED), _GAP, Span("since results", Tone.MUTED))
    return [
        head,
        *(
            (
                *_item(figures, f"group:{key}", key, "group.value_lost"),
                Span(" "),
                _value(figures, f"group:{key}", "group.value_lost.pct"),
            )
            for key in groups
        ),
    ]


def _forecast(figures: Figures) -> list[Line]:
    """Write what brokers expect to be sold or borrowed, beside what was."""
    lines: list[Line] = []
    for each in sale_forecasts(figures.snapshot):
        what = "borrowing" if each.measure is ForecastMeasure.BORROWING else "bonds"
        size = fmt.bounded(fmt.trimmed(each.value_usd_bn), each.bound)
        year = f"{each.period_end:%y}"
        said = f"{broker_name(each.broker)} {year} {what} {size}"
        lines.append((Span(said, Tone.MUTED),))
    return lines


def _item(
    figures: Figures, subject: str, label: str, metric: str, unit: str = ""
) -> Line:
    return (Span(f"{label} ", Tone.MUTED), _value(figures, subject, metric, unit))


def _value(figures: Figures, subject: str, metric: str, unit: str = "") -> Span:
    cell = figures.cell(subject, metric)
    known = unit if figures.reading(subject, metric) else ""
    return Span(cell.text + known + cell.mark, cell.tone)


def _wrapped(items: Sequence[Line], width: int, gap: Span) -> list[Line]:
    lines: list[Line] = []
    for item in items:
        joined = (*lines[-1], gap, *item) if lines else item
        if lines and line_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(item)
    return [cut_line(each, width) for each in lines]
