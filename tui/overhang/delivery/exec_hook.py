"""A command of the desk's own: the message on its standard input, never in a shell."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import json

from overhang.config.deliver import MESSAGE
from overhang.config.ownership import unrunnable
from overhang.core.alerts.messages import Message
from overhang.core.safe_text import safe_text
from overhang.delivery.base import DeliveryError
from overhang.delivery.payload import headline, payload

_CAP = 4096
"""Bytes of output that are kept; the rest is read and dropped."""
_LINGER_S = 1.0
"""For the end of what was killed."""
_PATH = "/usr/local/bin:/usr/bin:/bin"
_PASSED_ON = ("HOME", "LANG", "LC_ALL", "TZ", "USER")


class ExecHook:
    """Runs a program for each message, one at a time.

    The program gets the message as JSON on standard input (see `payload`), and
    `OVERHANG_ID`, `OVERHANG_SEVERITY`, `OVERHANG_SUBJECT`, `OVERHANG_WHY`,
    `OVERHANG_TEXT`, and all five as JSON in `OVERHANG_MESSAGE`, in an environment that
    holds little else. It has done its work when it exits with 0; what it started ends
    with it, unless that left its process group.

    Args:
        argv: the program, from `/`, and its arguments: as they are, but for one that is
            `{message}` and becomes the text, one line of 256 characters at most.
        env: the environment; of it the home and the language are passed on.
        timeout: seconds; the program and what it started are killed then.
    """

    keep_alive = None

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], *, timeout: float = 10.0
    ) -> None:
        self._argv = tuple(argv)
        self._program = Path(self._argv[0])
        self._env = {key: env[key] for key in _PASSED_ON if key in env}
        self.timeout = timeout

    @property
    def unready(self) -> str:
        """Why the program would not be run; empty: it would."""
        words = unrunnable(self._program)
        return f"{self._program}: {words}" if words else ""

    async def deliver(self, message: Message) -> None:
        """Run the program once."""
        program = runnable(self._program)
        with tempfile.TemporaryFile() as given:
            given.write(payload(message))
            given.seek(0)
            with _Output() as output:
                status = await self._run(program, given.fileno(), output.sink, message)
                words = output.words()
        if status:
            how = f"exit {status}" if status > 0 else f"killed by signal {-status}"
            raise DeliveryError(f"{how}: {words}" if words else how)

    async def _run(self, program: Path, stdin: int, sink: int, message: Message) -> int:
        """Return the exit status; negative is the signal that ended it."""
        head = headline(message)
        argv = (head if each == MESSAGE else each for each in self._argv)
        try:
            process = await asyncio.create_subprocess_exec(
                *argv,
                executable=program,
                stdin=stdin,
                stdout=sink,
                stderr=sink,
                env=self._env | _told(message, head),
                cwd="/",
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise DeliveryError(f"{self._argv[0]}: {reason}") from error
        try:
            return await process.wait()
        finally:
            # Whatever it left running, too: it is the leader of its own group.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            # One that became another user's cannot be killed, and is left to end.
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _LINGER_S)


def runnable(program: Path) -> Path:
    """Return a program's file without links.

    Raises:
        DeliveryError: it is none, or somebody but us and root could change it.
    """
    if words := unrunnable(program):
        raise DeliveryError(f"{program}: {words}")
    return program.resolve()


def _told(message: Message, head: str) -> dict[str, str]:
    words = {
        "ID": message.id,
        "SEVERITY": message.severity.name.lower(),
        "SUBJECT": safe_text(message.subject),
        "WHY": message.why.value,
        "TEXT": head,
    }
    short = {key.lower(): each for key, each in words.items()}
    named = {f"OVERHANG_{key}": each for key, each in words.items()}
    return {"PATH": _PATH, **named, "OVERHANG_MESSAGE": json.encode(short).decode()}


class _Output:
    """A pipe that keeps the first bytes and never fills up."""

    def __init__(self) -> None:
        self._source, self.sink = os.pipe()
        os.set_blocking(self._source, False)
        self._kept = b""
        self._loop = asyncio.get_running_loop()

    def __enter__(self) -> _Output:
        self._loop.add_reader(self._source, self._read)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.remove_reader(self._source)
        os.close(self._source)
        os.close(self.sink)

    def words(self) -> str:
        """Return what was said, as one line that is fit to be shown."""
        self._read()
        return safe_text(self._kept.decode("utf-8", "replace").strip())

    def _read(self) -> None:
        with suppress(BlockingIOError):
            data = os.read(self._source, 65_536)
            self._kept += data[: _CAP - len(self._kept)]
