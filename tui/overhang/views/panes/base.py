"""What the board's panes share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from overhang.core.catalogue import METRICS, Pane
from overhang.core.dates import price_time
from overhang.core.events import Deal, Guidance, Rating
from overhang.core.filings import Filing
from overhang.core.outward import WITHHELD
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, Column, PaneView, Row, Tone
from overhang.views.breaches import counts, notes
from overhang.views.figures import NOT_THERE, Figures
from overhang.views.rights import bound_cells
from overhang.views.words import PANES

_MARKS = 2
"""Cells of the usual marks: `!!`, `!~`, `i?`."""
Show = Callable[[Figures, str], Cell]
"""Writes one issuer's cell."""


class Field(NamedTuple):
    """One column and how its cells are written."""

    column: Column
    show: Show


def field(
    metric: str,
    title: str,
    priority: int,
    show: Show | None = None,
    align: Align = Align.RIGHT,
) -> Field:
    """Make the column of one metric; without `show` it is written as its unit is."""

    def plain(figures: Figures, code: str) -> Cell:
        return figures.cell(code, metric)

    return Field(Column(metric, title, align, priority, metric), show or plain)


def issuer_field(*panes: Pane) -> Field:
    """Make the first column: who, with the worst mark of the row."""
    return Field(
        Column("issuer", "", Align.LEFT, marks=_MARKS),
        lambda figures, code: figures.issuer_cell(code, *panes),
    )


def extra(
    key: str,
    title: str,
    priority: int,
    show: Show,
    metric: str = "",
    align: Align = Align.RIGHT,
) -> Field:
    """Make a column that is not simply a metric's value."""
    return Field(Column(key, title, align, priority, metric), show)


def build(
    figures: Figures, pane: Pane, about: str, fields: Sequence[Field]
) -> PaneView:
    """Write a pane: one row for every issuer of the universe, in its order."""
    codes = figures.snapshot.universe.codes
    columns = tuple(roomy(figures, each.column) for each in fields)
    return PaneView(
        pane.value,
        PANES[pane],
        counts(figures.breaches(pane)),
        about,
        columns,
        tuple(row(figures, code, fields) for code in codes),
        notes(figures, pane),
    )


def row(figures: Figures, code: str, fields: Sequence[Field]) -> Row:
    """Write one issuer's row; each cell knows what binds it when it is copied."""
    columns = [each.column for each in fields]
    cells = [each.show(figures, code) for each in fields]
    return Row(code, bound_cells(figures.snapshot, code, columns, cells))


def roomy(figures: Figures, column: Column) -> Column:
    """Keep room for the mark of a figure that a rule watches."""
    watched = column.align is Align.RIGHT and column.key == column.metric
    if not watched or not figures.is_watched(column.metric):
        return column
    return column._replace(marks=_MARKS)


def room(metric: str) -> Show:
    """Write how far a figure is from its next level; `past all` beyond the worst."""

    def show(figures: Figures, code: str) -> Cell:
        ahead = figures.ahead(code, metric)
        if ahead is not None:
            return Cell(fmt.step(ahead.room, METRICS[metric].unit), Tone.MUTED)
        past = figures.is_past_all(code, metric)
        return Cell("past all", Tone.MUTED) if past else NOT_THERE

    return show


def muted(text: str) -> Cell:
    """Write a detail, or that there is none."""
    return Cell(text, Tone.MUTED) if text else NOT_THERE


def newest(figures: Figures, metric: str, what: str) -> str:
    """Say as of when a pane is: `closes 09 Oct 26 · 0bd`; or `prices 15:42 EST`.

    Prices of another day than today say which: `prices 20 Nov 26 15:42 EST`.
    """
    snapshot = figures.snapshot
    codes, today = snapshot.universe.codes, snapshot.clock.today
    readings = (figures.reading(code, metric) for code in codes)
    dated = [each for each in readings if each is not None and each.about]
    if not dated:
        asked = (snapshot.reading(code, metric) for code in codes)
        shut = any(each and each.reason.startswith(WITHHELD) for each in asked)
        return f"{what} withheld" if shut else f"no {what}"
    last = max(dated, key=lambda each: each.about or today)
    assert last.about is not None
    prices = [each.at for each in dated if each.at and each.about == last.about]
    if prices:
        day = "" if last.about == today else f"{fmt.date(last.about)} "
        return f"prices {day}{price_time(max(prices))}, not closes"
    old = f" · {fmt.age(last.age)}" if last.age is not None else ""
    return f"{what} {fmt.date(last.about)}{old}"


Owned = TypeVar("Owned", Deal, Guidance, Rating, Filing)


def by_issuer(rows: Iterable[Owned]) -> dict[str, list[Owned]]:
    """Group facts by the issuer they are about."""
    found: dict[str, list[Owned]] = {}
    for each in rows:
        found.setdefault(each.issuer, []).append(each)
    return found
