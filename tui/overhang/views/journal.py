"""The log in words: one line for what an alert did, or for what somebody did."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from overhang.core.alerts.journal import Line as Entry
from overhang.views import format as fmt
from overhang.views.words import subject_name

TRANSITION = "transition"
_SAID = {
    "ack": "acknowledged",
    "silence": "silenced",
    "end-silence": "ended the silence of",
    "note": "noted on",
}
_REFUSED = {
    "ack": "an acknowledgement of",
    "silence": "a silence of",
    "end-silence": "an end of silence",
    "note": "a note on",
    "unknown": "an action",
}


def said(entry: Entry, zone: ZoneInfo) -> str:
    """Write one line of the log with its time: `09 Oct 26 16:00 EDT  ORCL ...`."""
    words = _moved(entry) if entry.kind == TRANSITION else done(entry, zone, entry.at)
    return f"{fmt.moment(entry.at, zone)}  {words}"


def done(entry: Entry, zone: ZoneInfo, now: dt.datetime) -> str:
    """Say what somebody did: `jk acknowledged ORCL cds-5y-level (warn): calling`.

    Args:
        entry: an action.
        zone: the one zone times are shown in.
        now: beside it an end today is a clock time. Aware.
    """
    what = entry.matched or f"{subject_name(entry.subject)} {entry.rule}".strip()
    if entry.action is not None and entry.kind == "silence":
        what = f"{what} (silence {entry.action})"
    if entry.refused:
        wish = f"{_REFUSED.get(entry.kind, entry.kind)} {what}".rstrip()
        return f"{entry.by or 'somebody'} was refused {wish}: {entry.refused}"
    severity = f" ({entry.severity})" if entry.severity else ""
    until = f" until {fmt.clock(entry.until, now, zone)}" if entry.until else ""
    words = entry.why or (entry.text if entry.kind == "note" else "")
    why = f": {words}" if words else ""
    verb = _SAID.get(entry.kind, entry.kind)
    return f"{entry.by} {verb} {what}{severity}{until}{why}"


def _moved(entry: Entry) -> str:
    name = f"{subject_name(entry.subject)} {entry.rule} {entry.severity}"
    text = f"  {entry.text}" if entry.text else ""
    why = f" ({entry.why})" if entry.why else ""
    return f"{name}  {entry.old} -> {entry.new}{text}{why}"
