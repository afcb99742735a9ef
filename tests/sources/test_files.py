from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources import watching
from overhang.sources.files import FileSource
from support.bodies import csv_closes, json_closes
from support.deliveries import closes, following, utc


def source(folder: Path, *tables: str) -> FileSource:
    return FileSource(folder, tables or ("closes",), clock=utc)


def replace(path: Path, data: bytes) -> None:
    """Save as editors do: beside it, then over it."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    new.replace(path)


async def test_every_table_is_delivered_at_once(tmp_path: Path) -> None:
    (tmp_path / "closes.csv").write_bytes(csv_closes([1, 1.1]))

    async with following(source(tmp_path, "closes", "deals")) as stream:
        both = {each.table: each for each in [await stream.next() for _ in range(2)]}

    first, second = both["closes"], both["deals"]
    assert closes(first) == [1, 1.1]
    assert first.health.state is SourceState.OK
    assert first.health.rows == 2
    assert first.health.kind == "files"
    assert first.health.place == str(tmp_path / "closes.csv")
    assert first.health.last_success is not None
    assert second.rows is None
    assert second.health.state is SourceState.MISSING
    assert second.health.errors == (f"no deals.csv in {tmp_path}",)


@pytest.mark.parametrize("save", [Path.write_bytes, replace])
async def test_a_save_arrives_within_150_ms(tmp_path: Path, save: object) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1]))
    assert callable(save)
    took = []

    async with following(source(tmp_path)) as stream:
        await stream.next()
        for n in range(2, 8):
            begun = time.monotonic()
            save(path, csv_closes([1] * n))
            assert len(closes(await stream.rows())) == n
            took.append(time.monotonic() - begun)

    # The median: the first may fall before the watch, and the machine may be busy.
    assert sorted(took)[3] < 0.15, took


async def test_a_new_file_arrives_and_a_deleted_one_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"

    async with following(source(tmp_path)) as stream:
        assert (await stream.next()).health.state is SourceState.MISSING
        path.write_bytes(csv_closes([1]))
        assert closes(await stream.rows()) == [1]
        path.unlink()
        gone = await stream.state(SourceState.MISSING)
        assert gone.rows is None
        assert gone.health.rows == 1
        (tmp_path / "draft").write_bytes(csv_closes([2]))
        (tmp_path / "draft").rename(path)
        assert closes(await stream.rows()) == [2]


async def test_of_two_quick_saves_the_last_one_stands(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1]))

    async with following(source(tmp_path)) as stream:
        await stream.next()
        for price in (1.1, 1.2, 1.3):
            replace(path, csv_closes([price]))
        last = await stream.next(lambda each: closes(each) == [1.3])

    assert last.health.state is SourceState.OK


async def test_a_touch_brings_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1]))

    async with following(source(tmp_path)) as stream:
        await stream.next()
        os.utime(path, ns=(1, 1))
        touched = await stream.next()

    assert touched.rows is None
    assert touched.health.state is SourceState.OK
    assert touched.health.rows == 1


async def test_a_change_that_hides_its_time_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1.0]))
    before = path.stat()

    async with following(source(tmp_path)) as stream:
        await stream.next()
        path.write_bytes(csv_closes([2.0]))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

        await stream.next(lambda each: closes(each) == [2.0])


async def test_a_torn_file_fails_and_its_end_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1]))
    whole = csv_closes([1, 1.1])

    async with following(source(tmp_path)) as stream:
        good = await stream.next()
        path.write_bytes(whole[:-5])
        torn = await stream.state(SourceState.FAILED)
        with path.open("ab") as file:
            file.write(whole[-5:])
        mended = await stream.rows()

    assert torn.rows is None
    assert torn.health.rows == 1
    assert torn.health.last_success == good.health.last_success
    assert "closes.csv:3" in torn.health.errors[0]
    assert "still being written?" in torn.health.errors[0]
    assert closes(mended) == [1, 1.1]


async def test_all_faults_are_told_and_beyond_twenty_counted(tmp_path: Path) -> None:
    (tmp_path / "closes.csv").write_bytes(csv_closes(["x"] * 25))

    async with following(source(tmp_path)) as stream:
        errors = (await stream.next()).health.errors

    assert len(errors) == 21
    assert errors[0] == (
        "closes.csv:2: close_usd: found 'x', expected a number such as 1234.5"
    )
    assert errors[-1] == "and 5 more"


async def test_a_bad_file_touched_stays_bad_and_going_back_is_good(
    tmp_path: Path,
) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1]))

    async with following(source(tmp_path)) as stream:
        await stream.next()
        path.write_bytes(csv_closes(["x"] * 25))
        bad = await stream.state(SourceState.FAILED)
        os.utime(path, ns=(1, 1))
        again = await stream.next()
        path.write_bytes(csv_closes([1]))
        back = await stream.state(SourceState.OK)

    assert again.health.state is SourceState.FAILED
    assert again.health.errors == bad.health.errors
    assert back.rows is None


async def test_one_bad_table_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "closes.csv").write_bytes(b"<html>")
    (tmp_path / "ratings.csv").write_text(
        "issuer,date,agency,rating,source,quality\n"
        "ORCL,2026-03-02,S&P,BBB,S&P,reported\n"
    )

    async with following(source(tmp_path, "closes", "ratings")) as stream:
        bad, good = await stream.next(), await stream.next()

    assert bad.health.state is SourceState.FAILED
    assert good.rows is not None
    assert good.health.state is SourceState.OK


async def test_a_table_that_lost_most_of_its_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1] * 5))

    async with following(source(tmp_path)) as stream:
        await stream.next()
        path.write_bytes(csv_closes([1] * 2))
        lost = await stream.state(SourceState.FAILED)
        path.write_bytes(csv_closes([1] * 3))
        kept = await stream.rows()

    assert lost.health.state is SourceState.FAILED
    assert lost.health.errors[0].startswith(
        "closes.csv: had 5 rows, now 2, expected 3 or more: refused"
    )
    assert lost.health.rows == 5
    assert kept.health.rows == 3


async def test_two_files_for_one_table_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "closes.csv").write_bytes(csv_closes([1]))
    extra = tmp_path / "closes.ndjson"
    extra.write_bytes(b"{}\n")

    async with following(source(tmp_path)) as stream:
        both = await stream.next()
        extra.unlink()
        one = await stream.rows()

    assert both.health.state is SourceState.FAILED
    assert both.health.errors[0].startswith("closes.csv and closes.ndjson")
    assert closes(one) == [1]


async def test_each_table_may_have_a_path_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    prices, deals = tmp_path / "a" / "prices.ndjson", tmp_path / "deals.xls"
    line = json_closes([1.5])[1:-1] + b"\n"
    prices.write_bytes(line)
    deals.write_bytes(b"x")
    both = FileSource(
        {"closes": prices, "deals": deals}, ("closes", "deals"), clock=utc
    )

    async with following(both) as stream:
        first, second = await stream.next(), await stream.next()
        replace(prices, line.replace(b"1.5", b"1.6"))
        third = await stream.rows()

    assert closes(first) == [1.5]
    assert second.health.errors == (
        "deals.xls: the name must end in .csv, .ndjson, .parquet",
    )
    assert closes(third) == [1.6]


async def test_a_folder_that_comes_later_or_is_replaced_is_followed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"

    async with following(source(folder)) as stream:
        assert (await stream.next()).health.state is SourceState.MISSING
        folder.mkdir()
        (folder / "closes.csv").write_bytes(csv_closes([1]))
        assert closes(await stream.rows()) == [1]
        shutil.copytree(folder, tmp_path / "next")
        (tmp_path / "next" / "closes.csv").write_bytes(csv_closes([2]))
        folder.rename(tmp_path / "old")
        (tmp_path / "next").rename(folder)
        assert closes(await stream.rows()) == [2]


async def test_a_folder_that_cannot_be_watched_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_watches(*_: object, **__: object) -> None:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr(watching, "awatch", out_of_watches)
    path = tmp_path / "closes.csv"
    path.write_bytes(csv_closes([1]))

    async with following(source(tmp_path)) as stream:
        await stream.next()
        replace(path, csv_closes([2]))
        assert closes(await stream.rows()) == [2]
