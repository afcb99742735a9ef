"""Files that change under the eyes of who reads them: no half is ever seen."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.files import FileSource
from support.bodies import csv_closes
from support.deliveries import closes, following, utc

ROWS = 200


def put(path: Path, body: bytes) -> None:
    """Write in place, in one go."""
    path.write_bytes(body)


def shut_or_open(path: Path, mode: int) -> None:
    path.chmod(mode)


def gone(path: Path) -> None:
    path.unlink(missing_ok=True)


def generation(number: int) -> bytes:
    """Return a table of which every row carries the same price."""
    return csv_closes([float(number)] * ROWS)


async def torn(path: Path, body: bytes) -> None:
    with path.open("wb") as file:
        file.write(body[: len(body) // 2])
        file.flush()
        await asyncio.sleep(0.15)
        file.write(body[len(body) // 2 :])


async def renamed(path: Path, body: bytes) -> None:
    new = path.with_suffix(".new")
    new.write_bytes(body)
    new.replace(path)


async def truncated(path: Path, body: bytes) -> None:
    with path.open("wb") as file:
        await asyncio.sleep(0.2)
        file.write(body)


async def shrunk(path: Path, body: bytes) -> None:
    os.truncate(path, 100)
    await asyncio.sleep(0.05)
    put(path, body)


async def deleted(path: Path, body: bytes) -> None:
    gone(path)
    await asyncio.sleep(0.2)
    put(path, body)


async def backdated(path: Path, body: bytes) -> None:
    put(path, body)
    os.utime(path, (1_700_000_000, 1_700_000_000))


async def shut(path: Path, body: bytes) -> None:
    await renamed(path, body)
    shut_or_open(path, 0)
    await asyncio.sleep(0.2)
    shut_or_open(path, 0o644)


@pytest.mark.parametrize(
    "write", [torn, renamed, truncated, shrunk, deleted, backdated, shut]
)
async def test_every_generation_seen_is_whole(
    tmp_path: Path, write: Callable[[Path, bytes], object]
) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(generation(1))
    hasty = write is renamed
    last = 25 if hasty else 4
    seen: list[float] = []
    read = asyncio.Event()

    async def writing() -> None:
        for number in range(2, last + 1):
            written = write(path, generation(number))
            assert asyncio.iscoroutine(written)
            await written
            # A reader that is overtaken may miss one, and must not see half of one.
            with suppress(TimeoutError):
                await asyncio.wait_for(taken(number), 0.02 if hasty else None)

    async def taken(number: int) -> None:
        while not seen or seen[-1] != number:
            read.clear()
            await read.wait()

    async with following(FileSource(tmp_path, ("closes",), clock=utc)) as stream:
        task = asyncio.create_task(writing())
        while not seen or seen[-1] != last:
            rows = closes(await stream.rows())
            assert len(rows) == ROWS
            assert len(set(rows)) == 1
            seen.append(rows[0])
            read.set()
        await task

    assert seen == sorted(seen)


async def test_a_file_that_grows_is_read_by_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    body = generation(1)
    path.write_bytes(body)
    line = b"META,2026-03-02,"

    async with following(FileSource(tmp_path, ("closes",), clock=utc)) as stream:
        await stream.rows()
        path.write_bytes(body + line)
        part = await stream.next(lambda each: each.health.refused == 1)
        path.write_bytes(body + line + b"700.5,exchange,reported\n")
        whole = await stream.rows()

    # What cannot be read may be any row: nothing that stood is withdrawn.
    assert part.rows is None
    assert len(part.vintages) == ROWS
    assert part.health.state is SourceState.PART
    assert "still being written?" in part.health.notes[0]
    assert closes(whole)[-1] == 700.5
    assert whole.health.refused == 0
    assert whole.health.notes == ()


async def test_a_lock_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(generation(1))

    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        async with following(FileSource(tmp_path, ("closes",), clock=utc)) as stream:
            assert len(closes(await stream.rows())) == ROWS
