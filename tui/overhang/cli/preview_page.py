"""What `overhang preview` shows: the reading of one file, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from overhang.config.feeds import DropOptions, FeedSettings, SourceKind
from overhang.core.issuers import Universe
from overhang.core.records import Record
from overhang.core.safe_text import safe_text
from overhang.sources.apart.sheets import sheet_of
from overhang.sources.base import SourceError
from overhang.sources.drop.file import others
from overhang.sources.drop.guess import block, known_as
from overhang.sources.drop.layout import FILE_DATE
from overhang.sources.drop.run import Run, read_run
from overhang.sources.formats.sheet import Sheet
from overhang.sources.tables import Table

_SHOWN = 200
"""Rows that the text shows; the others are counted."""
_NAMES = 20
_HIDDEN = frozenset({"source", "quality", "rights"})
_MARK = ("issuer", "tenor", "date", "bid_bp", "ask_bp", "spread_bp", "unit")
_TITLES = {"bid_bp": "bid", "ask_bp": "ask", "spread_bp": "mid"}


class Preview(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The reading of one file."""

    file: str
    table: str = ""
    """The table its rows are for; empty: nobody knows."""
    taken: bool = True
    """Whether it would be read as it is, were it dropped now."""
    source: str = ""
    """The `[source.NAME]` whose mapping was used; empty: none is set up for it."""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header: int | None = None
    """The line that names the columns."""
    columns: Mapping[str, str] = {}
    """By our column, or tenor and side: what the file calls it."""
    rows: tuple[Mapping[str, object], ...] = ()
    """The rows that can be read, by our columns."""
    changes: Mapping[str, int] = {}
    """Of an own table: how many rows would be new, corrected, withdrawn; empty: there
    is nothing to hold it against."""
    left_out: tuple[str, ...] = ()
    """What is left out and why."""
    unknown: Mapping[str, str] = {}
    """Names that nobody watches: the code that each plainly means, or nothing."""
    faults: tuple[str, ...] = ()
    """Why it is refused."""
    suggestion: str = ""
    """A block for the configuration file."""


def refused(name: str, error: SourceError) -> Preview:
    """Return what there is to show of a file that cannot be read at all."""
    faults = tuple(str(each) for each in error.problems)
    return Preview(file=name, taken=False, faults=faults)


def of_table(
    table: str, name: str, read: Table, changes: Mapping[str, int] | None
) -> Preview:
    """Show one of the desk's own tables, and what it would change."""
    cells = tuple(_cells(each) for each in read.rows)
    left = tuple(str(each) for each in read.told)
    return Preview(
        file=name, table=table, rows=cells, changes=changes or {}, left_out=left
    )


def of_run(
    data: bytes, name: str, feed: FeedSettings, universe: Universe, today: date
) -> Preview:
    """Read a run by the mapping of a feed; raise `SourceError`."""
    assert isinstance(feed.options, DropOptions)
    sheet = sheet_of(data, name, feed.options.sheet)
    run = read_run(sheet, name, feed, universe.codes, today)
    return _run(sheet, name, feed, run, universe)


def of_guess(
    sheet: Sheet,
    name: str,
    guess: DropOptions | None,
    universe: Universe,
    today: date,
) -> Preview:
    """Read a run by a mapping that was guessed; raise `SourceError`."""
    plain = Preview(file=name, taken=False, sheet=sheet.name, sheets=sheet.names)
    if guess is None:
        fault = (
            f"{name}: no line names columns that are known, such as Name, Date, "
            "Tenor, Bid, Ask, 5Y Bid: it needs a [source.NAME]"
        )
        return msgspec.structs.replace(plain, faults=(fault,))
    feed = FeedSettings(name="runs", kind=SourceKind.DROP, options=guess)
    try:
        run = read_run(sheet, name, feed, universe.codes, today)
        found = _run(sheet, name, feed, run, universe)
    except SourceError as error:
        faults = tuple(str(each) for each in error.problems)
        found = msgspec.structs.replace(plain, table=guess.table, faults=faults)
    missing = f"{name}: no [source.NAME] is set up for it"
    return msgspec.structs.replace(
        found,
        source="",
        taken=False,
        faults=(*found.faults, missing),
        suggestion=block(guess, "runs"),
    )


def as_json(preview: Preview) -> str:
    """Write it as one JSON object."""
    return msgspec.json.format(msgspec.json.encode(preview)).decode()


def as_text(preview: Preview) -> str:
    """Write it as text: what was found, then the rows, then what was left out."""
    parts = ["\n".join(_facts(preview))]
    if preview.rows:
        parts.append("\n".join(_table(preview)))
    if preview.left_out or preview.unknown:
        parts.append("\n".join(["left out", *_left_out(preview)]))
    if preview.suggestion:
        title = "# A suggestion, guessed from the header: check every column."
        parts.append(f"{title}\n{preview.suggestion}")
    return "\n\n".join(each for each in parts if each)


def _run(
    sheet: Sheet, name: str, feed: FeedSettings, run: Run, universe: Universe
) -> Preview:
    left = tuple(str(each) for each in run.left_out)
    if run.unknown:
        left = (*left, others(run))
    faults = tuple(str(each) for each in run.faults)
    return Preview(
        file=name,
        table=run.layouts[0].options.table,
        taken=not faults,
        source=feed.name,
        sheet=sheet.name,
        sheets=sheet.names,
        header=run.header.line.number,
        columns=_columns(run),
        rows=tuple(_cells(record) for _, record in run.rows),
        left_out=left,
        unknown={each: known_as(each, universe) for each in run.unknown},
        faults=faults,
    )


def _columns(run: Run) -> dict[str, str]:
    """Return what stands for each of our columns."""
    found: dict[str, str] = {}
    for plan in run.layouts:
        for ours, theirs in plan.options.fields.items():
            if plan.halfway and ours == "spread_bp":
                continue
            key = (
                f"{plan.tenor}.{_TITLES[ours]}"
                if plan.tenor and ours in _TITLES
                else ours
            )
            found[key] = theirs if theirs == FILE_DATE else run.header.column(theirs)
    return found


def _cells(record: Record) -> dict[str, object]:
    """Return a row by our columns, without what goes without saying."""
    return {
        each.name: value
        for each in msgspec.structs.fields(record)
        if (value := getattr(record, each.name)) != each.default
    }


def _facts(preview: Preview) -> Iterator[str]:
    """Yield what was found, one fact a line."""
    yield f"file     {preview.file}: {_verdict(preview)}"
    if preview.sheets:
        names = [
            f"{each} (this one)" if each == preview.sheet else each
            for each in preview.sheets
        ]
        yield f"sheets   {', '.join(names)}"
    if preview.changes:
        counts = (f"{count} {what}" for what, count in preview.changes.items())
        yield f"changes  {', '.join(counts)}"
    if preview.header is not None:
        yield f"header   line {preview.header}"
    if preview.columns:
        mapping = f"[source.{preview.source}]" if preview.source else "guessed"
        yield f"mapping  {mapping}"
        wide = max(map(len, preview.columns))
        for ours, theirs in preview.columns.items():
            yield f"         {ours:<{wide}}  {safe_text(theirs, 60)}"


def _verdict(preview: Preview) -> str:
    rows = len(preview.rows)
    what = f"{rows} row{'' if rows == 1 else 's'} for {preview.table}"
    if preview.taken:
        return f"would be read, {what}"
    if preview.suggestion:
        return f"not set up, {what} by the suggestion below"
    return "would be refused"


def _table(preview: Preview) -> Iterator[str]:
    """Yield the rows in aligned columns under a title."""
    rows = list(preview.rows[:_SHOWN])
    keys = [
        key
        for key in dict.fromkeys(key for row in rows for key in row)
        if key not in _HIDDEN
    ]
    titles = keys
    if preview.table == "cds_marks":
        rows = [{**row, "unit": "bp"} for row in rows]
        keys = [*_MARK, *(key for key in keys if key not in _MARK)]
        titles = [_TITLES.get(key, key) for key in keys]
    cells = [[_cell(row.get(key)) for key in keys] for row in rows]
    numeric = [
        all(isinstance(row.get(key), float | None) for row in rows) for key in keys
    ]
    widths = [max(map(len, each)) for each in zip(titles, *cells, strict=True)]
    for line in (titles, *cells):
        aligned = (
            each.rjust(width) if right else each.ljust(width)
            for each, width, right in zip(line, widths, numeric, strict=True)
        )
        yield "  ".join(aligned).rstrip()
    if more := len(preview.rows) - len(rows):
        yield f"and {more} more"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.10g}"
    return safe_text(str(value), 40)


def _left_out(preview: Preview) -> Iterator[str]:
    """Yield what was left out, and who the unknown names may be."""
    yield from (f"  {each}" for each in preview.left_out)
    likely = {name: code for name, code in preview.unknown.items() if code}
    for name, code in likely.items():
        yield f'  {name}: is that {code}? then symbols = {{ "{name}" = "{code}" }}'
    names = [each for each in preview.unknown if each not in likely]
    if names:
        more = len(names) - _NAMES
        told = ", ".join(names[:_NAMES]) + (f" and {more} more" if more > 0 else "")
        yield f"  {told}"
