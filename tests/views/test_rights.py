from __future__ import annotations

from msgspec.structs import replace

from overhang.core.outward import outward
from overhang.core.rights import Rights
from overhang.core.snapshot import Snapshot
from overhang.views.base import Cell
from overhang.views.panes import cds_pane, equity_pane
from overhang.views.rights import WITHHELD, copied
from support.snapshots import sample_snapshot


def bound(rights: Rights) -> Snapshot:
    whole = sample_snapshot()
    close = whole.readings["ORCL"]["equity.close"]
    whole.readings["ORCL"]["equity.close"] = replace(close, rights=rights)
    return whole


def copies(snapshot: Snapshot, code: str = "ORCL") -> dict[str, str]:
    view = equity_pane(snapshot)
    cells = next(row.cells for row in view.rows if row.key == code)
    keys = [each.key for each in view.columns]
    return {
        key: copied(cell, mark=False) for key, cell in zip(keys, cells, strict=True)
    }


def test_a_display_only_cell_is_not_copied() -> None:
    free, left = copies(bound(Rights.OWN)), copies(bound(Rights.DISPLAY))
    assert free["equity.close"] != WITHHELD
    assert left["equity.close"] == WITHHELD
    assert left["issuer"] == free["issuer"]
    # What stands beside figures may tell them; plain figures of others do not.
    assert left["equity.drawdown.52w"] == free["equity.drawdown.52w"]
    others = [key for key in left if not key.startswith(("equity.", "issuer"))]
    assert others
    assert {left[key] for key in others} == {WITHHELD}
    assert copies(bound(Rights.DISPLAY), "MSFT") == copies(bound(Rights.OWN), "MSFT")


def test_the_board_shows_it_all_the_same() -> None:
    for pane in (equity_pane, cds_pane):
        shown = [[c.text for c in r.cells] for r in pane(bound(Rights.DISPLAY)).rows]
        assert shown == [
            [c.text for c in r.cells] for r in pane(bound(Rights.OWN)).rows
        ]


def test_what_is_withheld_is_told_so_and_tells_of_no_level() -> None:
    whole = sample_snapshot()
    for mine in whole.readings.values():
        for metric, each in mine.items():
            if metric.startswith("equity."):
                mine[metric] = replace(each, rights=Rights.DISPLAY)
    view = equity_pane(outward(whole))
    assert view.about == "closes withheld"
    assert all(cell.text != "past all" for row in view.rows for cell in row.cells)


def test_an_internal_cell_is_marked() -> None:
    cell = Cell("94.1", mark="!", rights=Rights.INTERNAL)
    assert copied(cell, mark=True) == "94.1! [internal]"
    assert copied(Cell("94.1", mark="!"), mark=True) == "94.1!"
