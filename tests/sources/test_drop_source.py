"""A folder that sheets are dropped into, watched."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from overhang.collector.changes import Slot, add
from overhang.config.feeds import DropOptions
from overhang.core.issuers import Universe
from overhang.core.observations import CdsMark
from overhang.core.rights import Rights
from overhang.core.snapshot import SourceState
from overhang.core.standing import identify
from overhang.sources.base import Delivery
from overhang.sources.drop.source import DropSource
from support.deliveries import following, utc
from support.drops import RUN, WIDE, csv_of, feed, xlsx_of
from support.sample_universe import UNIVERSE

LATER = tuple(
    (*each[:2], 140, 144, *each[4:]) if each[:1] == ("Oracle Corp",) else each
    for each in RUN
)
"""The same day's run, Oracle 5Y wider."""


def source(folder: Path, options: DropOptions = WIDE) -> DropSource:
    return DropSource(feed(replace(options, folder=folder)), lambda: UNIVERSE, utc)


def drop(folder: Path, name: str, data: bytes, *, minutes_ago: float = 5) -> Path:
    """Put a file into a folder at once, written some time ago."""
    part = folder / f".{name}.part"
    part.write_bytes(data)
    at = (utc() - timedelta(minutes=minutes_ago)).timestamp()
    os.utime(part, (at, at))
    return part.rename(folder / name)


def levels(delivery: Delivery) -> dict[tuple[str, str], float]:
    """Return what a delivery says of each name and tenor, the last word counting."""
    found = {}
    for _, record in delivery.vintages:
        assert isinstance(record, CdsMark)
        found[record.issuer, record.tenor] = record.spread_bp
    return found


async def test_the_files_of_a_folder_are_delivered_with_the_time_they_came(
    tmp_path: Path,
) -> None:
    path = drop(tmp_path, "run.xlsx", xlsx_of(RUN))

    async with following(source(tmp_path)) as stream:
        first = await stream.next()

    assert (first.feed, first.table, first.rows) == ("run", "cds_marks", None)
    assert levels(first) == {
        ("ORCL", "5Y"): 122.5,
        ("ORCL", "10Y"): 163.0,
        ("MSFT", "5Y"): 29.5,
    }
    written = datetime.fromtimestamp(path.stat().st_mtime_ns // 1000 / 1e6, UTC)
    assert {each.known_at for each in first.vintages} == {written}
    assert first.health.state is SourceState.OK
    assert (first.health.rows, first.health.refused) == (3, 1)
    assert first.health.notes == ("run.xlsx: one line about another name left out",)
    assert first.health.rights is Rights.INTERNAL
    assert first.health.feed == "run"


async def test_a_new_file_adds_to_what_stands(tmp_path: Path) -> None:
    drop(tmp_path, "run.xlsx", xlsx_of(RUN))

    async with following(source(tmp_path)) as stream:
        await stream.next()
        drop(tmp_path, "later.csv", csv_of(LATER), minutes_ago=1)
        second = await stream.next()

    assert levels(second)["ORCL", "5Y"] == 142.0
    assert second.health.rows == 3


async def test_of_two_files_about_a_day_the_one_that_came_last_counts(
    tmp_path: Path,
) -> None:
    drop(tmp_path, "a.csv", csv_of(LATER), minutes_ago=1)
    drop(tmp_path, "b.csv", csv_of(RUN), minutes_ago=9)
    drop(tmp_path, "c.csv", csv_of(RUN), minutes_ago=30)

    async with following(source(tmp_path)) as stream:
        first = await stream.next()

    assert levels(first)["ORCL", "5Y"] == 142.0
    assert [each.known_at for each in first.vintages] == sorted(
        each.known_at for each in first.vintages
    )


async def test_a_restart_changes_nothing(tmp_path: Path) -> None:
    drop(tmp_path, "a.csv", csv_of(LATER), minutes_ago=1)
    same = drop(tmp_path, "b.csv", csv_of(RUN), minutes_ago=9)
    drop(tmp_path, "d.csv", csv_of(LATER), minutes_ago=9)
    at = same.stat().st_mtime_ns
    os.utime(tmp_path / "d.csv", ns=(at, at))
    drop(tmp_path, "future.csv", csv_of(RUN), minutes_ago=-90)
    slot = Slot("run", "cds_marks")

    async with following(source(tmp_path)) as stream:
        first = await stream.next()
    change = add(slot, {}, first.vintages, known_at=utc(), last_id=0)
    assert change is not None
    async with following(source(tmp_path)) as stream:
        again = await stream.next()

    assert add(slot, change.rows, again.vintages, known_at=utc(), last_id=9) is None
    key = identify(CdsMark)(first.vintages[-1].record)
    assert change.rows[key].known_at <= utc()


async def test_a_file_with_a_fault_is_named_and_the_others_stand(
    tmp_path: Path,
) -> None:
    drop(tmp_path, "good.xlsx", xlsx_of(RUN))
    drop(tmp_path, "bad.csv", csv_of((*RUN[:3], ("META", "2026-03-02", 9, 5, "x", 3))))
    drop(tmp_path, "old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)

    async with following(source(tmp_path)) as stream:
        first = await stream.next()

    assert len(levels(first)) == 3
    assert first.health.state is SourceState.FAILED
    assert sorted(first.health.errors) == [
        "bad.csv:4: 10Y Bid: found 'x', expected a number such as 1234.5 for bid_bp",
        "bad.csv:4: META 5Y: found 'bid 9, ask 5', "
        "expected a bid that is not above the ask",
        "old.xls: found '.xls', expected .csv or .xlsx: save it as one",
    ]


async def test_a_file_that_is_mended_counts(tmp_path: Path) -> None:
    drop(tmp_path, "run.csv", csv_of(RUN)[:-10])

    async with following(source(tmp_path)) as stream:
        bad = await stream.next()
        drop(tmp_path, "run.csv", csv_of(RUN))
        good = await stream.next()

    assert "the last line has no end: still being written?" in bad.health.errors[0]
    assert bad.vintages == ()
    assert good.health.state is SourceState.OK
    assert len(levels(good)) == 3


async def test_a_file_half_written_is_not_told_as_a_fault(tmp_path: Path) -> None:
    data = xlsx_of(RUN)

    async with following(source(tmp_path)) as stream:
        empty = await stream.next()
        with (tmp_path / "run.xlsx").open("wb", buffering=0) as file:
            file.write(data[:400])
            file.write(data[400:])
        told = await stream.next()

    assert empty.health.state is SourceState.MISSING
    assert told.health.state is SourceState.OK
    assert len(levels(told)) == 3


async def test_a_file_that_cannot_be_read_is_told_once_it_holds_still(
    tmp_path: Path,
) -> None:
    async with following(source(tmp_path)) as stream:
        await stream.next()
        drop(tmp_path, "run.xlsx", xlsx_of(RUN)[:-30])
        told = await stream.next()

    assert told.health.state is SourceState.FAILED
    assert "a whole Excel file" in told.health.errors[0]


@pytest.mark.parametrize(
    "name",
    [
        "~$run.xlsx",
        ".~lock.run.xlsx#",
        ".run.csv",
        "run.xlsx.part",
        "run.csv.tmp",
        "run.csv~",
        "notes.txt",
        "other.csv",
    ],
)
async def test_files_that_are_not_meant_are_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not a run")
    (tmp_path / "run folder.csv").mkdir()
    options = replace(WIDE, files="run*")

    async with following(source(tmp_path, options)) as stream:
        first = await stream.next()

    assert first.health.state is SourceState.MISSING
    assert first.health.errors == (f"{tmp_path}: no file named run*",)


async def test_the_ending_and_the_pattern_may_be_in_capitals(tmp_path: Path) -> None:
    drop(tmp_path, "Desk_RUN.XLSX", xlsx_of(RUN))

    async with following(source(tmp_path, replace(WIDE, files="*_run.xlsx"))) as stream:
        first = await stream.next()

    assert len(levels(first)) == 3


async def test_a_folder_that_comes_later_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "drops"

    async with following(source(folder)) as stream:
        missing = await stream.next()
        folder.mkdir()
        drop(folder, "run.xlsx", xlsx_of(RUN))
        found = await stream.next(lambda each: bool(each.vintages))

    assert missing.health.state is SourceState.MISSING
    assert missing.health.errors == (f"{folder}: no such folder",)
    assert found.health.state is SourceState.OK


async def test_a_file_that_is_taken_away_takes_nothing_with_it(tmp_path: Path) -> None:
    path = drop(tmp_path, "run.xlsx", xlsx_of(RUN))

    async with following(source(tmp_path)) as stream:
        await stream.next()
        path.unlink()
        gone = await stream.next()

    assert (gone.rows, gone.vintages) == (None, ())
    assert gone.health.state is SourceState.MISSING


async def test_files_stay_as_they_are(tmp_path: Path) -> None:
    path = drop(tmp_path, "run.xlsx", xlsx_of(RUN))
    before = path.stat()

    async with following(source(tmp_path)) as stream:
        await stream.next()

    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert path.read_bytes() == xlsx_of(RUN)


async def test_refresh_says_how_it_is_and_adds_nothing_new(tmp_path: Path) -> None:
    drop(tmp_path, "run.xlsx", xlsx_of(RUN))
    drops = source(tmp_path)

    async with following(drops) as stream:
        await stream.next()
        drops.refresh()
        again = await stream.next()

    assert again.vintages == ()
    assert again.health.state is SourceState.OK


async def test_a_new_issuer_is_found_in_the_files_that_were_read(
    tmp_path: Path,
) -> None:
    drop(tmp_path, "run.xlsx", xlsx_of(RUN))
    few = Universe(issuer={"MSFT": UNIVERSE.issuer["MSFT"]})
    watched = [few]
    drops = DropSource(feed(replace(WIDE, folder=tmp_path)), lambda: watched[-1], utc)

    async with following(drops) as stream:
        before = await stream.next()
        watched.append(UNIVERSE)
        after = await stream.next()

    assert {code for code, _ in levels(before)} == {"MSFT"}
    assert {code for code, _ in levels(after)} == {"MSFT", "ORCL"}


async def test_a_file_full_of_faults_does_not_hide_another(tmp_path: Path) -> None:
    bad = [("META", "2026-03-02", 9, 5, "x", day) for day in range(40)]
    drop(tmp_path, "new.csv", csv_of((*RUN[:3], *bad)), minutes_ago=1)
    drop(tmp_path, "old.csv", csv_of((*RUN[:3], bad[0])), minutes_ago=9)

    async with following(source(tmp_path)) as stream:
        first = await stream.next()

    errors = first.health.errors
    assert [each.partition(":")[0] for each in errors[:5]] == ["new.csv"] * 5
    assert errors[5].endswith("more in it")
    assert errors[6].startswith("old.csv:4:")
