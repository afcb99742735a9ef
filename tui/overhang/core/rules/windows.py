"""How far back a change or a z-score looks: `1d`, `1w`, `60d`, `1m`."""

from __future__ import annotations

import re

_WINDOW = re.compile(r"([1-9]\d{0,2})([dwm])", re.ASCII)
_DAYS = {"d": 1, "w": 5, "m": 21}
_LONGEST = 756
"""Business days: three years."""
_FEWEST_FOR_Z = 20
"""Business days under which a standard deviation says nothing."""


def business_days(window: str) -> int:
    """Return the business days of a window: a week has 5, a month 21.

    Raises:
        ValueError: it is no window.
    """
    match = _WINDOW.fullmatch(window)
    if match is None:
        raise ValueError(window)
    return int(match[1]) * _DAYS[match[2]]


def check_window(window: str, function: str) -> str:
    """Return nothing when a function can look back so far, else what it expects."""
    try:
        days = business_days(window)
    except ValueError:
        return 'a window as "1d", "1w", "60d" or "1m"'
    if days > _LONGEST:
        return f"at most {_LONGEST} business days"
    if function == "z" and days < _FEWEST_FOR_Z:
        return f"at least {_FEWEST_FOR_Z} business days for a z-score"
    return ""
