"""Whether a file is its owner's alone: what we run, and what tells us to run it."""

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
