"""The CDS pane: the level, how far to trust it, and how far it is from the next."""

from __future__ import annotations

from overhang.core.catalogue import Pane
from overhang.core.dates import short
from overhang.core.observations import ActivityMeasure, CdsActivity
from overhang.core.records import Bound
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, PaneView, Tone
from overhang.views.figures import NOT_THERE, Figures, figures_of
from overhang.views.panes.base import (
    Field,
    build,
    extra,
    field,
    issuer_field,
    muted,
    newest,
    room,
)

_LEVEL = "cds.5y"


def cds_pane(snapshot: Snapshot) -> PaneView:
    """Show the 5Y mid with bound, quality and age, its changes and its market."""
    figures = figures_of(snapshot)
    fields = (
        issuer_field(Pane.CDS),
        field(_LEVEL, "5Y bp", 0),
        extra("age", "age", 1, _age, "cds.mark_age"),
        extra("quality", "quality", 2, _quality, _LEVEL, Align.LEFT),
        extra("room", "to next", 1, room(_LEVEL), _LEVEL),
        field("cds.5y.chg.1m", "1M", 3),
        field("cds.5y.chg.1w", "1W", 3),
        field("cds.5y.chg.1d", "1D", 5),
        field("cds.5y.chg.ytd", "YTD", 5),
        field("cds.vs_basket", "vs bskt", 6),
        field("cds.dealers", "dealers", 4),
        field("cds.net_notional", "net mm", 4),
        field("cds.5y.z.60d", "z 60d", 7),
        extra("marked", "marked", 6, _marked, _LEVEL, Align.LEFT),
        extra("trail", "last marks", 8, _trail, _LEVEL, Align.LEFT),
    )
    traded: tuple[Field, ...] = ()
    if _days_traded(snapshot):
        # Nobody without a tape gives room to an empty column.
        traded = (extra("traded", "traded mm", 3, _traded, _LEVEL),)
    return build(
        figures, Pane.CDS, newest(figures, _LEVEL, "marks"), (*fields, *traded)
    )


def _age(figures: Figures, code: str) -> Cell:
    """Write the mark's age with what the age rule says about it."""
    mark = figures.reading(code, _LEVEL)
    if mark is None or mark.age is None:
        return figures.cell(code, "cds.mark_age")
    text = fmt.age(mark.age)
    if figures.reading(code, "cds.mark_age"):
        cell = figures.cell(code, "cds.mark_age", text)
        if cell.tone is not Tone.PLAIN:
            return cell
    return muted(text)


def _quality(figures: Figures, code: str) -> Cell:
    reading = figures.reading(code, _LEVEL)
    return muted(reading.quality.value if reading and reading.quality else "")


def _marked(figures: Figures, code: str) -> Cell:
    reading = figures.reading(code, _LEVEL)
    return muted(fmt.date(reading.about) if reading and reading.about else "")


def _traded(figures: Figures, code: str) -> Cell:
    """Write what traded on the tape's last day, USD mm and trades: `>=84.0/12`."""
    days = [each for each in _days_traded(figures.snapshot) if each.issuer == code]
    if not days:
        return muted("")
    last = max(days, key=lambda each: each.date)
    least = ">=" if last.bound is Bound.FLOOR else ""
    # The tape's own note begins with their number: `12 trades, 3 capped`.
    trades = last.note.partition(" trade")[0]
    count = f"/{trades}" if trades.isdecimal() else ""
    return muted(f"{least}{fmt.number(last.value, 1)}{count}")


def _days_traded(snapshot: Snapshot) -> list[CdsActivity]:
    """Return the days of which it is on file how much traded."""
    return [
        each
        for each in snapshot.facts.activity
        if each.measure is ActivityMeasure.TRADED_NOTIONAL
        # The press tells of weeks, and that is no day's figure.
        and each.period in ("", short(each.date))
    ]


def _trail(figures: Figures, code: str) -> Cell:
    reading = figures.reading(code, _LEVEL)
    return muted(fmt.sparkline(reading.trail)) if reading else NOT_THERE
