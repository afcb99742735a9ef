"""A dropped file of which a line cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from overhang.core.snapshot import SourceState
from overhang.sources.drop.source import DropSource
from support.deliveries import following, utc
from support.drops import LONG, csv_of, feed
from support.sample_universe import UNIVERSE

HEAD = ("Name", "Date", "Tenor", "Bid", "Ask")


def line(day: int, bid: object) -> tuple[object, ...]:
    return ("Oracle Corp", date(2026, 3, day), "5Y", bid, 130)


def source(folder: Path) -> DropSource:
    return DropSource(feed(replace(LONG, folder=folder)), lambda: UNIVERSE, utc)


async def test_it_is_in_part_and_says_which_line(tmp_path: Path) -> None:
    days = [line(day, 120) for day in range(2, 12)]
    path = tmp_path / "run.csv"
    path.write_bytes(csv_of((HEAD, *days, line(12, "x"))))

    async with following(source(tmp_path)) as stream:
        part = await stream.next()
        path.write_bytes(csv_of((HEAD, *days, line(12, 121))))
        whole = await stream.state(SourceState.OK, "cds_marks")

    assert part.health.state is SourceState.PART
    assert (len(part.vintages), part.health.refused) == (10, 1)
    assert part.health.errors == (
        "run.csv:12: Bid: found 'x', expected a number such as 1234.5 for bid_bp",
    )
    assert (whole.health.refused, whole.health.errors) == (0, ())
