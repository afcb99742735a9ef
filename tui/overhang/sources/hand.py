"""A hand that may be cut off: for calls that may never come back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Hand:
    """Makes calls in threads of its own, one at a time, and waits so long for each.

    A look at a file of a dead server hangs in the kernel, where nothing ends it: the
    thread is left behind, and no other is until it comes back. Threads that all share
    would run out, and the program would wait for them at its end.

    Args:
        patience: Seconds that a call may take.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._out = threading.Event()

    async def do(
        self, call: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Return what a call returns, or raise what it raises.

        Raises:
            TimeoutError: There is no answer, or none yet to the call before, or
                nobody to make it: the machine has no thread left.
        """
        if self._out.is_set():
            raise TimeoutError
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[_T] = loop.create_future()

        def tell(result: _T | None, error: BaseException | None) -> None:
            if answer.done():
                return
            if error is None:
                answer.set_result(result)  # type: ignore[arg-type]
            else:
                answer.set_exception(error)

        def work() -> None:
            result, error = None, None
            try:
                result = call(*args, **kwargs)
            except BaseException as raised:
                # Whatever it is, who waits shall have it.
                error = raised
            self._out.clear()
            try:
                loop.call_soon_threadsafe(tell, result, error)
            except RuntimeError:
                # The loop has ended, and nobody waits.
                return

        self._out.set()
        try:
            threading.Thread(target=work, name="hand", daemon=True).start()
        except RuntimeError:
            self._out.clear()
            raise TimeoutError from None
        async with asyncio.timeout(self._patience):
            return await answer
