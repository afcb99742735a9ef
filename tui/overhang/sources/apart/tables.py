"""A table out of a body, read here or apart."""

from __future__ import annotations

from datetime import datetime

import msgspec

from overhang.core.records import Record
from overhang.core.tables import TABLES
from overhang.sources.apart.job import TableJob
from overhang.sources.apart.limits import HEAVY
from overhang.sources.apart.workers import workers
from overhang.sources.base import Problem, SourceError
from overhang.sources.formats import FORMATS
from overhang.sources.formats.parquet import read_parquet
from overhang.sources.stream import Reader
from overhang.sources.tables import Table, read_table

_RAWS = msgspec.msgpack.Decoder(list[msgspec.Raw])


def parsed(
    table: str,
    reader: Reader,
    data: bytes,
    name: str,
    now: datetime | None = None,
) -> Table:
    """Read a body as a table.

    Args:
        table: A key of `overhang.core.tables.TABLES`.
        reader: The body's format.
        data: The body.
        name: What to call it in problems.
        now: Rows of a day or time after this moment are left out; none: no row is.

    Raises:
        SourceError: It is refused, with every fault found; or it takes more memory or
            time than any table of a desk.
    """
    if reader is not read_parquet and len(data) <= HEAVY:
        return read_table(table, reader(data, name), now)
    known = [word for word, each in FORMATS.items() if each is reader]
    if not known:
        return read_table(table, reader(data, name), now)
    reply = workers().ask(TableJob(table, known[0], name, now), data)
    rows: list[Record] = []
    try:
        row = msgspec.msgpack.Decoder(TABLES[table])
        for part in reply.body:
            rows += [row.decode(each) for each in _RAWS.decode(part)]
    except msgspec.DecodeError:
        found, expected = "an answer that is none", "a table"
        raise SourceError([Problem(name, found, expected)]) from None
    return Table(rows, reply.bad, reply.told, reply.early, reply.until)
