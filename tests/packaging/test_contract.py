"""What is written about the tables is what the tables are."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest

from overhang.core.events import Currency
from overhang.core.tables import TABLES
from overhang.sources.columns import columns
from support.shipped import DATA, header

README = (DATA / "README.md").read_text(encoding="utf-8")
OPENAPI: dict[str, Any] = json.loads(
    (DATA / "openapi.json").read_text(encoding="utf-8")
)

SCHEMAS: dict[str, Any] = OPENAPI["components"]["schemas"]

every_table = pytest.mark.parametrize("table", TABLES)


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## )", README, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def documented(table: str) -> dict[str, str]:
    """Each column the README explains, in its order, and what it says."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", section(table), re.MULTILINE)
    return dict(rows)


def untitled(value: Any) -> Any:
    if isinstance(value, dict):
        # A column may be called `title` too: that one is no text.
        return {
            name: untitled(each)
            for name, each in value.items()
            if name != "title" or not isinstance(each, str)
        }
    return [untitled(each) for each in value] if isinstance(value, list) else value


@every_table
def test_the_readme_explains_every_column_in_the_order_of_the_file(table: str) -> None:
    assert [*documented(table), "source", "quality", "rights"] == header(table)


@every_table
def test_the_readme_says_which_columns_are_required(table: str) -> None:
    needed = {
        each.name for each in msgspec.structs.fields(TABLES[table]) if each.required
    }
    said = {
        name for name, text in documented(table).items() if text.endswith("required")
    }
    assert said | {"source", "quality"} == needed


@every_table
def test_the_readme_names_what_makes_a_row(table: str) -> None:
    sentence = re.split(r"[.:]\s", section(table).strip())[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == set(TABLES[table].identity)


def test_the_endpoint_offers_the_tables_and_nothing_else() -> None:
    assert list(OPENAPI["paths"]) == [f"/{table}" for table in TABLES]
    assert OPENAPI["openapi"].startswith("3.1.")
    for path in OPENAPI["paths"].values():
        assert list(path) == ["get"]
        assert path["get"]["responses"].keys() >= {"200", "304", "401", "404", "429"}


def test_the_endpoints_schemas_are_the_records() -> None:
    _, made = msgspec.json.schema_components(
        (*TABLES.values(), Currency), ref_template="#/components/schemas/{name}"
    )
    # A record takes what any store holds; the readers are stricter.
    made["Deal"]["properties"]["currency"] = {"$ref": "#/components/schemas/Currency"}
    assert untitled(made) == SCHEMAS
    for record in TABLES.values():
        said = SCHEMAS[record.__name__]["properties"]
        assert sorted(said) == sorted(record.__struct_fields__)


@every_table
def test_the_endpoint_says_every_word_that_a_column_takes(table: str) -> None:
    said = SCHEMAS[TABLES[table].__name__]["properties"]
    for column in columns(table):
        if column.choices:
            name = re.findall(r"/schemas/(\w+)", json.dumps(said[column.name]))[0]
            assert SCHEMAS[name]["enum"] == sorted(column.choices)


def test_every_reference_in_the_openapi_file_leads_somewhere() -> None:
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(OPENAPI)))
    assert references
    for reference in references:
        at: Any = OPENAPI
        for step in reference.split("/"):
            at = at[step]
