"""A body that is one JSON document."""

from __future__ import annotations

from typing import Any

import msgspec

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import shown
from overhang.sources.decoding import decode_json
from overhang.sources.formats.body import text_of


def read_document(data: bytes, name: str, expected: str) -> Any:
    """Return what a body decodes to.

    Args:
        data: The whole body, unpacked.
        name: What to call it in problems.
        expected: What should have come: `Tiingo prices`.

    Raises:
        SourceError: It is a page, an archive, cut off, no JSON, or nested too deep.
    """
    try:
        return decode_json(text_of(data, name, expected))
    except msgspec.DecodeError as error:
        problem = Problem(name, shown(str(error)), "readable JSON")
    except RecursionError:
        problem = Problem(name, "", "JSON that is not nested this deep")
    raise SourceError([problem])
