"""A viewer's line to its calculator: a worker process for what is asked on demand."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Literal

import msgspec

from overhang.core.tape.told import ToldChain, ToldTape

PROGRAM: tuple[str, ...] = (sys.executable, "-P", "-m", "overhang.calculator")
"""How a calculator is started; the store's URL follows."""
LENGTH_BYTES = 4
"""Each message is MessagePack after its length, big-endian."""
_LONGEST = 64 * 1024 * 1024
_LIVES = 2
"""A worker that dies over a question is replaced once."""


class Request(msgspec.Struct, frozen=True):
    """A question to the calculator."""

    id: int
    ask: Literal["series", "tape", "chain"]
    subject: str = ""
    """An issuer's code; of a path also `group:four`."""
    metric: str = ""
    """Of a path."""
    root: str = ""
    """Of a chain: the identifier that it goes by."""
    seen: int = -1
    """Of the tape: the number of what is known already."""


class Answer(msgspec.Struct, frozen=True):
    """What the calculator says to the question of the same id."""

    id: int
    points: tuple[tuple[date, float], ...] = ()
    """Oldest first, in the metric's unit."""
    error: str = ""
    """Why there is no answer, in words; empty when there is one."""
    tape: ToldTape | None = None
    """None: not asked for, or as `seen`."""
    chain: ToldChain | None = None


class _GoneError(Exception):
    """The worker ended before it answered."""


class Calculator:
    """Asks one worker process, started with the first question.

    Args:
        store_url: the store that the worker reads.
        program: the command before the URL.
    """

    def __init__(self, store_url: str, *, program: Sequence[str] = PROGRAM) -> None:
        self._command = (*program, store_url)
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._worker: Process | None = None
        self._listener: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._closed = False

    async def series(self, subject: str, metric: str) -> Answer:
        """Return the path of a metric. A fault is an answer with an `error`.

        Cancelling forgets the question; its answer is dropped when it comes.
        """
        return await self._told(Request(next(self._ids), "series", subject, metric))

    async def tape(self, subject: str, seen: int) -> Answer:
        """Return the tape of a name, unless it is the one numbered `seen`."""
        return await self._told(Request(next(self._ids), "tape", subject, seen=seen))

    async def chain(self, root: str) -> Answer:
        """Return all that was said about one print."""
        return await self._told(Request(next(self._ids), "chain", root=root))

    async def close(self) -> None:
        """End the worker. Whoever still waits is told that it stopped."""
        self._closed = True
        async with self._starting:
            if self._worker is not None:
                _kill(self._worker)
            if self._listener is not None:
                await self._listener

    async def _told(self, request: Request) -> Answer:
        """Return the worker's answer, or why there is none."""
        for _ in range(_LIVES):
            try:
                return await self._ask(request)
            except (_GoneError, BrokenPipeError, ConnectionResetError):
                continue
            except OSError as error:
                return Answer(request.id, error=f"no calculator: {error.strerror}")
        return Answer(request.id, error="the calculator stopped")

    async def _ask(self, request: Request) -> Answer:
        worker = await self._running()
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[request.id] = answer
        try:
            assert worker.stdin is not None
            worker.stdin.write(frame(msgspec.msgpack.encode(request)))
            await worker.stdin.drain()
            return await answer
        finally:
            self._waiting.pop(request.id, None)

    async def _running(self) -> Process:
        """Return the worker, started if there is none."""
        async with self._starting:
            if self._closed:
                raise _GoneError
            if self._worker is None:
                # Its errors come as answers; the viewer's own are the screen.
                self._worker = await asyncio.create_subprocess_exec(
                    *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
                )
                self._listener = asyncio.create_task(self._listen(self._worker))
            return self._worker

    async def _listen(self, worker: Process) -> None:
        """Hand out answers until the worker ends; one that nobody awaits is dropped."""
        decoder = msgspec.msgpack.Decoder(Answer)
        assert worker.stdout is not None
        try:
            while True:
                head = await worker.stdout.readexactly(LENGTH_BYTES)
                length = int.from_bytes(head)
                if length > _LONGEST:
                    break
                answer = decoder.decode(await worker.stdout.readexactly(length))
                waiting = self._waiting.get(answer.id)
                if waiting is not None and not waiting.done():
                    waiting.set_result(answer)
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError):
            pass
        finally:
            self._worker = None
            _kill(worker)
            for each in self._waiting.values():
                if not each.done():
                    each.set_exception(_GoneError())
            await worker.wait()


def _kill(worker: Process) -> None:
    """End a worker.

    Not by its own method: that looks first whether the process has ended, which takes
    the end from asyncio's waiter, and this complains of it on standard error.
    """
    if worker.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)


def frame(message: bytes) -> bytes:
    """Return a message with its length before it."""
    return len(message).to_bytes(LENGTH_BYTES) + message
