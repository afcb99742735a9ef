"""The worker processes: started when needed, killed when they take too long."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache

import msgspec

from overhang.sources.apart.job import Job, Reply, receive, send
from overhang.sources.apart.limits import MEMORY, SECONDS
from overhang.sources.base import Problem, SourceError

_PROGRAM = (sys.executable, "-P", "-m", "overhang.sources.apart.worker")
_NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""What of the environment a worker is told. There are secrets in the rest."""
_SINGLE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
"""Each thread of a library takes address space before it does anything."""


class _GoneError(Exception):
    """The worker ended without an answer."""


class Workers:
    """Asks workers, from any thread. One that is free is kept for the next body.

    Args:
        program: What to start.
        seconds: That one body may take.
    """

    def __init__(
        self, program: Sequence[str] = _PROGRAM, *, seconds: float = SECONDS
    ) -> None:
        self._program = program
        self._seconds = seconds
        self._free: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def ask(self, job: Job, data: bytes) -> Reply:
        """Have one body read.

        Args:
            job: How to read it.
            data: The body.

        Raises:
            SourceError: It is refused, or the worker did not live to tell.
        """
        kept = self._take()
        try:
            # One that was kept may have ended by itself just now.
            try:
                reply = self._one(kept or self._start(), job, data)
            except _GoneError:
                if kept is None:
                    raise
                reply = self._one(self._start(), job, data)
        except _GoneError:
            expected = f"one that takes no more than {MEMORY // 2**20} MB to read"
            raise SourceError([Problem(job.name, "too much", expected)]) from None
        except TimeoutError:
            expected = f"a file that is read within {self._seconds:g} s"
            raise SourceError([Problem(job.name, "too much", expected)]) from None
        except OSError as error:
            found = error.strerror or type(error).__name__
            raise SourceError([Problem(job.name, found, "a process")]) from None
        if reply.faults:
            raise SourceError(reply.faults)
        return reply

    def close(self) -> None:
        """End the workers that nobody asks."""
        with self._lock:
            free, self._free = self._free, []
        for each in free:
            _end(each)

    def _take(self) -> subprocess.Popen[bytes] | None:
        """Return a worker that is free; none: there is none."""
        with self._lock:
            while self._free:
                worker = self._free.pop()
                if worker.poll() is None:
                    return worker
                _end(worker)
        return None

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._program,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(os.environ),
            # A Ctrl-C is meant for the collector, which ends it.
            start_new_session=True,
        )

    def _one(self, worker: subprocess.Popen[bytes], job: Job, data: bytes) -> Reply:
        """Return a worker's answer, and keep the worker."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.daemon = True
        timer.start()
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            send(worker.stdin, msgspec.msgpack.encode(job))
            send(worker.stdin, data)
            reply = msgspec.msgpack.decode(receive(worker.stdout), type=Reply)
        except (EOFError, OSError, msgspec.DecodeError):
            _end(worker)
            raise TimeoutError if late.is_set() else _GoneError from None
        except BaseException:
            _end(worker)
            raise
        finally:
            timer.cancel()
        with self._lock:
            kept, self._free = self._free, [worker]
        for each in kept:
            _end(each)
        return reply


@cache
def workers() -> Workers:
    """Return the workers of this process."""
    made = Workers()
    atexit.register(made.close)
    return made


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Kill a worker and let go of all it held."""
    worker.kill()
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                # What it was being told when it ended.
                continue
    worker.wait()


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    kept = {
        key: value
        for key, value in env.items()
        if key in _NEEDED or key.startswith("PYTHON")
    }
    return kept | _SINGLE
