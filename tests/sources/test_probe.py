"""The way to a host, as far as a feed may go."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from overhang.sources import probe
from overhang.sources.probe import way_to
from support.tls import SecureServer


async def test_nothing_is_connected_where_a_feed_may_not_go() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        shut = await way_to(url, proxy="", ca=None, private=False, within=3)
        assert shut.step == "name"
        assert "private = true allows it" in shut.fault
        try:
            server.accept()
        except BlockingIOError:
            pass
        else:
            raise AssertionError("it was connected")
        way = await way_to(url, proxy="", ca=None, private=True, within=3)
        assert (way.fault, way.address) == ("", "127.0.0.1")


async def test_the_address_that_was_checked_is_dialled_under_the_hosts_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        # Nobody listens at the first.
        return ["127.0.0.2", "127.0.0.1"]

    monkeypatch.setattr(probe, "resolve", resolve)
    with SecureServer(tmp_path, "feed.example") as server:
        for host, fault in (("feed.example", ""), ("other.example", "Hostname mism")):
            way = await way_to(
                server.at(host), proxy="", ca=server.ca, private=True, within=3
            )
            assert way.fault.startswith(fault)
            assert bool(way.fault) == bool(fault)
    assert server.named == ["feed.example", "other.example"]
