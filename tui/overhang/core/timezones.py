"""Whether there is a timezone of a name."""

from __future__ import annotations

from overhang.core.problems import unknown


def unknown_zone(name: str) -> str:
    """Return nothing when the zone exists, else that it does not and what is near."""
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return unknown("timezone", name, sorted(available_timezones()))
    return ""
