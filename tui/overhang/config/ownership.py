"""Whether a file is its owner's alone: what we run, what tells us to, and secrets."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from pathlib import Path

from overhang.core.safe_text import safe_text

_FIRST_LINE = 256
"""Bytes of it that the kernel reads."""


def open_to_others(path: Path) -> str:
    """Say who but us and root could change or replace a file; nothing if nobody.

    Args:
        path: without links; every folder above it counts too, unless only the owner of
            a file in it may replace that (`/tmp`).

    Raises:
        OSError: it cannot be looked at.
    """
    for each in (path, *path.parents):
        found = each.stat()
        if found.st_uid not in (0, os.geteuid()):
            return f"{each} belongs to somebody else"
        own = stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX
        shared = found.st_mode & stat.S_IWGRP and not _alone(found)
        if (shared or found.st_mode & stat.S_IWOTH) and not own:
            return f"others may change {each} (chmod go-w)"
    return ""


def _alone(found: os.stat_result) -> bool:
    """Whether a file's group is the one that many systems give each user alone."""
    try:
        owner, group = pwd.getpwuid(found.st_uid), grp.getgrgid(found.st_gid)
    except KeyError:
        return False
    own = group.gr_gid == owner.pw_gid and group.gr_name == owner.pw_name
    return own and set(group.gr_mem) <= {owner.pw_name}


def seen_by_others(path: Path) -> str:
    """Say that everybody on this machine could read a file; nothing if they cannot.

    A group that may read it is the owner's choice: so a desk shares a key.

    Args:
        path: without links; a folder above it that others may not enter keeps them out.

    Raises:
        OSError: it cannot be looked at.
    """
    if not path.stat().st_mode & stat.S_IROTH:
        return ""
    if all(each.stat().st_mode & stat.S_IXOTH for each in path.parents):
        return f"others may read it (chmod o-r {path})"
    return ""


def unrunnable(program: Path) -> str:
    """Say why a program is not run; nothing if it is.

    Args:
        program: from `/`; through links, what they lead to counts.
    """
    try:
        real = program.resolve(strict=True)
        if not real.is_file() or not os.access(real, os.X_OK):
            return "not a program"
        if words := open_to_others(real):
            return f"not run: {words}"
        interpreter = _interpreter(real)
    except (OSError, RuntimeError) as error:
        return getattr(error, "strerror", None) or str(error)
    if interpreter and not Path(interpreter).exists():
        return f"its interpreter is not there: {safe_text(interpreter)}"
    return ""


def _interpreter(script: Path) -> str:
    """Return what a script names in its first line; empty: it is none."""
    with script.open("rb") as file:
        first = file.readline(_FIRST_LINE)
    words = first.removeprefix(b"#!").split() if first.startswith(b"#!") else []
    return os.fsdecode(words[0]) if words else ""
