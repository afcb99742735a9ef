"""One table for everything: one row an issuer, the worst of each pane."""

from __future__ import annotations

from overhang.core.catalogue import Pane
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity
from overhang.views import format as fmt
from overhang.views.base import Cell, PaneView, Tone
from overhang.views.breaches import breach_lines, counts
from overhang.views.figures import NOT_THERE, Figures, figures_of
from overhang.views.flags import is_loud
from overhang.views.panes.base import Field, extra, field, issuer_field, roomy, row
from overhang.views.panes.capex import capex_pane
from overhang.views.panes.debt import debt_pane
from overhang.views.words import LETTERS, TONES

_PANES = (Pane.EQUITY, Pane.CAPEX, Pane.DEBT, Pane.CDS)


def joined_pane(snapshot: Snapshot) -> PaneView:
    """Show the four panes' main figures side by side."""
    figures = figures_of(snapshot)
    capex, debt = _Cells(capex_pane(snapshot)), _Cells(debt_pane(snapshot))
    # All of them: title, notes and status line count the same breaches.
    breaches = figures.breaches()
    tally: dict[str, dict[Severity, int]] = {}
    for each in filter(is_loud, breaches):
        mine = tally.setdefault(each.subject, {})
        mine[each.severity] = mine.get(each.severity, 0) + 1
    fields: tuple[Field, ...] = (
        issuer_field(*_PANES),
        extra("worst", "breaches", 4, lambda _, code: _worst(tally.get(code, {}))),
        field("equity.drawdown.52w", "52w", 0),
        field("cds.5y", "5Y bp", 0),
        field("capex.to_ocf.ltm", "capex/OCF", 1),
        field("debt.issued.ytd", "YTD bn", 1),
        field("equity.close", "close", 3),
        field("equity.chg.1d", "1D", 2),
        field("equity.drawdown.results", "results", 5),
        field("equity.days_from_peak", "days", 7),
        field("cds.5y.chg.1d", "CDS 1D", 6),
        field("cds.5y.chg.1w", "CDS 1W", 6),
        capex.field("guidance", 3),
        capex.field("capex.guidance.revision", 5),
        debt.field("size", 4),
        debt.field("priced", 6),
        debt.field("rating", 4),
        extra("oldest", "oldest", 5, _oldest),
    )
    return PaneView(
        "joined",
        "All issuers",
        counts(breaches),
        f"as of {fmt.date(snapshot.clock.today)}",
        tuple(roomy(figures, each.column) for each in fields),
        tuple(row(figures, code, fields) for code in snapshot.universe.codes),
        breach_lines(figures, breaches),
    )


class _Cells:
    """Another pane's columns, to be shown again here."""

    def __init__(self, view: PaneView) -> None:
        self._columns = {each.key: at for at, each in enumerate(view.columns)}
        self._rows = {row.key: row.cells for row in view.rows}
        self._view = view

    def field(self, key: str, priority: int) -> Field:
        """Show one of its columns with another priority."""
        at = self._columns[key]
        column = self._view.columns[at]._replace(priority=priority)
        return Field(column, lambda _, code: self._rows[code][at])


def _worst(tally: dict[Severity, int]) -> Cell:
    if not tally:
        return Cell("none", Tone.MUTED)
    words = [f"{tally[each]}{LETTERS[each]}" for each in LETTERS if each in tally]
    return Cell(" ".join(words), TONES[max(tally)])


def _oldest(figures: Figures, code: str) -> Cell:
    """Write the age of the oldest of the main figures."""
    ages = [
        reading.age
        for metric in ("equity.close", "cds.5y", "capex.to_ocf.ltm", "debt.total")
        if (reading := figures.reading(code, metric)) and reading.age is not None
    ]
    if not ages:
        return NOT_THERE
    return Cell(fmt.age(max(ages)), Tone.MUTED, "")
