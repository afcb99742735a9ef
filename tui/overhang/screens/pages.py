"""Screens that are one text to read: explain, sources, help."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from overhang.core.alerts.alert import Alert
from overhang.core.snapshot import Snapshot
from overhang.screens.acting import ActingScreen
from overhang.screens.base import DeskScreen
from overhang.views.base import Line
from overhang.views.explain import explain
from overhang.views.help import help_lines
from overhang.views.issuer import issuer_page
from overhang.views.roll import roll_of
from overhang.views.sources import sources
from overhang.widgets.page import Page


class PageScreen(DeskScreen):
    """One scrolling text."""

    def body(self) -> ComposeResult:
        """The text, and nothing else."""
        yield Page(id="page")

    def draw(self, snapshot: Snapshot) -> None:
        """Write the text anew; it stays where it was scrolled to."""
        page = self.query_one(Page)
        if page.size.width:
            page.show(self.text(snapshot, page.size.width))

    def text(self, snapshot: Snapshot, width: int) -> Sequence[Line]:
        """Return the lines for this width."""
        return ()


class ExplainScreen(ActingScreen, PageScreen):
    """Where one figure comes from, and which rules watch it."""

    def __init__(self, subject: str, metric: str) -> None:
        super().__init__()
        self._subject = subject
        self._metric = metric

    def text(self, snapshot: Snapshot, width: int) -> Sequence[Line]:
        """Formula, inputs, sources, dates, rules and distances."""
        return explain(snapshot, self._subject, self._metric, self.desk.zone, width)

    def target(self) -> Alert | None:
        """The worst alert of this figure."""
        snapshot = self.desk.snapshot
        if snapshot is None:
            return None
        return roll_of(snapshot).about(self._subject, self._metric)

    def here(self) -> Alert | None:
        """The alert that is looked at."""
        return self.target()


class FactsScreen(PageScreen):
    """All that is on file about one issuer."""

    def __init__(self, subject: str) -> None:
        super().__init__()
        self._subject = subject

    def text(self, snapshot: Snapshot, width: int) -> Sequence[Line]:
        """Guidance, cash flow, deals, ratings, marks, forecasts, statements."""
        return issuer_page(snapshot, self._subject, width)


class SourcesScreen(PageScreen):
    """Every table's source: health, age, last error, next try."""

    def text(self, snapshot: Snapshot, width: int) -> Sequence[Line]:
        """One row a table, then the errors in full."""
        return sources(snapshot, width, self.desk.now(), self.desk.zone)

    def minute(self) -> None:
        """Let ages grow though nothing comes in."""
        super().minute()
        self.redraw()


class HelpScreen(PageScreen):
    """Every key, mark and word."""

    def text(self, snapshot: Snapshot, width: int) -> Sequence[Line]:
        """Made from the bindings, so it cannot be out of date."""
        from overhang.screens.keys import key_table

        return help_lines(key_table(self.app), width)
