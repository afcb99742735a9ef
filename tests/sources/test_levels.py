"""Marks that nobody can have meant."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from overhang.sources.base import SourceError
from overhang.sources.tables import read_table

MARK: Mapping[str, object] = {
    "issuer": "ORCL",
    "date": "2026-03-02",
    "tenor": "5Y",
    "spread_bp": "310",
    "source": "desk",
    "quality": "dealer",
}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"spread_bp": "0.031"}, "ORCL 5Y: found '0.031', expected 1 bp or more; a "),
        ({"spread_bp": "0"}, "ORCL 5Y: found '0', expected 1 bp or more; a "),
        ({"spread_bp": "31000"}, "ORCL 5Y: found '31000', expected 10000 bp or less"),
        (
            {"bid_bp": "320", "ask_bp": "300"},
            "ORCL 5Y: found 'bid 320, ask 300', expected a bid that is not above the",
        ),
        (
            {"bid_bp": "300", "ask_bp": "305"},
            "ORCL 5Y: found 'mid 310, bid 300, ask 305', expected a mid between bid",
        ),
        ({"tenor": "5y"}, "tenor: found '5y', expected years or months as 5Y, 6M"),
        ({"tenor": "60M+"}, "tenor: found '60M+', expected years or months as 5Y, 6M"),
    ],
)
def test_a_mark_that_cannot_be_meant_is_refused(
    cells: Mapping[str, object], said: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read_table("cds_marks", [("cds_marks.csv:2", {**MARK, **cells})])
    assert str(caught.value.problems[0]).startswith(f"cds_marks.csv:2: {said}")


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"bid_bp": "300", "ask_bp": "320"},
        {"bid_bp": "310.4", "ask_bp": "310.4"},
        {"tenor": "6M", "spread_bp": "1"},
        {"tenor": "10Y", "spread_bp": "10000"},
    ],
)
def test_a_mark_that_may_be_meant_is_taken(cells: Mapping[str, object]) -> None:
    assert len(read_table("cds_marks", [("x:2", {**MARK, **cells})]).rows) == 1
