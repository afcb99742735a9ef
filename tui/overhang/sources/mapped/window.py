"""The last of each row in a window of messages: bounded, however many come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from overhang.core.records import Record
from overhang.core.standing import identify
from overhang.core.tables import TABLES
from overhang.sources.base import Problem, SourceError
from overhang.sources.cells import CellError
from overhang.sources.mapped.bodies import decoded, finder
from overhang.sources.mapped.mapper import Mapper, RowError, UnknownNameError

MOST = 10_000
"""Different rows in one window at most: five issuers have a handful."""
_TOLD = 20
"""Faults and names that are kept to be told."""


class Passed(NamedTuple):
    """What came of one window."""

    records: tuple[Record, ...]
    """The last of each identity, in the order in which those came."""
    messages: int
    refused: int
    problems: tuple[Problem, ...]
    """The first faults among the refused."""
    unknown: tuple[str, ...]
    """The first names of those nobody watches."""


class Window:
    """Collects messages, keeps the last of each row, and reads only those.

    Args:
        table: The table they are for.
        rows: The path to the rows in a message; empty: it is one, or a list of them.
        place: What to call the line in faults.

    Raises:
        SourceError: `rows` is no path.
    """

    def __init__(self, table: str, rows: str, place: str) -> None:
        self._identity = identify(TABLES[table])
        self._find = finder(rows)
        self._place = place
        self._clear()

    @property
    def empty(self) -> bool:
        """Whether nothing came."""
        return not self._messages

    def put(self, message: str | bytes, mapper: Mapper) -> None:
        """Take a message: what is no JSON is refused, what is no row is passed over."""
        self._messages += 1
        begins = "{" if isinstance(message, str) else b"{"
        if message.count(begins) > MOST:  # type: ignore[arg-type]
            # Counted before it is read: a megabyte of them keeps everybody waiting.
            self._refuse(Problem(self._place, "", f"{MOST} rows in a message at most"))
            return
        try:
            value = self._find(decoded(message, self._place))
        except SourceError as error:
            self._refuse(*error.problems)
            return
        except CellError as error:
            self._refuse(Problem(self._place, "", str(error)))
            return
        for row in value if isinstance(value, list) else (value,):
            if isinstance(row, dict):
                self._put_row(row, mapper)

    def take(self, mapper: Mapper) -> Passed:
        """Read what stands at the window's end, and begin the next one."""
        rows, messages, unknown = self._rows, self._messages, tuple(self._unknown)
        refused, problems = self._refused, self._problems
        self._clear()
        records: dict[object, Record] = {}
        for row in rows.values():
            try:
                record = mapper.read(self._place, row)
            except UnknownNameError:
                continue
            except RowError as error:
                refused += 1
                problems += error.problems
                continue
            identity = self._identity(record)
            records.pop(identity, None)
            records[identity] = record
        return Passed(
            tuple(records.values()),
            messages,
            refused,
            tuple(problems[:_TOLD]),
            unknown,
        )

    def _clear(self) -> None:
        self._rows: dict[object, Mapping[str, object]] = {}
        self._messages = 0
        self._refused = 0
        self._problems: list[Problem] = []
        self._unknown: dict[str, None] = {}

    def _put_row(self, row: Mapping[str, object], mapper: Mapper) -> None:
        try:
            key = mapper.key(row)
        except UnknownNameError as error:
            if len(self._unknown) < _TOLD:
                self._unknown[error.name] = None
            return
        except CellError as error:
            self._refuse(Problem(self._place, "", str(error)))
            return
        if key is None:
            return
        if self._rows.pop(key, None) is None and len(self._rows) >= MOST:
            self._refuse(Problem(self._place, "", f"{MOST} rows in a window at most"))
            return
        self._rows[key] = row

    def _refuse(self, *problems: Problem) -> None:
        self._refused += 1
        if len(self._problems) < _TOLD:
            self._problems += problems
