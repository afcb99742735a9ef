"""A silence in words: whom it is about, from when to when, by whom and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from overhang.core.alerts.actions import Quiet
from overhang.core.states import Severity
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Row, Span, Tone
from overhang.views.blocks import pairs
from overhang.views.flags import MUTED_MARK, apart
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


def silence_rows(
    quiets: Sequence[Quiet], now: dt.datetime, zone: ZoneInfo
) -> list[Row]:
    """Write one row a silence, with the columns of the list of alerts."""
    rows = []
    for at, each in enumerate(quiets):
        coming = each.start > now
        start = fmt.clock(each.start, now, zone)
        lasted = fmt.elapsed(now - each.start)
        issuer = "all" if each.match.issuer == "*" else subject_name(each.match.issuer)
        cells = (
            Cell(issuer, Tone.MUTED, apart(MUTED_MARK)),
            Cell(""),
            Cell(""),
            Cell("all rules" if each.match.rule == "*" else each.match.rule),
            Cell("to come" if coming else "silence", Tone.MUTED),
            Cell(f"at {start}" if coming else lasted, Tone.MUTED),
            Cell(""),
            Cell(""),
            Cell(_numbered(each) + silence_words(each, now, zone), Tone.MUTED),
            Cell(each.why, Tone.MUTED),
        )
        rows.append(Row(quiet_key(at, each), cells))
    return rows


def _numbered(quiet: Quiet) -> str:
    """Write the number that `alerts unsilence` wants; the rules file's have none."""
    return f"#{quiet.number} " if quiet.number else ""


def quiet_key(at: int, quiet: Quiet) -> str:
    """Return the key of a silence's row."""
    # Those of the rules file have no number.
    return f"silence {quiet.number}" if quiet.number else f"silence #{at}"
