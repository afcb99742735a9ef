"""Why there can be no full screen here. Told before Textual is even loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

_NO_SCREEN = ("", "dumb", "unknown")
_INSTEAD = "`overhang snapshot` prints the same board as text"


def refuse_reason(
    stdin: IO[Any] | None, stderr: IO[Any] | None, env: Mapping[str, str]
) -> str | None:
    """Say why there can be no full screen here, or return none if there can.

    Args:
        stdin: Where keys come from; Python has none when it is closed.
        stderr: What the board is drawn on, so that standard output stays data.
        env: For `TERM`.
    """
    for name, stream in (("input", stdin), ("error", stderr)):
        if stream is None or stream.closed or not stream.isatty():
            return f"standard {name} is not a terminal; {_INSTEAD}"
    term = env.get("TERM", "")
    if term in _NO_SCREEN:
        return f'TERM is "{term}", which has no full screen; {_INSTEAD}'
    return None
