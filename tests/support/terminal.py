"""The real program in a real pseudo-terminal, as an SSH session would run it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pyte

_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])[0-9;]*u")
_TITLE = re.compile(rb"\x1b\[(2[23]);2t")
_ASKED = re.compile(rb"\x1b\[(?:\?(\d+)\$p|(\?)u|0?(c))")
_OSC = rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
_DCS = rb"\x1bP(?s:.)*?(?<!\x1b)\x1b\\"
# What pyte would print as text: kitty keyboard, mode queries, pointer shape, and what
# multiplexers are to pass on.
_NOT_FOR_PYTE = re.compile(
    rb"\x1b\[[<>=?][0-9;]*u|\x1b\[\?[0-9;]*\$p|"
    rb"\x1b\]22;[^\x07\x1b]*(?:\x07|\x1b\\)|" + _DCS
)
_UNFINISHED = re.compile(
    rb"\x1b(?:\[[^@-~]*|\][^\x07\x1b]*\x1b?|P(?:[^\x1b]|\x1b[^\\])*\x1b?)?\Z"
)
_NO_BELL = re.compile(_DCS + rb"|" + _OSC)
_SIGNS = (
    "NO_COLOR", "COLUMNS", "LINES", "COLORTERM", "TERM_PROGRAM", "LC_TERMINAL", "TMUX",
    "STY", "KITTY_WINDOW_ID", "VTE_VERSION", "KONSOLE_VERSION",
)  # fmt: skip
"""What tells of the terminal that the tests themselves run in."""


def private_env(
    home: Path, term: str = "xterm-256color", **more: str
) -> dict[str, str]:
    """Return an environment in which nothing of the user's is read or written."""
    places = ("CONFIG", "DATA", "STATE", "CACHE", "RUNTIME")
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("XDG_", "OVERHANG_", "TEXTUAL")) and key not in _SIGNS
    }
    homes = {f"XDG_{name}_HOME": str(home / name.lower()) for name in places}
    return {**kept, **homes, "HOME": str(home), "TERM": term, **more}


class Terminal:
    """A program behind a pty, the screen it has drawn, and every byte it wrote."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        columns: int = 80,
        lines: int = 24,
        controlling: bool = True,
        answers: bool = True,
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.raw = bytearray()
        self.modes = {7, 25}
        """Private modes that are on now; wrapping and the cursor are from the start."""
        self.kitty = 0
        """Pushes of the kitty keyboard that were not popped."""
        self.titles = 0
        """Titles that were kept and did not come back."""
        self.unchecked = ""  # Why what it sends is not looked at, where it is not.
        self.is_drawn = True
        """Whether `screen` is kept; it takes longer than the program's own work."""
        self.family: list[psutil.Process] = []
        """The program and all it was seen to start; see `tree`."""
        self.read_at = 0.0
        """When the last bytes came, on the monotonic clock."""
        self._stream = pyte.ByteStream(self.screen)
        self._unfed = b""
        self._answers = answers
        self._fd, slave = pty.openpty()
        self._set_size(columns, lines)
        self._attributes = termios.tcgetattr(self._fd)
        self.started_at = time.monotonic()
        self._child = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(env),
            start_new_session=True,
            preexec_fn=_take_terminal if controlling else None,
        )
        os.close(slave)
        self.pid = self._child.pid

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- what is seen -------------------------------------------------------------

    @property
    def text(self) -> str:
        """The screen's rows, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def received(self) -> int:
        """Bytes written by the program so far."""
        return len(self.raw)

    @property
    def is_restored(self) -> bool:
        """Whether the program gave the terminal back as it was."""
        given = termios.tcgetattr(self._fd)
        modes = self.modes == {7, 25} and self.kitty == 0 and self.titles == 0
        return modes and given == self._attributes

    @property
    def title(self) -> str:
        """The window's title, as the program set it last."""
        return self.screen.title

    @property
    def bells(self) -> int:
        """How often the terminal was rung so far."""
        return _NO_BELL.sub(b"", self.raw).count(b"\x07")

    def tree(self) -> list[psutil.Process]:
        """Return the program and every process it started, and remember them."""
        root = psutil.Process(self.pid)
        tree = [root, *root.children(recursive=True)]
        self.family += [each for each in tree if each not in self.family]
        return tree

    # --- what is done -------------------------------------------------------------

    def press(self, keys: str | bytes) -> None:
        """Type; text is sent as UTF-8."""
        os.write(self._fd, keys.encode() if isinstance(keys, str) else keys)

    def type_all(self, data: bytes) -> None:
        """Type more than fits the line at once; take in what comes meanwhile."""
        while data:
            self.read(0)
            if select.select([], [self._fd], [], 0.05)[1]:
                data = data[os.write(self._fd, data[:512]) :]

    def resize(self, columns: int, lines: int) -> None:
        """Change the window's size; the kernel sends SIGWINCH."""
        self.screen.resize(lines, columns)
        self._set_size(columns, lines)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the program alone."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Take the terminal away, as a broken connection does."""
        os.close(self._fd)
        self._fd = -1

    # --- waiting ------------------------------------------------------------------

    def wait(self, until: Callable[[str], bool], seconds: float = 20) -> str:
        """Read until the screen satisfies `until` and holds; fail showing the screen.

        A frame comes in pieces: what is asserted next may be in the last of them.
        """
        while True:
            self.wait_for(lambda: until(self.text), seconds)
            for _ in range(20):
                if not self.read(0.05):
                    break
            if until(self.text):
                return self.text

    def wait_for(self, happened: Callable[[], bool], seconds: float = 20) -> None:
        """Read until something holds; fail showing the screen."""
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > end:
                raise AssertionError(f"timed out; the screen was:\n{self.text}")
            self.read(0.05)

    def listen(self, seconds: float) -> int:
        """Return how many bytes the program writes in a while."""
        start, end = self.received, time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)
        return self.received - start

    def exit_status(self, seconds: float = 10) -> int:
        """Wait for the end; return the status, negative for a signal's number."""
        end = time.monotonic() + seconds
        while (status := self._child.poll()) is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running; the screen was:\n{self.text}")
            self.read(0.02)
        while self.read(0):
            pass
        return status

    def read(self, seconds: float, most: int = 65536) -> bool:
        """Take in what the program writes next; return whether there was anything."""
        if self._fd < 0:
            time.sleep(seconds)
            return False
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            written = os.read(self._fd, most)
        except OSError:
            # The program has closed its side; only its end is still to come.
            time.sleep(min(seconds, 0.01))
            return False
        self.read_at = time.monotonic()
        self._take(written)
        return True

    def close(self) -> None:
        """End the program if it still runs, and whatever it started."""
        if self._child.poll() is None:
            for each in reversed(self.tree()):
                each.kill()
            self._child.wait()
        if self._fd >= 0:
            self.hang_up()

    def _take(self, written: bytes) -> None:
        self.raw += written
        ready = self._unfed + written
        cut = _UNFINISHED.search(ready)
        end = cut.start() if cut else len(ready)
        ready, self._unfed = ready[:end], ready[end:]
        for numbers, letter in _MODE.findall(ready):
            for number in map(int, numbers.split(b";")):
                (self.modes.add if letter == b"h" else self.modes.discard)(number)
        for sign in _KITTY.findall(ready):
            self.kitty += 1 if sign == b">" else -1
        for push in _TITLE.findall(ready):
            self.titles += 1 if push == b"22" else -1
        if self._answers:
            for mode, keyboard, device in _ASKED.findall(ready):
                self.press(_answer(mode, keyboard, device))
        if self.is_drawn:
            self._stream.feed(_NOT_FOR_PYTE.sub(b"", ready))

    def _set_size(self, columns: int, lines: int) -> None:
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)


Opener = Callable[..., Terminal]
"""A fixture's function that opens a terminal and sees to its end."""


def alive(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Return those that still run; one that only waits to be reaped has ended."""
    found = []
    for each in processes:
        with suppress(psutil.NoSuchProcess):
            if each.is_running() and each.status() != psutil.STATUS_ZOMBIE:
                found.append(each)
    return found


def gone(processes: Sequence[psutil.Process], seconds: float = 5) -> bool:
    """Wait for processes to end; return whether all did."""
    end = time.monotonic() + seconds
    while alive(processes):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _take_terminal() -> None:
    """Make standard input the controlling terminal, as a login does."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _answer(mode: bytes, keyboard: bytes, device: bytes) -> bytes:
    """Answer as xterm does: synchronized output yes, other modes unknown."""
    if mode:
        return b"\x1b[?%s;%d$y" % (mode, 2 if mode == b"2026" else 0)
    return b"\x1b[?0u" if keyboard else b"\x1b[?62;22c"
