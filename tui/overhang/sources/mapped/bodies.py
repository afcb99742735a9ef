"""From an answer or a message to rows, wherever in it they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from overhang.core.safe_text import safe_text
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, shown
from overhang.sources.decoding import decode_json
from overhang.sources.formats.body import text_of
from overhang.sources.formats.csv import read_csv
from overhang.sources.formats.ndjson import strict
from overhang.sources.mapped.paths import rows_path
from overhang.sources.stream import Header

Row = tuple[str, Mapping[str, object]]
"""Where it stands, and its cells by column or its JSON object."""

_CSV = frozenset(
    {
        *("text/csv", "application/csv", "text/comma-separated-values"),
        *("application/x-download", "application/octet-stream", "text/plain"),
    }
)
"""What vendors call CSV; JSON among them is told by its first character."""
_MOST_VALUES = 1_000_000
_SAID = 160
"""Characters of a body that are shown when it holds no rows."""


def rows_of(body: bytes, media: str, path: str, name: str) -> list[Row]:
    """Return the rows of an answer.

    Args:
        body: The whole of it.
        media: Its content type: JSON or CSV.
        path: Where the list is in JSON; empty: the body is the list, or one row.
        name: What to call it in problems: an address without secrets.

    Raises:
        SourceError: It is something else, or holds no rows.
    """
    # What a body takes in memory is counted in values, not in bytes.
    values = sum(body.count(mark) for mark in (b",", b"[", b"{", b"\n"))
    if values > _MOST_VALUES:
        expected = f"{_MOST_VALUES} at most"
        raise SourceError([Problem(name, f"{values} values", expected)])
    if media.endswith("json") or (media in _CSV and body.lstrip()[:1] in (b"{", b"[")):
        text = text_of(body, name, "JSON")
        rows = found(strict(text, name), finder(path), name, text)
        return [(f"{name} row {count}", row) for count, row in enumerate(rows, 1)]
    if media in _CSV:
        return list(_csv(body, name))
    login = ": a login page?" if media == "text/html" else ""
    found_media = f"{shown(media) or 'no content type'}{login}"
    raise SourceError([Problem(name, found_media, "JSON or CSV")])


def decoded(body: bytes | str, name: str) -> Any:
    """Return decoded JSON.

    Raises:
        SourceError: It is none, or is nested too deep to be meant.
    """
    try:
        return decode_json(body)
    except msgspec.DecodeError as error:
        problem = Problem(name, shown(f"{error}"), "readable JSON")
    except RecursionError:
        problem = Problem(name, "", "JSON that is not nested this deep")
    raise SourceError([problem]) from None


def finder(path: str) -> Callable[[object], object]:
    """Return the function that finds the list of rows; an empty path finds all."""
    return rows_path(path, "rows") if path else _itself


def found(
    value: object, find: Callable[[object], object], name: str, body: bytes | str
) -> Sequence[Mapping[str, object]]:
    """Return the rows in a decoded body.

    Raises:
        SourceError: There are none where they should be; with what stands there
            instead, as vendors answer a fault with a plain 200.
    """
    try:
        rows = find(value)
    except CellError as error:
        raise SourceError([Problem(name, _said(body), str(error))]) from None
    if isinstance(rows, dict):
        rows = [rows]
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise SourceError([Problem(name, _said(body), "a list of rows")])
    return rows


def _itself(value: object) -> object:
    return value


def _csv(body: bytes, name: str) -> Iterator[Row]:
    """Yield a table's rows; any fault in its shape refuses all of it."""
    # An answer came whole, so that its last line may go without an end.
    whole = body if body.endswith((b"\n", b"\r")) else body + b"\n"
    problems: list[Problem] = []
    rows: list[Row] = []
    for item in read_csv(whole, name):
        match item:
            case Problem():
                problems.append(item)
            case Header():
                pass
            case place, cells:
                rows.append((place, cells))
    if problems:
        raise SourceError(problems)
    yield from rows


def _said(body: bytes | str) -> str:
    text = body[: 4 * _SAID]
    if isinstance(text, bytes):
        text = text.decode(errors="replace")
    return safe_text(" ".join(text.split()), _SAID)
