"""What a worker is asked, and what it answers."""

from __future__ import annotations

import datetime as dt
from typing import IO

import msgspec

from overhang.sources.base import Problem
from overhang.sources.cells import shown
from overhang.sources.formats.sheet import Line, Sheet

_LENGTH = 4
_LONGEST = 512 * 2**20
"""Bytes of one message."""

_DAY, _MOMENT, _OTHER = "date", "time", "other"


class TableJob(msgspec.Struct, frozen=True, tag="table"):
    """A body, sent next, to be read as one of the desk's tables."""

    table: str
    format: str
    """A key of `FORMATS`."""
    name: str
    now: dt.datetime | None = None
    """Rows of a day or time after this moment are left out; none: no row is."""


class SheetJob(msgspec.Struct, frozen=True, tag="sheet"):
    """A dropped file, sent next, to be read as lines of cells."""

    name: str
    sheet: str


Job = TableJob | SheetJob


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a job came to."""

    faults: tuple[Problem, ...] = ()
    """Why the body is refused; empty: it is not."""
    body: tuple[msgspec.Raw, ...] = ()
    """Of a table: its rows, in parts. Of a sheet: the sheet, as `PackedSheet`."""
    bad: int = 0
    told: tuple[Problem, ...] = ()
    early: int = 0
    until: dt.datetime | None = None


class PackedSheet(msgspec.Struct, frozen=True, array_like=True):
    """A `Sheet` with cells that can be sent."""

    name: str
    names: tuple[str, ...]
    lines: list[tuple[int, list[str | int | float | bool | list[str]]]]
    torn: tuple[Problem, ...]


class Odd:
    """A cell of a kind that no column takes."""

    def __init__(self, said: str) -> None:
        self._said = said

    def __repr__(self) -> str:
        """Return how it was written."""
        return self._said


def pack(sheet: Sheet) -> PackedSheet:
    """Return a sheet that can be sent."""
    lines = [
        (each.number, [_packed(cell) for cell in each.cells]) for each in sheet.lines
    ]
    return PackedSheet(sheet.name, sheet.names, lines, tuple(sheet.torn))


def unpack(sheet: PackedSheet) -> Sheet:
    """Return the sheet that was sent; raise `ValueError` when it was none."""
    lines = [Line(number, list(map(_plain, cells))) for number, cells in sheet.lines]
    return Sheet(sheet.name, sheet.names, lines, sheet.torn)


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message with its length before it."""
    stream.write(len(message).to_bytes(_LENGTH))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Read a message; raise `EOFError` when the other side is gone."""
    head = stream.read(_LENGTH)
    length = int.from_bytes(head)
    if len(head) < _LENGTH or length > _LONGEST:
        raise EOFError
    message = stream.read(length)
    if len(message) < length:
        raise EOFError
    return message


def _packed(cell: object) -> str | int | float | bool | list[str]:
    if isinstance(cell, dt.datetime):
        return [_MOMENT, cell.isoformat()]
    if isinstance(cell, dt.date):
        return [_DAY, cell.isoformat()]
    if isinstance(cell, int) and not -(2**63) <= cell < 2**63:
        return [_OTHER, shown(cell)]
    if isinstance(cell, str | int | float):
        return cell
    return [_OTHER, shown(cell)]


def _plain(cell: str | int | float | bool | list[str]) -> object:
    if not isinstance(cell, list):
        return cell
    kind, said = cell
    if kind == _MOMENT:
        return dt.datetime.fromisoformat(said)
    return dt.date.fromisoformat(said) if kind == _DAY else Odd(said)
