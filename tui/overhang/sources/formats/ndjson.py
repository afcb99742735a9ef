"""JSON: one object a line in files, one array of objects in answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.formats.body import text_of, without_torn_end
from overhang.sources.stream import Item

_A_LINE = "one JSON object a line"
_AN_ARRAY = 'a JSON array of rows, or {"rows": [...]}'


class _UnsoundError(ValueError):
    """JSON that Python reads and that means nothing here."""


def read_ndjson(data: bytes, name: str) -> Iterator[Item]:
    """Yield each line's object with its line: `closes.ndjson:12`.

    `NaN`, `Infinity` and a key given twice are faults. Blank lines are nothing.

    Raises:
        SourceError: It is not text at all.
    """
    text = text_of(data, name, _A_LINE)
    text, torn = without_torn_end(text, name)
    for count, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _row(line, f"{name}:{count}")
    if torn:
        # An object that closes is whole, line end or not.
        last = _row(torn.line, torn.place)
        yield torn.problem if isinstance(last, Problem) else last


def read_json(data: bytes, name: str) -> Iterator[Item]:
    """Yield the rows of an array, or of the `rows` of an object, counted from 1.

    An explicit empty array is an empty table.

    Raises:
        SourceError: It is no JSON, or of another shape.
    """
    text = text_of(data, name, _AN_ARRAY)
    body = strict(text, name)
    rows = body.get("rows") if isinstance(body, dict) else body
    if not isinstance(rows, list):
        raise SourceError([Problem(name, shown(text[:80]), _AN_ARRAY)])
    for count, row in enumerate(rows, start=1):
        yield _checked(row, f"{name} row {count}")


def strict(text: str, name: str) -> Any:
    """Decode JSON in which everything means one thing.

    Raises:
        SourceError: It is none, is nested too deep, holds `NaN`, `Infinity` or a key
            twice in one object.
    """
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        found = shown(text[max(error.pos - 20, 0) : error.pos + 20])
        place = f"{name}:{error.lineno}:{error.colno}"
        raise SourceError([Problem(place, found, "readable JSON")]) from None
    except (ValueError, RecursionError) as error:
        raise SourceError([Problem(name, "", _expected(error))]) from None


def _row(line: str, place: str) -> Item:
    """Read one line."""
    try:
        return _checked(_loads(line), place)
    except json.JSONDecodeError:
        return Problem(place, shown(line), _A_LINE)
    except (ValueError, RecursionError) as error:
        return Problem(place, shown(line), _expected(error))


def _checked(row: object, place: str) -> Item:
    """Hold a row to being an object."""
    if isinstance(row, dict):
        return place, row
    return Problem(place, shown(row), "a JSON object")


def _loads(text: str) -> Any:
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_twins)


def _no_constant(word: str) -> NoReturn:
    raise _UnsoundError(f"a finite number instead of {word}")


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object, refusing a key that stands in it twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        ((twin, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise _UnsoundError(f"{shown(twin)} once in each object")
    return made


def _expected(error: Exception) -> str:
    """Say what a fault that is no syntax error wanted."""
    if isinstance(error, _UnsoundError):
        return str(error)
    if isinstance(error, RecursionError):
        return "JSON that is not nested this deep"
    return "numbers of a sane length"
