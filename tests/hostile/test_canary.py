"""Keys among hosts that repeat them: in no fault, log, row or file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from overhang.bundled import bundled
from overhang.collector.feeds import World
from overhang.collector.shelf import Shelf
from overhang.config.settings import DeliverKind, DeliverTo
from overhang.config.universe import load_universe
from overhang.core.calendars import load_calendars
from overhang.delivery.channels import channels_of
from overhang.delivery.voice import Voice
from overhang.sources.base import Delivery, Source
from overhang.sources.web.shared import Shared
from support.canary import LOGGERS, MARK, canary, traces, traces_in
from support.feed_building import NOW, built, spoken
from support.gossip import KINDS, Gossip
from support.receiver import Receiver, Reply
from support.telling import message

WAYS = {
    "query": 'kind = "quotes"\nkey_name = "query:apikey"\n',
    "header": 'kind = "quotes"\nkey_name = "header:X-Key"\n',
    "bearer": 'kind = "quotes"\nkey_name = "bearer"\n',
    "pushed": 'kind = "push"\nkey_name = "query:token"\n',
    "fred": 'kind = "fred"\n',
    "tiingo": 'kind = "tiingo"\n',
}
MAPPED = (
    'table = "closes"\nrows = "data"\n'
    'fields = { issuer = "s", date = "d", close_usd = "p" }\n'
)


@pytest.fixture
def gossip() -> Iterator[Gossip]:
    with Gossip() as server:
        yield server


@pytest.fixture
def every_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that any library writes to a log, at any level."""
    for name in ("", *LOGGERS):
        caplog.set_level(logging.NOTSET + 1, logger=name or None)
    return caplog


@pytest.mark.parametrize("way", WAYS)
async def test_no_key_is_in_anything_that_a_feed_says(
    way: str, gossip: Gossip, every_log: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    shared = Shared(trust_env=False)
    universe = load_universe(bundled("data") / "universe.toml")
    world = World(
        universe=lambda: universe,
        shelf=Shelf(),
        calendars=load_calendars(bundled("data") / "calendars.toml"),
        env={"KEY": canary(way)},
        cache=tmp_path / "http",
        now=lambda: NOW,
        shared=shared,
    )
    asyncio.get_running_loop().set_debug(True)
    toml = (
        f'[source.px]\n{WAYS[way]}key = "env:KEY"\nurl = "{gossip.url}/{way}"\n'
        'private = true\ntimeout = "0.5s"\n'
        + ("" if way == "pushed" else "rate = 100\n")
        + (MAPPED if "key_name" in WAYS[way] else "")
    )
    told: list[str] = []
    for turn in range(KINDS):
        gossip.turn = turn
        for source in built(tmp_path, toml, world):
            told.append(repr(await _first(source)))
    await shared.aclose()
    assert gossip.heard
    assert len(set(told)) > 3
    assert traces("\n".join(told)) == []
    assert traces(every_log.text) == []
    assert traces_in(tmp_path) == {}


async def _first(source: Source) -> Delivery:
    """Return what a source says of its first turn."""
    deliveries = source.deliveries()
    async with asyncio.timeout(10), aclosing(deliveries):  # type: ignore[type-var]
        async for each in deliveries:
            if spoken(each):
                return each
    raise AssertionError("it ended")


REPLIES = (
    Reply(200, {"Set-Cookie": f"a={MARK}"}),
    Reply(302, {"Location": f"/{MARK}"}),
    Reply(401, {"WWW-Authenticate": MARK}),
    Reply(500, {"Retry-After": MARK}),
    Reply(hang=True),
)
PLACES = (
    "http://{0}/{1}?to={1}",
    "http://{1}@{0}/",
    "http://[::1{1}",
    "gopher://{1}",
    "{1}",
    "\n{1}",
)


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
@pytest.mark.parametrize("kind", [each for each in DeliverKind if each != "exec"])
async def test_no_address_or_secret_is_in_anything_that_a_channel_says(
    kind: DeliverKind,
    every_log: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    if kind is DeliverKind.APPRISE:
        # It takes longer to load than a try may take.
        import apprise  # noqa: F401
    asyncio.get_running_loop().set_debug(True)
    said: list[str] = []
    with Receiver() as receiver:
        host = receiver.url.removeprefix("http://")
        for place in PLACES:
            receiver.replies = list(REPLIES)
            url = place.format(host, MARK)
            url = url.replace("http", "json") if kind is DeliverKind.APPRISE else url
            env = {"URL": url, "SECRET": canary("signed")}
            to = DeliverTo(
                name="desk", kind=kind, url="env:URL", secret="env:SECRET", timeout=0.3
            )
            ((_, channel),) = channels_of([to], env, now=lambda: NOW)
            voice = Voice("desk", channel, now=lambda: NOW)
            for _ in REPLIES:
                error = await voice.say(message())
                said += (repr(each) for each in (error, voice.error, to, channel))
        assert receiver.posted
    assert traces("\n".join(said)) == []
    assert traces(every_log.text) == []
