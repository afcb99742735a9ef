"""Whether a file is its owner's alone: what we run, what tells us to, and secrets."""

from __future__ import annotations

import os
import stat
from pathlib import Path


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
        if found.st_mode & 0o022 and not own:
            return f"others may change {each} (chmod go-w)"
    return ""


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
