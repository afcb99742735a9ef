"""Credit indices on the group screen."""

from __future__ import annotations

from datetime import date

from overhang.core.observations import Index, IndexMark
from overhang.core.records import Quality
from overhang.views.indices import index_lines

FRIDAY, THURSDAY = date(2026, 10, 9), date(2026, 10, 8)


def mark(index: Index, bp: float, day: date, tenor: str = "all") -> IndexMark:
    return IndexMark(
        index=index,
        date=day,
        tenor=tenor,
        spread_bp=bp,
        source="FRED",
        quality=Quality.REPORTED,
    )


def test_each_index_is_listed_with_its_day_and_its_change() -> None:
    marks = (
        mark(Index.ICE_US_IG, 84, FRIDAY),
        mark(Index.ICE_US_IG, 81.5, THURSDAY),
        mark(Index.CDX_IG, 53, THURSDAY, "5Y"),
    )
    lines = ["".join(span.text for span in each) for each in index_lines(marks, 100)]
    assert [" ".join(each.split()) for each in lines[1:]] == [
        "CDX IG 5Y 53.0 08 Oct 26 FRED (reported)",
        "ICE BofA US corporate OAS 84.0 09 Oct 26 +2.5 08 Oct 26 FRED (reported)",
    ]


def test_without_levels_there_is_nothing_to_list() -> None:
    assert index_lines((), 80) == []
