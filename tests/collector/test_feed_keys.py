"""A key that was refused: another in its place is used at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

from overhang.collector.feed_keys import Key, Keyed
from overhang.core.snapshot import SourceState
from overhang.sources.connector import Found
from overhang.sources.fetching import FetchError, Wait
from overhang.sources.pacing import Pace
from overhang.sources.polled import Polled
from overhang.sources.web.web import Web
from support.deliveries import following, utc
from support.webs import LABEL, Turns, asking, near


async def test_a_new_key_in_the_place_of_a_refused_one_is_used_at_once(
    tmp_path: Path,
) -> None:
    place = tmp_path / "key"
    place.write_text("old")
    place.chmod(0o600)
    key = Key(f"file:{place}", {})
    used: list[str] = []

    async def turn(web: Web) -> AsyncIterator[Found]:
        used.append(key())
        if key() == "old":
            raise FetchError("key refused", Wait.REFUSED)
        yield Found("closes", rows=[])

    async with asking(near()) as web:
        source = Polled(
            Keyed(Turns(turn), key),
            web,
            LABEL,
            clock=utc,
            rng=Random(1),
            pace=Pace(every=0.05, longest=900),
            renewed=key.renewed,
        )
        async with following(source) as stream:
            await stream.next(lambda each: each.health.state is SourceState.FAILED)
            place.write_text("new")
            await stream.next(lambda each: each.health.state is SourceState.OK)
    assert used[:2] == ["old", "new"]
