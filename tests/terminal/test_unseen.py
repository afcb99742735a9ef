"""Errors that nobody waits for."""

from __future__ import annotations

import asyncio
import threading

from overhang.terminal.unseen import heard
from support.waiting import until


async def test_what_another_thread_tells_is_heard_on_the_loop() -> None:
    # A task that nobody asked for is often collected by whichever thread is at work.
    loop = asyncio.get_running_loop()
    said: list[tuple[Exception, int]] = []
    error = ValueError()
    context = {"message": "never retrieved", "exception": error}
    with heard(loop, lambda each: said.append((each, threading.get_ident()))):
        await asyncio.to_thread(loop.call_exception_handler, context)
        await until(lambda: bool(said))
    assert said == [(error, threading.get_ident())]
