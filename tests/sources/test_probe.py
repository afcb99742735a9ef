"""The way to a host, as far as a feed may go."""

from __future__ import annotations

import socket

from overhang.sources.probe import way_to


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
