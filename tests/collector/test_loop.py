from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from overhang.collector.loop import Loop

_REAL = socket.getaddrinfo


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names under `slow.` are not resolved before the test ends."""
    over, asked = threading.Event(), list[str]()

    def getaddrinfo(host: str, *rest: Any) -> Any:
        asked.append(host)
        if host.startswith("slow."):
            over.wait(30)
        if host.startswith("no."):
            raise socket.gaierror(-2, "Name or service not known")
        return _REAL("127.0.0.1", *rest)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield asked
    over.set()


def test_names_that_hang_hold_up_nobody_and_not_the_end(looked_up: list[str]) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        for number in range(40):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.005):
                    await loop.getaddrinfo(f"slow.{number}.example", 443)
        async with asyncio.timeout(2):
            assert await asyncio.to_thread(lambda: 7) == 7
            assert await loop.getaddrinfo("quick.example", 443)

    begun = time.monotonic()
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())
    assert time.monotonic() - begun < 5


def test_who_asks_alike_shares_one_look(looked_up: list[str]) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await loop.getaddrinfo("slow.example", 443)

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())
    assert looked_up == ["slow.example"]


def test_a_name_that_is_none_is_told_each_time(looked_up: list[str]) -> None:
    async def main() -> None:
        for _ in range(2):
            with pytest.raises(OSError, match="not known"):
                await asyncio.get_running_loop().getaddrinfo("no.example", 443)

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())


def test_a_machine_without_threads_resolves_nothing_and_later_does(
    looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    async def main() -> None:
        loop = asyncio.get_running_loop()
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", none_left)
            with pytest.raises(OSError, match="thread"):
                await loop.getaddrinfo("quick.example", 443)
        assert await loop.getaddrinfo("quick.example", 443)

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())
    assert looked_up == ["quick.example"]
