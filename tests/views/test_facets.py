from __future__ import annotations

import pytest

from overhang.core.catalogue import METRICS, Pane
from overhang.views.base import PaneView, text_of
from overhang.views.facets import facet
from overhang.views.figures import figures_of
from overhang.views.layout import fit
from overhang.views.panes import capex_pane, cds_pane, debt_pane, equity_pane
from overhang.views.titles import tabs_line
from overhang.views.width import cell_width, line_width
from overhang.views.words import change_name, short
from support.snapshots import reading, sample_snapshot


def _facet(subject: str, pane: Pane) -> PaneView:
    snapshot = sample_snapshot()
    mine = snapshot.readings.setdefault(subject, {})
    mine["capex.leases_not_commenced"] = reading(196.6)
    mine["equity.value_lost"] = reading(-1073.2)
    return facet(figures_of(snapshot), subject, pane, [])


@pytest.mark.parametrize("metric", METRICS)
def test_every_figure_has_a_short_name_in_lower_case(metric: str) -> None:
    for name in (short(metric), change_name(metric)):
        assert 0 < cell_width(name) <= 26
        first = name.split()[0]
        assert not first.istitle() or first[0].isdigit()


@pytest.mark.parametrize("width", range(39, 81))
@pytest.mark.parametrize("pane", list(Pane))
def test_no_figure_of_a_facet_is_cut(pane: Pane, width: int) -> None:
    view = _facet("group:five" if pane is Pane.GROUP else "META", pane)
    table = fit(view, width)
    for row, line in zip(view.rows, table.lines, strict=True):
        value = row.cells[1]
        slot = table.slots[1]
        text = "".join(span.text for span in line)
        assert text[slot.start : slot.end].strip() == value.text + value.mark
        assert line_width(line) <= width


def test_a_facet_shows_value_as_a_change_and_room_in_points() -> None:
    view = _facet("GOOGL", Pane.EQUITY)
    rows = {row.key: [cell.text for cell in row.cells] for row in view.rows}
    assert rows["equity.value_lost"][:2] == ["value since results", "+1,073.2"]
    assert rows["equity.drawdown.52w"][-1] == "3.9pp to -15%"


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (
            80,
            "1Drawdown 1!!  2Capex guidance 1!!  3Debt issuance  4CDS 2!",
        ),
        (58, "1Drawdown 1!! 2Capex guidance 1!! 3Debt issuance 4CDS 2!"),
        (50, "1Drawdown 1!!  2Capex 1!!  3Debt  4CDS 2!"),
        (34, "1Draw 1!! 2Cape 1!! 3Debt 4CDS 2!"),
    ],
)
def test_tabs_use_the_room_there_is(width: int, text: str) -> None:
    snapshot = sample_snapshot()
    views = [each(snapshot) for each in (equity_pane, capex_pane, debt_pane, cds_pane)]
    assert text_of([tabs_line(views, "equity", width)]) == text


@pytest.mark.parametrize("width", range(1, 80))
def test_tabs_keep_to_their_width(width: int) -> None:
    snapshot = sample_snapshot()
    views = [each(snapshot) for each in (equity_pane, capex_pane, debt_pane, cds_pane)]
    assert line_width(tabs_line(views, "cds", width)) <= width
