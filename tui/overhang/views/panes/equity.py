"""The drawdown pane: how far each equity is below where it was."""

from __future__ import annotations

from overhang.core.catalogue import Pane
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, PaneView, Tone
from overhang.views.figures import NOT_THERE, Figures, figures_of
from overhang.views.panes.base import (
    build,
    extra,
    field,
    issuer_field,
    muted,
    newest,
    room,
)

_DRAWDOWN = "equity.drawdown.52w"


def equity_pane(snapshot: Snapshot) -> PaneView:
    """Show drawdowns by reference, changes, what they cost and how far to go."""
    figures = figures_of(snapshot)
    fields = (
        issuer_field(Pane.EQUITY),
        field(_DRAWDOWN, "52w", 0),
        field("equity.drawdown.peak", "peak", 1),
        field("equity.drawdown.results", "results", 1),
        field("equity.close", "close", 2),
        field("equity.chg.1d", "1D", 2),
        field("equity.value_lost", "value bn", 3),
        extra("room", "to next", 4, room(_DRAWDOWN), _DRAWDOWN),
        extra("hit", "level at", 6, _hit, _DRAWDOWN),
        field("equity.chg.5d", "5D", 4),
        field("equity.chg.1m", "1M", 4),
        extra("peak", "peak close", 8, _peak, "equity.drawdown.peak", Align.LEFT),
        field("equity.days_from_peak", "days", 7),
        field("equity.to_recover", "recover", 8),
        field("equity.vs_group", "vs grp", 8),
        field("equity.vol.60d", "vol 60d", 8),
        field("equity.market_value", "mkt val bn", 9),
        field("equity.value_lost.peak", "from peak bn", 9),
        extra("trail", "", 5, _trail, "equity.close", Align.LEFT),
    )
    return build(
        figures, Pane.EQUITY, newest(figures, "equity.close", "closes"), fields
    )


def _hit(figures: Figures, code: str) -> Cell:
    """Write the price at which the next level is hit."""
    drawdown = figures.reading(code, _DRAWDOWN)
    ahead = figures.ahead(code, _DRAWDOWN)
    close = figures.reading(code, "equity.close")
    if ahead is None or drawdown is None or drawdown.value is None:
        return NOT_THERE
    if close is None or close.value is None or drawdown.value <= -1:
        return NOT_THERE
    high = close.value / (1 + drawdown.value)
    return Cell(fmt.price(high * (1 + ahead.level.threshold)), Tone.MUTED)


def _peak(figures: Figures, code: str) -> Cell:
    reading = figures.reading(code, "equity.drawdown.peak")
    peaks = [each for each in reading.inputs if "peak" in each.name] if reading else []
    for each in peaks:
        if each.value is not None and each.about is not None:
            return muted(f"{fmt.price(each.value)} {fmt.date(each.about)}")
    return muted(reading.label if reading else "")


def _trail(figures: Figures, code: str) -> Cell:
    for metric in ("equity.close", _DRAWDOWN, "equity.drawdown.peak"):
        reading = figures.reading(code, metric)
        if reading and reading.trail:
            return muted(fmt.sparkline(reading.trail))
    return NOT_THERE
