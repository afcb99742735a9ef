"""Write what is on the screen to a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from overhang.core.snapshot import Snapshot
from overhang.views.dump import as_csv


def export(snapshot: Snapshot, folder: Path, now: dt.datetime) -> str:
    """Write every reading as CSV; return what to tell the user.

    The file is new, never an overwritten one: its name holds the moment.
    """
    path = folder / f"overhang-{now:%Y%m%dT%H%M%SZ}.csv"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(as_csv(snapshot))
    except OSError as error:
        return f"not exported: {path}: {error.strerror}"
    return f"exported to {path}"
