"""Who collects: one leader a store, by locks that the kernel lets go of."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from overhang.core.safe_text import safe_text

_LEADER = "collector.lock"
_VIEWERS = "viewers.lock"
_LOG = "collector.log"
REFRESH = "refresh"
"""The file that a viewer touches to have every source asked again."""
_LOG_BYTES = 1_000_000
_WORDS_BYTES = 512

# -P: what lies in the current directory is never imported.
PROGRAM: tuple[str, ...] = (sys.executable, "-P", "-m", "overhang", "collect")
"""How a collector is started."""


class Attendance:
    """A viewer's sign that it is there; it ends with `close` or with the process."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def stands(self, directory: Path) -> bool:
        """Whether a collector of that directory sees it: the file is still there."""
        return _is_open(directory / _VIEWERS, self._fd)

    def close(self) -> None:
        """Go. A collector that was started for viewers ends after the last one."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def try_lead(directory: Path) -> int | None:
    """Take the leader's lock of a store directory.

    Returns:
        The locked file descriptor, to be kept open for as long as one leads; none
        when another process leads.

    Raises:
        OSError: the directory is not there or may not be written.
    """
    return _lock(directory / _LEADER, fcntl.LOCK_EX | fcntl.LOCK_NB)


def adopt_lead(directory: Path, fd: int) -> int | None:
    """Take over the leader's lock from the process that started this one.

    Returns:
        The descriptor; none when it is not the leader's lock, held.
    """
    if not leads(directory, fd):
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    os.set_inheritable(fd, False)
    return fd


def leads(directory: Path, fd: int) -> bool:
    """Whether a descriptor is of the leader's lock that lies there now."""
    return _is_open(directory / _LEADER, fd)


def tell_viewers(lead: int, words: str) -> None:
    """Say what is wrong with the store, where none is needed; empty: nothing.

    The words stand in the leader's lock, which is as long at the start as it will be:
    a full disk takes them too.

    Args:
        lead: the lock.
        words: shown as they are; what is too long is cut.
    """
    body = safe_text(words, _WORDS_BYTES).encode(errors="replace")
    body = body[:_WORDS_BYTES].ljust(_WORDS_BYTES)
    # Without room from the start only the silence tells.
    with suppress(OSError):
        if os.pread(lead, _WORDS_BYTES, 0) != body:
            os.pwrite(lead, body, 0)


def told_viewers(directory: Path) -> str:
    """Return what the collector that leads says is wrong with the store."""
    try:
        with (directory / _LEADER).open("rb") as lock:
            return lock.read(_WORDS_BYTES).decode(errors="ignore").strip()
    except OSError:
        return ""


def attend(directory: Path) -> Attendance:
    """Say that a viewer is there.

    Raises:
        OSError: the directory is not there or may not be written.
    """
    fd = _lock(directory / _VIEWERS, fcntl.LOCK_SH)
    assert fd is not None
    return Attendance(fd)


def anyone_attending(directory: Path) -> bool:
    """Whether a viewer is there."""
    fd = _lock(directory / _VIEWERS, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if fd is None:
        return True
    os.close(fd)
    return False


def ask_refresh(directory: Path) -> None:
    """Have the leading collector ask every source again, within a second or so.

    Raises:
        OSError: the directory is not there or may not be written.
    """
    (directory / REFRESH).touch(mode=0o600)


def refresh_asked(directory: Path) -> int:
    """Return a number that differs each time `ask_refresh` was called."""
    try:
        return (directory / REFRESH).stat().st_mtime_ns
    except OSError:
        return 0


def spawn_collector(
    directory: Path, argv: Sequence[str], *, program: Sequence[str] = PROGRAM
) -> subprocess.Popen[bytes] | None:
    """Start a collector unless one leads; hand it the lock, so that none comes between.

    It has a session of its own, reads nothing and writes to `collector.log`.

    Args:
        directory: the store's directory.
        argv: what the collector is told, without the lock and `--with-viewers`.
        program: the command before `argv`.

    Raises:
        OSError: the directory may not be written, or the program does not start.
    """
    fd = try_lead(directory)
    if fd is None:
        return None
    try:
        with _open_log(directory / _LOG) as log:
            return subprocess.Popen(
                [*program, *argv, "--lock-fd", str(fd), "--with-viewers"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(fd,),
                start_new_session=True,
            )
    finally:
        # Closed, not unlocked: the lock lives on in the child's copy alone.
        os.close(fd)


def last_words(directory: Path) -> str:
    """Return the last line that a collector wrote to its log, or nothing."""
    try:
        with (directory / _LOG).open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 4096))
            lines = log.read().decode(errors="replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _lock(path: Path, how: int) -> int | None:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, how)
    except BlockingIOError:
        os.close(fd)
        return None
    except BaseException:
        os.close(fd)
        raise
    return fd


def _is_open(path: Path, fd: int) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except OSError:
        return False


def _open_log(path: Path) -> BinaryIO:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    log = os.fdopen(fd, "ab")
    if os.fstat(fd).st_size > _LOG_BYTES:
        os.ftruncate(fd, 0)
    return log
