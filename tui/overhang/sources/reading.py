"""Opening a file that may be anything: a pipe, a device, a directory, half written."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import NamedTuple

from overhang.core.safe_text import safe_text
from overhang.sources.base import Problem, SourceError

CAP = 64 * 2**20
"""Bytes. No table of this kind is larger; `/dev/zero` is."""

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_CHUNK = 2**20
_TRIES = 3


class Signature(NamedTuple):
    """What changes when a file's content does."""

    inode: int
    size: int
    modified: int
    """Nanoseconds."""
    changed: int
    """Nanoseconds; moves even when someone sets `modified` back."""


def signature(path: Path) -> Signature | int | None:
    """Return a file's signature; its error number; or none when it is not there."""
    try:
        return _signature(path.stat())
    except FileNotFoundError:
        return None
    except OSError as error:
        return error.errno or -1


def read_file(path: Path, cap: int = CAP) -> bytes:
    """Return a regular file's whole content, as it stood at one moment.

    Raises:
        FileNotFoundError: There is no such file.
        SourceError: It is no regular file, may not be read, is larger than `cap`
            bytes, or did not hold still for three tries.
    """
    try:
        for _ in range(_TRIES):
            data = _read_once(path, cap)
            if data is not None:
                return data
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise _fault(path, "a socket or a device", "a regular file") from None
        raise _fault(path, error.strerror or "no answer", "a readable file") from None
    raise _fault(path, "", "a file that holds still: being written")


def _read_once(path: Path, cap: int) -> bytes | None:
    """Read the file; none when it changed meanwhile."""
    handle = os.open(path, _FLAGS)
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise _fault(path, _kind(before.st_mode), "a regular file")
        if before.st_size > cap:
            raise _fault(path, f"{before.st_size} bytes", f"{cap} bytes at most")
        chunks = []
        left = before.st_size + 1
        while left > 0 and (chunk := os.read(handle, min(left, _CHUNK))):
            chunks.append(chunk)
            left -= len(chunk)
        data = b"".join(chunks)
        held = _signature(os.fstat(handle)) == _signature(before)
        return data if held and len(data) == before.st_size else None
    finally:
        os.close(handle)


def _signature(seen: os.stat_result) -> Signature:
    return Signature(seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


def _kind(mode: int) -> str:
    """Name what is no regular file."""
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a device"


def _fault(path: Path, found: str, expected: str) -> SourceError:
    return SourceError([Problem(safe_text(path.name), found, expected)])
