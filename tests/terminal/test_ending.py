"""What the app left running does not keep the process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from overhang.terminal import ending


async def forever() -> None:
    while True:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(600)


async def stubborn() -> AsyncIterator[int]:
    try:
        yield 1
    finally:
        await asyncio.Event().wait()


async def first(numbers: AsyncIterator[int]) -> int:
    return await anext(numbers)


def test_a_task_and_a_generator_that_do_not_end_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ending, "_PATIENCE_S", 0.05)
    loop = asyncio.new_event_loop()
    task, generator = loop.create_task(forever()), stubborn()
    assert loop.run_until_complete(first(generator)) == 1
    winding = threading.Thread(target=ending.wind_up, args=(loop,), daemon=True)
    winding.start()
    winding.join(10)
    assert not winding.is_alive()
    assert loop.is_closed()
    assert not task.done()
