"""A feed that was refused is silent, whatever its key's place comes up with."""

from __future__ import annotations

import asyncio
from random import Random

from overhang.sources.pacing import Pace
from overhang.sources.polled import Polled
from support.deliveries import utc
from support.server import Answer, LoopbackServer
from support.waiting import until
from support.webs import LABEL, Closes, asking, near


async def test_a_feed_that_was_refused_is_silent(server: LoopbackServer) -> None:
    server.answers["/a"] = Answer(status=403)
    looks = 0

    async def renewed() -> bool:
        nonlocal looks
        looks += 1
        raise OSError("the keyring is locked")

    async with asking(near()) as web:
        source = Polled(
            Closes(f"{server.url}/a"),
            web,
            LABEL,
            clock=utc,
            rng=Random(1),
            pace=Pace(every=0.01, longest=0.01),
            renewed=renewed,
        )

        async def follow() -> None:
            async for _ in source.deliveries():
                pass

        following = asyncio.create_task(follow())
        await until(lambda: looks > 9)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    assert len(server.asked) == 1
