"""The capex pane: what each company says it will spend, against what it earns."""

from __future__ import annotations

from overhang.core.catalogue import Pane
from overhang.core.events import Guidance
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, PaneView, Tone
from overhang.views.figures import NOT_THERE, Figures, figures_of
from overhang.views.guidance import direction, guided, previous, standing_statement
from overhang.views.panes.base import (
    Show,
    build,
    by_issuer,
    extra,
    field,
    issuer_field,
    muted,
)

_ENDS = ("capex.guidance.mid", "capex.guidance.low", "capex.guidance.high")
_REVISION = "capex.guidance.revision"
_RATIO = "capex.to_ocf.ltm"


def capex_pane(snapshot: Snapshot) -> PaneView:
    """Show guidance as it was given, its revision, and capex against cash flow."""
    figures = figures_of(snapshot)
    said = _Statements(figures)
    fields = (
        issuer_field(Pane.CAPEX),
        extra("guidance", "guidance bn", 0, said.guidance, _ENDS[0]),
        extra("period", "period", 1, said.period, _ENDS[0], Align.LEFT),
        field(_RATIO, "capex/OCF", 1),
        field(_REVISION, "rev", 2),
        extra("direction", "", 3, said.direction, _REVISION, Align.LEFT),
        field("capex.fcf.ltm", "FCF bn", 4),
        extra("covers", "covers", 4, _label(_RATIO), _RATIO, Align.LEFT),
        field("capex.guidance.vs_forecast", "vs broker", 5),
        field("capex.actual", "actual bn", 5),
        extra("given", "given on", 6, said.given, _ENDS[0], Align.LEFT),
        field("capex.guidance.raises", "raises", 6),
        field("capex.leases_not_commenced", "leases n/c bn", 7),
        field("capex.guidance.mid", "mid bn", 8),
        extra("before", "before", 7, said.before, _REVISION),
        field("capex.ocf", "OCF bn", 8),
        field("capex.ocf_cover", "OCF cover", 9),
        field("capex.funding_gap", "gap bn", 9),
        extra("definition", "counts", 10, said.definition, _ENDS[0], Align.LEFT),
    )
    return build(figures, Pane.CAPEX, said.newest(), fields)


def _label(metric: str) -> Show:
    def show(figures: Figures, code: str) -> Cell:
        reading = figures.reading(code, metric)
        return muted(reading.label if reading else "")

    return show


class _Statements:
    """Each issuer's statement in force, beside the one before it."""

    def __init__(self, figures: Figures) -> None:
        self._now: dict[str, Guidance] = {}
        self._before: dict[str, Guidance | None] = {}
        for code, mine in by_issuer(figures.snapshot.facts.guidance).items():
            now = standing_statement(mine)
            if now is not None:
                self._now[code] = now
                self._before[code] = previous(mine, now)

    def newest(self) -> str:
        """Say when guidance was last given."""
        days = [each.given_on for each in self._now.values()]
        return f"guidance {fmt.date(max(days))}" if days else "no guidance"

    def guidance(self, figures: Figures, code: str) -> Cell:
        """Write the range, point, floor or words, flagged as its metric is."""
        now = self._now.get(code)
        if now is None:
            return NOT_THERE
        text = guided(now)
        for metric in _ENDS:
            if figures.reading(code, metric):
                return figures.cell(code, metric, text)
        return Cell(text)

    def period(self, figures: Figures, code: str) -> Cell:
        """Name the period the guidance is for."""
        now = self._now.get(code)
        return muted(now.period if now else "")

    def direction(self, figures: Figures, code: str) -> Cell:
        """Say which way it moved."""
        now = self._now.get(code)
        if now is None:
            return NOT_THERE
        words = direction(now, self._before[code])
        tones = {"raised": Tone.ADVERSE, "cut": Tone.BENIGN}
        return Cell(words, tones.get(words, Tone.MUTED))

    def given(self, figures: Figures, code: str) -> Cell:
        """Write the day it was given."""
        now = self._now.get(code)
        return muted(fmt.date(now.given_on, now.date_precision) if now else "")

    def before(self, figures: Figures, code: str) -> Cell:
        """Write what was said before."""
        before = self._before.get(code)
        return muted(guided(before) if before else "")

    def definition(self, figures: Figures, code: str) -> Cell:
        """Say what the company counts as capex."""
        now = self._now.get(code)
        return muted(now.definition if now else "")
