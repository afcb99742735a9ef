from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources import stillness
from overhang.sources.files import FileSource
from overhang.sources.reading import signature
from overhang.sources.stillness import HOLD, Stillness
from support.bodies import csv_closes
from support.deliveries import closes, following, utc

OLD, NEW = csv_closes([1, 1, 1, 1]), csv_closes([2, 2, 2, 2])
CUTS = [len(NEW) // 2, NEW.index(b"\n") + 1, NEW.rindex(b"\n", 0, -1) + 1, 0]


@pytest.mark.parametrize("cut", CUTS)
async def test_a_half_written_file_is_never_seen(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(OLD)

    async with following(FileSource(tmp_path, ("closes",), clock=utc)) as stream:
        await stream.rows()
        with path.open("wb") as file:
            file.write(NEW[:cut])
            file.flush()
            # Shorter than the rest that makes it count as whole.
            await asyncio.sleep(HOLD / 2)
            file.write(NEW[cut:])
        seen = await stream.next()

    assert closes(seen) == [2, 2, 2, 2]


async def test_a_file_that_never_rests_is_told_and_heals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stillness, "RESTLESS", 0.5)
    path = tmp_path / "closes.csv"
    path.write_bytes(OLD)
    resting = asyncio.Event()

    async def writing() -> None:
        while not resting.is_set():
            with path.open("ab") as file:
                file.write(b"x")
            await asyncio.sleep(HOLD / 10)
        path.write_bytes(OLD)

    async with following(FileSource(tmp_path, ("closes",), clock=utc)) as stream:
        await stream.rows()
        task = asyncio.create_task(writing())
        told = await stream.state(SourceState.FAILED)
        resting.set()
        await task
        assert (await stream.state(SourceState.OK)).health.errors == ()

    assert "written without a pause" in told.health.errors[0]


def test_a_file_renamed_over_without_a_pause_is_read_from_the_second_on(
    tmp_path: Path,
) -> None:
    path = tmp_path / "closes.csv"
    still = Stillness(utc, monotonic)

    def saved() -> bool:
        new = tmp_path / "new"
        new.write_bytes(NEW)
        new.replace(path)
        return still.is_still("closes", ((path, signature(path) or 0),))

    assert [saved() for _ in range(4)] == [False, True, True, True]


def test_a_clock_ahead_of_the_disks_takes_no_half_written_file(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(OLD)
    seconds = 0.0
    still = Stillness(lambda: utc() + timedelta(days=1), lambda: seconds)

    def is_still() -> bool:
        return still.is_still("closes", ((path, signature(path) or 0),))

    assert is_still()
    path.write_bytes(NEW[:20])
    assert not is_still()
    path.write_bytes(NEW)
    seconds += HOLD / 2
    assert not is_still()
    seconds += 2 * HOLD
    assert is_still()
    assert is_still()
