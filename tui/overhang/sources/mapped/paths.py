"""Where a value stands in a row of theirs: a column's name, or a path into JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError, shown

Look = Callable[[Mapping[str, object]], object]
"""Takes a row; returns what stands there, none when nothing does. Raises `CellError`
where the path cannot be followed."""

_SIMPLE_END = 64
_UNFIT = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What the library's functions raise for values that they are not made for."""


def look(theirs: str, place: str) -> Look:
    """Return the function that finds a value in a row.

    A column or key of exactly this name goes first, so that `Bid 5Y` needs no quotes;
    then it is a path (JMESPath): `last.price`, `join('T', [Date, Time])`.

    Args:
        theirs: The name or the path.
        place: What asks for it, for the fault: `fields.close_usd`.

    Raises:
        SourceError: It is empty.
    """
    if not theirs.strip():
        raise SourceError([Problem(place, "", "the name of a column, or a path")])
    if theirs.isidentifier() and len(theirs) <= _SIMPLE_END:
        return lambda row: row.get(theirs)
    follow = _path(theirs)

    def found(row: Mapping[str, object]) -> object:
        value = row.get(theirs)
        return follow(row) if value is None and theirs not in row else value

    return found


def rows_path(theirs: str, place: str) -> Callable[[object], object]:
    """Return the function that finds the list of rows in a body.

    Raises:
        SourceError: It is no path.
    """
    follow = _compiled(theirs)
    if follow is None:
        expected = "a path (JMESPath) such as data.results"
        raise SourceError([Problem(place, shown(theirs), expected)])
    return follow


def _path(theirs: str) -> Look:
    """Return what follows a path; a name that is no path has nothing to follow."""
    follow = _compiled(theirs)
    if follow is not None:
        return follow
    return lambda row: None


def _compiled(theirs: str) -> Callable[[object], Any] | None:
    """Compile a path; none when it is not one."""
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        path = jmespath.compile(theirs)
    except (JMESPathError, RecursionError, ValueError):
        return None

    def follow(value: object) -> Any:
        try:
            return path.search(value)
        except (JMESPathError, RecursionError, *_UNFIT) as error:
            said = shown(str(error).partition("\n")[0])
            raise CellError(f"something {theirs} can be taken from ({said})") from None

    return follow
