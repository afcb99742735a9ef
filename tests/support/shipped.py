"""The shipped tables, read by a small loader of the tests' own."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from overhang.core.records import Record
from overhang.core.tables import TABLES

DATA = Path(__file__).parents[2] / "data"

_YES_NO = {"yes": True, "no": False}


def header(table: str) -> list[str]:
    """The column names of a shipped file, in its order."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file, strict=True))


@cache
def cells(table: str) -> tuple[Mapping[str, str], ...]:
    """Every row of a shipped file, as text."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True, restkey="", restval="?"))


def record_of(table: str, row: Mapping[str, str]) -> Record:
    """One row, read as strictly as the contract is written."""
    kind = TABLES[table]
    flags = {each.name for each in msgspec.structs.fields(kind) if each.type is bool}
    given: dict[str, object] = {
        name: _YES_NO[cell] if name in flags else cell
        for name, cell in row.items()
        if cell
    }
    unknown = given.keys() - set(kind.__struct_fields__)
    assert not unknown, f"{table}: {unknown}"
    return msgspec.convert(given, kind, strict=False)


@cache
def records(table: str) -> tuple[Record, ...]:
    """Every row of a shipped file, typed."""
    return tuple(record_of(table, row) for row in cells(table))
