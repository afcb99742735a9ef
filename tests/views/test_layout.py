from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.snapshot import Snapshot
from overhang.views.base import Align, Cell, Column, PaneView, Row, text_of
from overhang.views.layout import fit
from overhang.views.panes import capex_pane, cds_pane, debt_pane, equity_pane
from overhang.views.width import line_width
from support.snapshots import sample_snapshot

_VIEW = PaneView(
    "x",
    "X",
    (),
    "",
    (
        Column("who", "", Align.LEFT),
        Column("value", "value", priority=0),
        Column("words", "words", Align.LEFT, 1),
        Column("extra", "extra", priority=2),
    ),
    (
        Row("A", (Cell("A"), Cell("1.0", mark="!!"), Cell("short"), Cell("9"))),
        Row("B", (Cell("BB"), Cell("-20.0"), Cell("a longer text"), Cell("10"))),
    ),
)


def _shown(width: int) -> list[str]:
    table = fit(_VIEW, width)
    return text_of([table.header, *table.lines]).split("\n")


def test_figures_align_on_the_point_beside_their_marks() -> None:
    assert _shown(40) == [
        "     value     words           extra",
        "A      1.0!!   short               9",
        "BB   -20.0     a longer text      10",
    ]


def test_less_important_columns_go_first() -> None:
    assert _shown(27)[0] == "    value    words"
    assert _shown(12)[0] == "     value"


def test_words_that_only_just_do_not_fit_are_cut() -> None:
    assert _shown(23)[2] == "BB -20.0   a longer te…"


def test_what_must_stay_is_cut_at_the_edge() -> None:
    assert _shown(6) == ["   va…", "A    …", "BB -2…"]


def test_names_give_way_before_figures() -> None:
    rows = (Row("a", (Cell("a rather long name"), Cell("1,234.5", mark="!!"))),)
    view = _VIEW._replace(columns=_VIEW.columns[:2], rows=rows)
    table = fit(view, 20)
    assert text_of(table.lines) == "a rather … 1,234.5!!"


def test_a_number_among_cut_words_goes_as_a_whole() -> None:
    columns = (_VIEW.columns[0], Column("peak", "peak", Align.LEFT, 1))
    rows = (Row("a", (Cell("A"), Cell("542.08 28 Oct 25 USD 1,234.56"))),)
    table = fit(_VIEW._replace(columns=columns, rows=rows), 28)
    assert text_of(table.lines) == "A 542.08 28 Oct 25 USD …"


def test_each_cell_is_found_where_it_is_drawn() -> None:
    table = fit(_VIEW, 40)
    texts = ["".join(span.text for span in line) for line in table.lines]
    slot = table.slots[1]
    assert texts[0][slot.start : slot.end].strip() == "1.0!!"
    assert texts[1][slot.start : slot.end].strip() == "-20.0"
    assert table.keys == ("A", "B")


def test_wide_characters_keep_the_columns_in_place() -> None:
    row = Row("C", (Cell("甲骨"), Cell("7.0"), Cell(""), Cell("")))
    table = fit(_VIEW._replace(rows=(*_VIEW.rows, row)), 40)
    ends = [
        line_width(line[:3]) for line in table.lines if line[0].text.strip() == "甲骨"
    ]
    assert ends == [table.slots[1].start + table.slots[1].figure]


def test_a_pane_without_rows_is_its_header() -> None:
    table = fit(_VIEW._replace(rows=()), 40)
    assert len(table.lines) == 0
    assert text_of([table.header]).split() == ["value", "words", "extra"]


@pytest.mark.parametrize("pane", [equity_pane, capex_pane, debt_pane, cds_pane])
@given(width=st.integers(1, 220))
def test_no_line_is_wider_than_asked(
    pane: Callable[[Snapshot], PaneView], width: int
) -> None:
    view = pane(sample_snapshot())
    table = fit(view, width)
    assert table.slots[0].column is view.columns[0]
    assert all(line_width(line) <= width for line in (table.header, *table.lines))
    again = fit(view, width)
    assert again[:3] == table[:3]
    assert list(again.lines) == list(table.lines)


def test_lines_are_sliced_like_the_rows_they_show() -> None:
    lines = fit(_VIEW, 40).lines
    assert list(lines[1:]) == [lines[1]] == [lines[-1]]
    assert len(lines[5:]) == 0
