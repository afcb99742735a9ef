"""After the screen: end what the app left running, and wait for none of it for long."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Collection

_PATIENCE_S = 1.0
"""What tasks may take to be cancelled, generators to close, threads to finish."""


def wind_up(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what is left of a loop's tasks and close it.

    Python's own way waits for threads and tasks without a limit: one that reads a
    folder whose server is gone would keep the process for ever.
    """
    # What fails because it is cancelled is no news.
    loop.set_exception_handler(lambda *_: None)
    tasks = asyncio.all_tasks(loop)
    for each in tasks:
        each.cancel()
    try:
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks, timeout=_PATIENCE_S))
        for each in tasks:
            if each.done() and not each.cancelled():
                each.exception()
        closing = loop.create_task(loop.shutdown_asyncgens())
        loop.run_until_complete(asyncio.wait([closing], timeout=_PATIENCE_S))
    except BaseException:
        # It raised what ended the app, once more.
        pass
    loop.close()


def let_go(threads: Collection[threading.Thread], status: int) -> None:
    """End the process with a status if a thread would keep it; else return.

    Args:
        threads: Those that the app started.
        status: For the shell.
    """
    until = time.monotonic() + _PATIENCE_S
    kept = [each for each in threads if not each.daemon]
    for each in kept:
        each.join(max(0.0, until - time.monotonic()))
    if any(each.is_alive() for each in kept):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
