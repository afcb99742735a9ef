"""An event loop in which time is a number: it jumps to whatever is due next."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any


class VirtualLoop(asyncio.SelectorEventLoop):
    """Never waits. Work for a thread is done at once, in no time.

    Args:
        start: seconds on the monotonic clock.
        passed: called with the new time whenever some passes.
    """

    def __init__(self, start: float, passed: Callable[[float], None]) -> None:
        self.seconds = start
        self._passed = passed
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """Tell the seconds on the monotonic clock."""
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self._passed(self.seconds)

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Call it here and now."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("nothing will ever happen")
        if timeout > 0:
            self._loop.advance(timeout)
        return super().select(0)
