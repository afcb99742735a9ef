"""The worker: reads one body after another within its limits, then ends."""

from __future__ import annotations

import resource
import select
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import msgspec

from overhang.core.safe_text import safe_text
from overhang.sources.apart.job import (
    Job,
    Reply,
    SheetJob,
    TableJob,
    pack,
    receive,
    send,
)
from overhang.sources.apart.limits import IDLE, MEMORY, SECONDS
from overhang.sources.base import Problem, SourceError
from overhang.sources.drop.grid import read_sheet
from overhang.sources.formats import FORMATS
from overhang.sources.tables import read_table

_PART = 5000
"""Rows that are sent as one part: who takes them may do something between two."""
_FULL = 128 * 2**10
"""Kilobytes of memory after which a worker ends, and gives it back."""


def answer(job: Job, data: bytes) -> Reply:
    """Read one body; whatever is wrong with it is in the reply."""
    try:
        if isinstance(job, TableJob):
            return _table(job, data)
        return _sheet(job, data)
    except SourceError as error:
        return Reply(faults=error.problems)
    except MemoryError:
        expected = f"what can be read in {MEMORY // 2**20} MB of memory"
        return Reply(faults=(Problem(job.name, "more", expected),))
    except Exception as error:
        # A body that upsets the reader itself is told like any other.
        found = safe_text(f"{type(error).__name__}: {error}", 200)
        return Reply(faults=(Problem(job.name, found, "a file that can be read"),))


def _table(job: TableJob, data: bytes) -> Reply:
    table = read_table(job.table, FORMATS[job.format](data, job.name), job.now)
    parts = tuple(
        msgspec.Raw(msgspec.msgpack.encode(each)) for each in _parts(table.rows)
    )
    return Reply(
        body=parts,
        bad=table.bad,
        told=tuple(table.told),
        early=table.early,
        until=table.until,
    )


def _sheet(job: SheetJob, data: bytes) -> Reply:
    sheet = read_sheet(data, job.name, job.sheet)
    return Reply(body=(msgspec.Raw(msgspec.msgpack.encode(pack(sheet))),))


def _parts(rows: Sequence[object]) -> Iterator[Sequence[object]]:
    for at in range(0, len(rows), _PART):
        yield rows[at : at + _PART]


def _confine() -> None:
    """Take away what reading needs not: memory without end, files, processes."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _wind_up() -> None:
    """Give the next job its seconds, should nobody be there to end it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + SECONDS) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def serve(asked: IO[bytes], told: IO[bytes]) -> None:
    """Answer jobs until nobody asks any more, or the memory is worth giving back."""
    decoder = msgspec.msgpack.Decoder(TableJob | SheetJob)
    while select.select([asked], [], [], IDLE)[0]:
        try:
            job, data = decoder.decode(receive(asked)), receive(asked)
        except EOFError:
            return
        _wind_up()
        send(told, msgspec.msgpack.encode(answer(job, data)))
        del data
        if _held() > _FULL:
            return


def _held() -> int:
    """Return the kilobytes in memory; `ru_maxrss` is the parent's at the start."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * resource.getpagesize() // 1024


def main() -> None:
    """Serve standard input."""
    _confine()
    # What a library prints must not stand among the answers.
    told = sys.stdout.buffer
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, told)


if __name__ == "__main__":
    main()
