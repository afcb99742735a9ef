"""The collector's event loop: names that nobody resolves hold up nobody else."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from contextlib import suppress
from typing import Any


class Loop(asyncio.SelectorEventLoop):
    """Looks each name up on a thread of its own.

    The usual loop lends a handful of threads to all that would block it: a few names
    that take half a minute each would keep files from being read and bodies from being
    parsed, and a process that ends would wait for them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lookups: dict[tuple[Any, ...], asyncio.Future[Any]] = {}

    async def getaddrinfo(
        self,
        host: Any,
        port: Any,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - as asyncio calls it
        proto: int = 0,
        flags: int = 0,
    ) -> Any:
        """Return what `socket.getaddrinfo` does; who asks alike waits for one answer.

        Raises:
            OSError: The name is not known, or nobody can tell; or the machine has no
                thread left to ask with.
        """
        asked = (host, port, family, type, proto, flags)
        if asked not in self._lookups:
            self._lookups[asked] = self._look(asked)
        # Whoever gives up leaves the answer to the others.
        return await asyncio.shield(self._lookups[asked])

    def _look(self, asked: tuple[Any, ...]) -> asyncio.Future[Any]:
        """Begin to look a name up."""
        answer = self.create_future()

        def settle(found: Any, error: Exception | None) -> None:
            self._lookups.pop(asked, None)
            if error is None:
                answer.set_result(found)
            else:
                answer.set_exception(error)
                # Read once here: all who asked may have given up.
                answer.exception()

        def look() -> None:
            found, error = None, None
            try:
                found = socket.getaddrinfo(*asked)
            except Exception as raised:
                error = raised
            # A loop that is closed by now wants no answer.
            with suppress(RuntimeError):
                self.call_soon_threadsafe(settle, found, error)

        try:
            threading.Thread(target=look, name="lookup", daemon=True).start()
        except RuntimeError as error:
            raise OSError(errno.EAGAIN, str(error)) from None
        return answer
