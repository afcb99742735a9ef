"""Lines through the one way out: its guard, its limits, its words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from random import Random

import pytest

from overhang.core.snapshot import SourceState
from overhang.sources.base import Delivery
from overhang.sources.mapped.push import PushSource
from overhang.sources.web.reach import Reach
from overhang.sources.web.shared import Shared
from overhang.sources.web.web import Web
from support.feeds import NOON, UNIVERSE, prices, push_feed, tick
from support.twins.push import EventTwin, SocketTwin
from support.waiting import until


@asynccontextmanager
async def _source(url: str, *, private: bool) -> AsyncIterator[PushSource]:
    shared = Shared(trust_env=False)
    yield PushSource(
        push_feed(url),
        key=lambda: "canary7",
        web=Web(shared, Reach(private=private, timeout=5)),
        universe=lambda: UNIVERSE,
        clock=lambda: NOON,
        rng=Random(1),
    )
    await shared.aclose()


@pytest.mark.parametrize("kind", [EventTwin, SocketTwin])
async def test_a_line_through_all_layers(kind: type[EventTwin | SocketTwin]) -> None:
    told: list[Delivery] = []
    with kind() as twin:
        async with (
            _source(twin.url, private=True) as source,
            aclosing(source.deliveries()) as deliveries,
        ):
            async for each in deliveries:
                told.append(each)
                if each.health.state is SourceState.OK and len(told) == 2:
                    await until(lambda: bool(twin.opened))
                    twin.tell(tick("ORCL", 5))
                if prices(told):
                    break
    assert prices(told) == {"ORCL": 5}
    assert twin.opened[0]["authorization"] == "Bearer canary7"


@pytest.mark.parametrize("kind", [EventTwin, SocketTwin])
async def test_a_line_into_the_private_net_is_refused(
    kind: type[EventTwin | SocketTwin],
) -> None:
    with kind() as twin:
        async with (
            _source(twin.url, private=False) as source,
            aclosing(source.deliveries()) as deliveries,
        ):
            told = [await anext(deliveries), await anext(deliveries)]
    assert told[1].health.state is SourceState.FAILED
    assert "private" in told[1].health.errors[0]
    assert not twin.opened
