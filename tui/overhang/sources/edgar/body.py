"""An EDGAR reply as one JSON object, about the company that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, integer, shown
from overhang.sources.decoding import decode_json
from overhang.sources.formats.body import text_of


def read_object(data: bytes, name: str, expected: str) -> dict[str, Any]:
    """Return a body's object.

    Args:
        data: The whole body, unpacked.
        name: What to call it in problems.
        expected: What should have come: `EDGAR filings`.

    Raises:
        SourceError: It is a page, an archive, cut off, no JSON, or no object.
    """
    text = text_of(data, name, expected)
    try:
        body = decode_json(text)
    except msgspec.DecodeError as error:
        raise SourceError([Problem(name, shown(str(error)), "readable JSON")]) from None
    except RecursionError:
        found = Problem(name, "", "JSON that is not nested this deep")
        raise SourceError([found]) from None
    return object_of(body, name, "a JSON object")


def object_of(value: object, place: str, expected: str) -> dict[str, Any]:
    """Return a value that must be an object; raise `SourceError` for anything else."""
    if isinstance(value, dict):
        return value
    raise SourceError([Problem(place, shown(value), expected)])


def check_cik(body: Mapping[str, object], cik: int, name: str) -> None:
    """Raise `SourceError` for a reply about another company than `cik`.

    EDGAR writes the key as a number in one place and as ten digits in another.
    """
    given = body.get("cik")
    try:
        if integer(given) == cik:
            return
    except CellError:
        pass
    raise SourceError([Problem(f"{name}: cik", shown(given), str(cik))])
