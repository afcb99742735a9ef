"""A sheet out of a dropped file, read here or apart."""

from __future__ import annotations

from pathlib import PurePath

import msgspec

from overhang.sources.apart.job import PackedSheet, SheetJob, unpack
from overhang.sources.apart.limits import HEAVY
from overhang.sources.apart.workers import workers
from overhang.sources.base import Problem, SourceError
from overhang.sources.drop.grid import read_sheet
from overhang.sources.formats.sheet import Sheet


def sheet_of(data: bytes, name: str, sheet: str = "") -> Sheet:
    """Read one sheet of a file; see `read_sheet`.

    Raises:
        SourceError: It cannot be read, or takes more memory or time than any sheet of
            a dealer.
    """
    if PurePath(name).suffix.lower() == ".csv" and len(data) <= HEAVY:
        return read_sheet(data, name, sheet)
    reply = workers().ask(SheetJob(name, sheet), data)
    try:
        return unpack(msgspec.msgpack.decode(reply.body[0], type=PackedSheet))
    except (msgspec.DecodeError, ValueError, IndexError):
        found, expected = "an answer that is none", "a sheet"
        raise SourceError([Problem(name, found, expected)]) from None
