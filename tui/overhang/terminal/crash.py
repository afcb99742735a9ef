"""What is left of a crash: one line for the person, everything for the developer."""

from __future__ import annotations

import datetime as dt
import os
import traceback
from pathlib import Path

from overhang.core.safe_text import safe_lines, safe_text

_SHOWN = 300
"""Characters of an error's own words that are shown."""
_PATH = 2000
"""Characters of a path that are shown."""


def report(error: BaseException, folder: Path, now: dt.datetime) -> str:
    """Write the traceback to a file of its own; return the message for the screen.

    Args:
        error: What ended the program.
        folder: Where to write; made if it is not there, private to the user.
        now: Stamped on the file. UTC.

    Returns:
        Lines without control characters, ending with where the traceback is.
    """
    words = " ".join(str(error).split())[:_SHOWN]
    stopped = f"overhang stopped: {type(error).__name__}: {words}".rstrip(": ")
    message = safe_text(stopped, len(stopped) + 1)
    path = folder / f"crash-{now:%Y%m%dT%H%M%S.%fZ}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Another's crash is not written over, nor through a link.
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(safe_lines("".join(traceback.format_exception(error))))
    except OSError as reason:
        return f"{message}\nno traceback in {_path(path)}: {reason.strerror}\n"
    return f"{message}\nthe traceback is in {_path(path)}\n"


def _path(path: Path) -> str:
    return safe_text(str(path), _PATH)
