from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.files import FileSource
from support.bodies import csv_closes
from support.deliveries import closes, following, utc


def source(folder: Path, *tables: str) -> FileSource:
    return FileSource(folder, tables or ("closes",), clock=utc)


async def test_refresh_reads_again_and_brings_rows_only_of_new_content(
    tmp_path: Path,
) -> None:
    (tmp_path / "closes.csv").write_bytes(csv_closes([1]))
    files = source(tmp_path)

    async with following(files) as stream:
        await stream.next()
        files.refresh()
        again = await stream.next()

    assert again.rows is None
    assert again.health.state is SourceState.OK


async def test_leaving_stops_the_watching(tmp_path: Path) -> None:
    before = asyncio.all_tasks()

    async with following(source(tmp_path)) as stream:
        await stream.next()

    assert asyncio.all_tasks() == before


async def test_a_disk_that_fails_is_told_once_and_tried_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closes.csv").write_bytes(csv_closes([1]))
    left = [OSError(5, "Input/output error")] * 2
    really = os.open

    def failing(path: Path, flags: int) -> int:
        if path.name == "closes.csv" and left:
            raise left.pop()
        return really(path, flags)

    monkeypatch.setattr(os, "open", failing)

    async with following(source(tmp_path)) as stream:
        bad, good = await stream.next(), await stream.next()

    assert bad.health.errors == (
        "closes.csv: found 'Input/output error', expected a readable file",
    )
    assert closes(good) == [1]
