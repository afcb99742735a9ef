"""Errors that nobody waits for: they end the app like any other, and are told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from textual.dom import DOMNode
from textual.worker import Worker, WorkType
from textual.worker_manager import WorkerManager


class Workers(WorkerManager):
    """Workers of which none may fail without a word.

    With `exit_on_error=False` Textual drops the error unless somebody asks for it.
    """

    def _new_worker(
        self, work: WorkType[Any], node: DOMNode, **more: Any
    ) -> Worker[Any]:
        return super()._new_worker(work, node, **{**more, "exit_on_error": True})


@contextmanager
def heard(
    loop: asyncio.AbstractEventLoop, fail: Callable[[Exception], None]
) -> Iterator[None]:
    """Call `fail`, on the loop, with errors of tasks, callbacks and threads.

    Python writes them to standard error, which is the screen.

    Args:
        loop: The app's event loop, to be run by this thread.
        fail: Ends the app for an error.
    """
    here = threading.get_ident()

    def in_task(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # Without an error it is a remark on tasks that were left behind.
        if isinstance(error := context.get("exception"), Exception):
            tell(error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            tell(args.exc_value)

    def tell(error: Exception) -> None:
        # A lost task is told by whichever thread collects the garbage.
        if threading.get_ident() == here:
            fail(error)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(fail, error)

    before = threading.excepthook
    threading.excepthook = in_thread
    loop.set_exception_handler(in_task)
    try:
        yield
    finally:
        threading.excepthook = before
