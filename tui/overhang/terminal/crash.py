"""What is left of a crash: one line for the person, everything for the developer."""

from __future__ import annotations

import datetime as dt
import traceback
from pathlib import Path

from overhang.terminal.guard import printable

_SHOWN = 300
"""Characters of an error's own words that are shown."""


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
    message = printable(
        f"overhang stopped: {type(error).__name__}: {words}".rstrip(": ")
    )
    path = folder / f"crash-{now:%Y%m%dT%H%M%SZ}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        path.chmod(0o600)
    except OSError as reason:
        return f"{message}\nno traceback in {path}: {reason.strerror}\n"
    return f"{message}\nthe traceback is in {path}\n"
