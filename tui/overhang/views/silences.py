"""A silence in words: whom it is about, from when to when, by whom and why."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from overhang.core.alerts.actions import Quiet
from overhang.core.states import Severity
from overhang.views import format as fmt
from overhang.views.base import Line, Span, Tone
from overhang.views.blocks import pairs
from overhang.views.words import subject_name

_FILE = "rules file"


def silence_words(quiet: Quiet, now: dt.datetime, zone: ZoneInfo) -> str:
    """Say who silenced and until when: `jk until 16:00 EST`, `jk until worse`."""
    who = quiet.by or _FILE
    if quiet.until is not None:
        end = fmt.clock(quiet.until, now, zone)
        return f"{who} until {end} {quiet.until.astimezone(zone):%Z}"
    return f"{who} until worse" if quiet.worse_than is not None else f"{who}, no end"


def quiet_page(quiet: Quiet, zone: ZoneInfo, width: int) -> list[Line]:
    """Tell all there is to one silence."""
    match = quiet.match
    end = fmt.moment(quiet.until, zone) if quiet.until else "until somebody ends it"
    if quiet.worse_than is not None:
        worse = quiet.worse_than.name.lower()
        # One of the rule file is there whatever stands.
        rest = ", or nothing of it stands" if quiet.number else ""
        end = f"it is worse than {worse}{rest}"
    loudest = match.severity.name.lower()
    rows = [
        ("issuer", _pattern(subject_name(match.issuer)), Tone.PLAIN),
        ("rule", _pattern(match.rule), Tone.PLAIN),
        ("metric", _pattern(match.metric), Tone.PLAIN),
        (
            "severity",
            "all" if match.severity is Severity.CRIT else f"up to {loudest}",
            Tone.PLAIN,
        ),
        ("from", fmt.moment(quiet.start, zone), Tone.PLAIN),
        ("until", end, Tone.PLAIN),
        ("by", quiet.by or _FILE, Tone.PLAIN),
        ("why", quiet.why, Tone.PLAIN),
    ]
    number = f" {quiet.number}" if quiet.number else f" of the {_FILE}"
    return [(Span(f"Silence{number}", Tone.TITLE),), *pairs(rows, width)]


def _pattern(text: str) -> str:
    return "all" if text == "*" else text
