"""Runs as dealers send them, in CSV and in workbooks made by hand."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from overhang.config.feeds import DropOptions, FeedSettings, SourceKind

NOW = datetime(2026, 3, 3, 21, 0, tzinfo=UTC)
CODES = ("MSFT", "AMZN", "GOOGL", "META", "ORCL")

SYMBOLS = {"Oracle Corp": "ORCL", "Microsoft Corp": "MSFT"}
WIDE = DropOptions(
    folder=Path("/nowhere"),
    table="cds_marks",
    fields={"issuer": "Name", "date": "Date"},
    constants={"convention": "quoted"},
    symbols=SYMBOLS,
    header=3,
    tenors={
        "5Y.bid": "5Y Bid",
        "5Y.ask": "5Y Ask",
        "10Y.bid": "10Y Bid",
        "10Y.ask": "10Y Ask",
    },
)
LONG = DropOptions(
    folder=Path("/nowhere"),
    table="cds_marks",
    fields={
        "issuer": "Name",
        "date": "Date",
        "tenor": "Tenor",
        "bid_bp": "Bid",
        "ask_bp": "Ask",
    },
    constants={"convention": "quoted"},
    symbols=SYMBOLS,
)

RUN: Sequence[Sequence[object]] = (
    ("Desk run, indicative",),
    (),
    ("Name", "Date", "5Y Bid", "5Y Ask", "10Y Bid", "10Y Ask"),
    ("Oracle Corp", date(2026, 3, 2), 120.5, 124.5, 160, 166),
    ("Microsoft Corp", date(2026, 3, 2), 28, 31, "n/a", "-"),
    ("Boeing Co", date(2026, 3, 2), 90, 95, 110, 118),
)
"""Two names that are watched and one that is not, with a tenor missing."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EPOCH = date(1899, 12, 30)


class Shown(str):
    """The word of an error that a cell holds: `#N/A`."""

    __slots__ = ()


def feed(options: DropOptions = WIDE, name: str = "run") -> FeedSettings:
    """Return a feed that is a drop folder."""
    return FeedSettings(name=name, kind=SourceKind.DROP, options=options)


def csv_of(rows: Sequence[Sequence[object]]) -> bytes:
    """Write lines of cells as CSV, as wide as each is."""
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(rows)
    return made.getvalue().encode()


def xlsx_of(rows: Sequence[Sequence[object]], name: str = "Run") -> bytes:
    """Write lines of cells as the one sheet of a workbook; texts are shared ones.

    Empty texts and none are cells that are not there.
    """
    texts: dict[str, int] = {}
    lines = "".join(
        f'<row r="{number}">{_cells(number, cells, texts)}</row>'
        for number, cells in enumerate(rows, start=1)
    )
    shared = "".join(f"<si><t>{escape(each)}</t></si>" for each in texts)
    return package_of(sheet_of(lines), f'<sst xmlns="{_MAIN}">{shared}</sst>', name)


def sheet_of(lines: str) -> str:
    """Return the part of one sheet."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def package_of(
    sheet: str,
    texts: str = f'<sst xmlns="{_MAIN}"/>',
    name: str = "Run",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Put the parts of a workbook together."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (
                ("worksheet", "worksheets/sheet1.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ),
            start=1,
        )
    )
    all_parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"/>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2">'
        '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": texts,
        "xl/worksheets/sheet1.xml": sheet,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in {**all_parts, **(parts or {})}.items():
            archive.writestr(part, body if isinstance(body, bytes) else _HEAD + body)
    return made.getvalue()


def _cells(number: int, cells: Sequence[object], texts: dict[str, int]) -> str:
    return "".join(
        _cell(f"{chr(ord('A') + at)}{number}", cell, texts)
        for at, cell in enumerate(cells)
        if cell is not None and cell != ""
    )


def _cell(place: str, cell: object, texts: dict[str, int]) -> str:
    if isinstance(cell, Shown):
        return f'<c r="{place}" t="e"><v>{escape(cell)}</v></c>'
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - _EPOCH).days}</v></c>'
    if isinstance(cell, str):
        number = texts.setdefault(cell, len(texts))
        return f'<c r="{place}" t="s"><v>{number}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'
