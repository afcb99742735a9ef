"""Rows of names that nobody watches are said, whoever meant what."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from overhang.collector.changes import Slot, Standing
from overhang.collector.strangers import Strangers
from overhang.core.records import Version
from overhang.core.snapshot import Snapshot, SourceHealth
from support.collecting import Desk
from support.gathering import UNIVERSE, HandSource
from support.stored import T0, close

SLOT = Slot("", "closes")
HEALTH = SourceHealth(table="closes", kind="files", place="closes.csv")
pytestmark = pytest.mark.usefixtures("quick")


def notes(snapshot: Snapshot) -> list[tuple[str, ...]]:
    return [each.notes for each in snapshot.sources]


async def test_a_name_that_is_mistyped_is_said_with_the_one_that_was_meant(
    source: HandSource,
) -> None:
    desk = Desk(source)
    async with desk.working():
        source.say("closes", [close(), close("OCRL"), close("OCRL", day=1)])
        source.say("deals", [])
        await desk.numbered(1)
        said = '2 rows not shown: unknown issuer "OCRL", did you mean "ORCL"?'
        assert notes(desk.snapshot) == [(said,), ()]
        source.say("closes", [close(), close(day=1)])
        await desk.numbered(2)
    assert notes(desk.snapshot) == [(), ()]


def test_it_is_said_until_somebody_watches_them() -> None:
    names = [f"X{at}" for at in range(7)]
    rows: Standing = {each: Version(1, T0, close(each)) for each in ("ORCL", *names)}
    standing = {SLOT: rows}
    sources = (HEALTH, replace(HEALTH, feed="prices"))
    strangers = Strangers()
    own, feed = strangers.noted(sources, standing, UNIVERSE)
    (note,) = own.notes
    assert note.startswith('7 rows not shown: unknown issuer "X0"')
    assert note.endswith("; and 2 more")
    assert feed.notes == ()
    watched = dict.fromkeys(["ORCL", *names], UNIVERSE.issuer["ORCL"])
    wider = replace(UNIVERSE, issuer=watched)
    assert strangers.noted(sources, standing, wider)[0].notes == ()
