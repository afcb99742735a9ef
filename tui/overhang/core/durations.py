"""Lengths of time as people write them: `30s`, `5m`, `4h`."""

from __future__ import annotations

import re

_DURATION = r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(s|m|h)"
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def seconds(text: str) -> float:
    """Return a duration in seconds; raise `ValueError` when it is not one."""
    match = re.fullmatch(_DURATION, text.strip())
    if match is None:
        raise ValueError(text)
    # To the millisecond that can be written: 4.1 hours are 14,760 seconds.
    return round(float(match[1]) * _SECONDS[match[2]], 3)


def short(length: float) -> str:
    """Write seconds in the largest unit that leaves no fraction: `30s`, `4h`."""
    for unit in ("h", "m"):
        if length >= _SECONDS[unit] and length % _SECONDS[unit] == 0:
            return f"{length / _SECONDS[unit]:.0f}{unit}"
    return f"{length:.12g}s"
