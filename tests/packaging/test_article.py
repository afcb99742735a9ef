"""Every number of the source article has a row that says it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from support.shipped import cells

VECTORS = Path(__file__).parents[1] / "vectors"
ARTICLE: list[dict[str, Any]] = json.loads(
    (VECTORS / "article_numbers.json").read_text(encoding="utf-8")
)["rows"]
PLACES: dict[str, dict[str, Any]] = json.loads(
    (VECTORS / "article_places.json").read_text(encoding="utf-8")
)

ROUNDED = 5e-4
"""Derived figures are kept to two decimals of a percent."""

DERIVED: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": sum,
    "ratio": lambda of: of[0] / of[1],
    "growth": lambda of: of[0] / of[1] - 1,
    "a third": lambda of: of[0] / 3,
}


def cell(place: dict[str, Any]) -> str:
    found = [
        row for row in cells(place["table"]) if place["identity"].items() <= row.items()
    ]
    assert len(found) == 1, place
    return found[0][place["column"]]


def number(place: dict[str, Any]) -> float:
    return float(cell(place)) * float(place["scale"])


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_number_of_the_article_has_a_place() -> None:
    assert [row["key"] for row in ARTICLE] == list(PLACES)
    assert all({"places", "derived"} & entry.keys() for entry in PLACES.values())


@pytest.mark.parametrize("row", ARTICLE, ids=lambda row: row["key"])
def test_a_place_says_what_the_article_says(row: dict[str, Any]) -> None:
    entry = PLACES[row["key"]]
    said = as_list(row["value"])
    if isinstance(said[0], str):
        assert [cell(place) for place in entry["places"]] == said
        return
    if "places" in entry:
        found = [number(place) for place in entry["places"]]
        assert found == pytest.approx(said, rel=ROUNDED)
    if "derived" in entry:
        compute = DERIVED[entry["derived"]]
        made = [compute([number(place) for place in of]) for of in entry["of"]]
        assert made == pytest.approx(said)


@pytest.mark.parametrize(
    ("table", "identity", "column", "meant"),
    [
        ("facts", {"fact_id": "mcap_lost_group_4"}, "bound", "floor"),
        ("facts", {"fact_id": "required_profit"}, "bound", "floor"),
        ("facts", {"fact_id": "profit_gap"}, "bound", "ceiling"),
        ("deals", {"deal_id": "GOOGL-2026-02-USD"}, "orders_bound", "floor"),
        ("deals", {"deal_id": "ORCL-2026-02-USD"}, "orders_bound", "exact"),
        ("cds_marks", {"issuer": "ORCL", "date": "2026-02-12"}, "bound", "approx"),
    ],
)
def test_more_than_stays_a_floor(
    table: str, identity: dict[str, str], column: str, meant: str
) -> None:
    assert cell({"table": table, "identity": identity, "column": column}) == meant


def test_three_years_are_never_one() -> None:
    sums = [
        row
        for row in cells("forecasts")
        if row["period"] in {"CY2025-CY2027", "CY2022-CY2024"}
    ]
    assert len(sums) == 6
    for row in sums:
        years = int(row["period_end"][:4]) - int(row["period_start"][:4]) + 1
        assert years == 3
        assert "three years" in row["note"]


def test_the_article_is_dated_by_month() -> None:
    dated = [
        row
        for table in ("facts", "forecasts")
        for row in cells(table)
        if "wallstreetcn (mid-February 2026)" in row["source"]
    ]
    assert len(dated) > 30
    assert {row["date_precision"] for row in dated} == {"month"}
