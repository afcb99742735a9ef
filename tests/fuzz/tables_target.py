"""Every declared table as CSV: what is taken is what was written, to the digit."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from random import Random

from fuzz.oracle import finite, told
from fuzz.target import ROOT, Rung, Target, hold, kept
from overhang.core.records import Record
from overhang.core.safe_text import safe_text
from overhang.core.tables import TABLES
from overhang.sources.base import Problem, SourceError
from overhang.sources.columns import Column, Kind, columns
from overhang.sources.formats.csv import read_csv
from overhang.sources.tables import read_table

_NAME = "t.csv"
_NAMES = tuple(TABLES)
_PLACE = re.compile(r"t\.csv(?::([1-9][0-9]*)(?:: \S.*)?)?", re.DOTALL)
_YES = {"yes": True, "true": True, "no": False, "false": False}


def check(data: bytes) -> bool:
    """Read a body as the table that its first byte tells."""
    table, body = _NAMES[data[0] % len(_NAMES) if data else 0], data[1:]
    try:
        read = read_table(table, read_csv(body, _NAME))
    except SourceError as error:
        _told(error.problems, table, body)
        return False
    if read.told:
        _told(read.told, table, body)
    else:
        _round_trip(table, body, read.rows)
    return True


def _told(problems: Sequence[Problem], table: str, body: bytes) -> None:
    """Hold faults to naming a line that there is, and its column; or the table."""
    told(problems)
    last = body.count(b"\n") + body.count(b"\r") + 1
    for each in problems:
        found = _PLACE.fullmatch(each.place)
        hold(each.place == table or found is not None, "no such place", each)
        if found and found[1]:
            hold(int(found[1]) <= last, "no such line", each, last)


def _round_trip(table: str, body: bytes, records: Sequence[Record]) -> None:
    """Hold every record to the cells that it was read from."""
    wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = body.decode("utf-16" if wide else "utf-8-sig")
    lines = [each for each in csv.reader(io.StringIO(text, newline="")) if each]
    names, rows = (lines[0], lines[1:]) if lines else ([], [])
    hold(len(rows) == len(records), "another number of rows", len(rows), len(records))
    for cells, record in zip(rows, records, strict=True):
        by_name = dict(zip(names, cells, strict=True))
        for column in columns(table):
            cell = by_name.get(column.name, "")
            value = getattr(record, column.name)
            told_as = column.default if not cell else _meant(column, cell)
            hold(value == told_as, f"not what {column.name} says", cell, value)
        finite(record)


def _meant(column: Column, cell: str) -> object:
    """Read a cell by other means than the reader's own."""
    match column.kind:
        case Kind.NUMBER:
            return float(Decimal(cell))
        case Kind.INTEGER:
            return int(Decimal(cell))
        case Kind.DATE:
            return dt.datetime.strptime(cell, "%Y-%m-%d").date()  # noqa: DTZ007 - a day
        case Kind.MOMENT:
            return dt.datetime.fromisoformat(cell)
        case Kind.YES_NO:
            return _YES[cell.lower()]
        case Kind.CHOICE:
            return cell
        case Kind.TEXT:
            return safe_text(cell, 1024).strip()


@cache
def seeds() -> list[bytes]:
    """Return the first rows of each shipped table, and a row of each other."""
    found = []
    for at, table in enumerate(_NAMES):
        lines = (ROOT / "data" / f"{table}.csv").read_bytes().splitlines(keepends=True)
        if len(lines) < 2:
            lines = [*lines[:1], _row(table, Random(0)).encode()]
        found.append(bytes([at]) + b"".join(lines[:3]))
    return found + kept("tables")


_CELLS = {
    Kind.NUMBER: ("1", "0.1", "-2.5", "1e3", "1E-7", "0", "1e400", "1,5", "nan", ".5"),
    Kind.INTEGER: ("1", "12", "-3", "007", "1.0", "1e3", "9" * 18, "9" * 19),
    Kind.DATE: ("2026-03-02", "2026-03-03", "2024-02-29", "2026-02-30", "1.3.2026"),
    Kind.MOMENT: (
        *("2026-03-02T20:00:00Z", "2026-03-02T20:00:00.5+05:30"),
        *("0001-01-01T00:00:00+01:00", "2026-03-02 20:00", "2026-03-02T24:00:00Z"),
    ),
    Kind.YES_NO: ("yes", "no", "true", "FALSE", "1"),
    Kind.TEXT: (
        "ORCL",
        "MSFT",
        "a b",
        " ",
        "\x1b[31m",
        "\u202e",
        "NA",
        "null",
        '"x""y"',
    ),
}


def _row(table: str, rng: Random) -> str:
    """Return a line that may be right."""
    cells = []
    for column in columns(table):
        choices = tuple(map(str, column.choices)) or _CELLS[column.kind]
        last = 1 if rng.random() < 0.6 else len(choices)
        good = choices[int(rng.random() * min(len(choices), 3 * last))]
        cells.append(good if column.required or rng.random() < 0.5 else "")
    return ",".join(cells) + "\n"


def made(rng: Random) -> bytes:
    """Return a table of a few rows."""
    at = int(rng.random() * len(_NAMES))
    names = ",".join(each.name for each in columns(_NAMES[at]))
    rows = [_row(_NAMES[at], rng) for _ in range(int(rng.random() * 3))]
    return bytes([at]) + f"{names}\n{''.join(rows)}".encode()


def _words() -> list[bytes]:
    every = {each.name for table in _NAMES for each in columns(table)}
    cells = {cell for cells in _CELLS.values() for cell in cells}
    return [each.encode() for each in sorted(every | cells)]


_HEAD = b"issuer,date,close_usd,source,quality\n"
_GOOD = b"ORCL,2026-03-02,%d,exchange,reported\n"


def _closes(data: bytes) -> object:
    try:
        return read_table("closes", read_csv(data, _NAME))
    except SourceError as error:
        return str(error)


def _many(line: bytes, head: bytes = _HEAD, end: bytes = b"") -> Rung:
    return Rung(lambda size: head + line * (size // len(line)) + end, _closes)


TARGET = Target(
    name="tables",
    size=640,
    check=check,
    seeds=seeds,
    made=made,
    words=_words(),
    ladder={
        "good rows": Rung(
            lambda size: (
                _HEAD
                + b"".join(
                    b"N%d,2026-03-02,9.5,exchange,reported\n" % at
                    for at in range(size // 40)
                )
            ),
            _closes,
        ),
        "one row again": _many(_GOOD % 5),
        "bad cells": _many(b"ORCL,x,x,x,x\n"),
        "short rows": _many(b"ORCL\n"),
        "blank lines": _many(b"\n"),
        "bare returns": _many(b"\r"),
        "bad bytes": _many(b"\xff\n"),
        "NULs": _many(b"\x00\n"),
        "open quote": _many(b'"'),
        "quotes": _many(b'""', b'issuer\n"'),
        "one long cell": _many(b"9", b"close_usd\n", b"\n"),
        "one long line": _many(b"ORCL,", end=b"\n"),
        "columns": Rung(
            lambda size: b",".join(b"c%d" % at for at in range(size // 7)) + b"\n",
            _closes,
        ),
        "one column again": _many(b",date", b"date", b"\n"),
    },
)
