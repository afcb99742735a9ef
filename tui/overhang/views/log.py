"""The log as people read it: what happened when, to which alert, and who did it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import msgspec

from overhang.core.alerts import journal
from overhang.core.alerts.actions import Action
from overhang.core.alerts.alert import Phase
from overhang.core.catalogue import METRICS, Worse
from overhang.core.safe_text import safe_text
from overhang.core.states import Severity
from overhang.views import format as fmt
from overhang.views.alert import Labelled
from overhang.views.base import Align, Cell, Column, Line, PaneView, Row, Span, Tone
from overhang.views.blocks import Entry, facts_table, pairs, section
from overhang.views.explain import inputs_table
from overhang.views.sieve import NOTHING, row_text, sieve, sieved
from overhang.views.words import MARKS, SEVERITIES, TONES, short, subject_name

_COLUMNS = (
    Column("time", "", Align.LEFT),
    Column("what", "what", Align.LEFT, 0),
    Column("issuer", "issuer", Align.LEFT, 1),
    Column("rule", "rule", Align.LEFT, 2),
    Column("value", "value", Align.RIGHT, 3),
    Column("level", "level", Align.LEFT, 4),
    Column("by", "by", Align.LEFT, 5),
    Column("why", "says", Align.LEFT, 6),
)
_DONE = {
    "ack": "acknowledged",
    "silence": "silenced",
    "end-silence": "silence ended",
    "note": "noted",
}
_WANTED = {
    "ack": "ack",
    "silence": "silence",
    "end-silence": "end",
    "note": "note",
    "unknown": "action",
}


def read_log(lines: Iterable[str]) -> list[journal.Line]:
    """Read lines of the log, oldest first; what is no line of a log is left out."""
    found = []
    for each in lines:
        try:
            found.append(_harmless(journal.read(each)))
        except msgspec.DecodeError:
            continue
    return found


def of_alert(
    lines: Iterable[journal.Line], rule: str, subject: str
) -> list[journal.Line]:
    """Keep what is about one rule and subject."""
    return [each for each in lines if (each.rule, each.subject) == (rule, subject)]


def refusal(lines: Iterable[journal.Line], action: Action) -> str:
    """Return why an action was not applied; empty when it was, or is not yet."""
    mine = (each for each in lines if (each.by, each.said_at) == (action.by, action.at))
    return next((each.refused for each in mine if each.refused), "")


def history_view(
    key: str, lines: Sequence[journal.Line], zone: ZoneInfo, wanted: str
) -> PaneView:
    """Write the log as a table, newest first; row keys are the lines' numbers."""
    rows = [_row(each, zone) for each in reversed(lines)]
    shown = sieve(wanted, rows, row_text)
    about = sieved(wanted, len(shown), len(rows))
    nothing = NOTHING if rows else "nothing has happened"
    notes = () if shown else ((Span(nothing, Tone.MUTED),),)
    title = "Alerts, history"
    return PaneView(key, title, (), about, _COLUMNS, tuple(shown), tuple(notes))


def history_lines(
    lines: Sequence[journal.Line], zone: ZoneInfo, width: int
) -> list[Line]:
    """Write a few lines of the log under each other, newest first."""
    entries = [
        Entry(
            (
                Cell(fmt.moment(each.at, zone), Tone.MUTED),
                Cell(_what(each), _tone(each)),
                Cell(each.by or _figure(each), Tone.MUTED),
            ),
            _says(each) if each.by else "",
        )
        for each in reversed(lines)
    ]
    return facts_table(("at", "what", "by, or figure"), entries, width)


def line_page(line: journal.Line, zone: ZoneInfo, width: int) -> list[Line]:
    """Tell all that one line of the log holds."""
    known = fmt.moment(line.known_at, zone) if line.known_at else ""
    said_at = fmt.moment(line.said_at, zone) if line.said_at else ""
    about = fmt.date(line.about) if line.about else ""
    rows: list[Labelled] = [
        ("what", f"{_what(line)} {line.rule} {_name(line)}".strip(), _tone(line)),
        ("at", fmt.moment(line.at, zone), Tone.PLAIN),
        ("figure", _figure(line), Tone.PLAIN),
        ("about", " ".join(filter(None, (about, line.state))), Tone.PLAIN),
        ("known at", known, Tone.PLAIN),
        ("judged by", line.judged_by, Tone.PLAIN),
        ("says", line.text, Tone.PLAIN),
        ("by", line.by, Tone.PLAIN),
        ("said at", said_at, Tone.PLAIN),
        ("why", line.why, Tone.PLAIN),
        ("refused", line.refused, Tone.WARN),
        ("matches", line.matched, Tone.PLAIN),
        ("until", fmt.moment(line.until, zone) if line.until else "", Tone.PLAIN),
        ("alert", line.alert, Tone.MUTED),
        ("line", f"{line.n}, {line.hash[:12]}", Tone.MUTED),
    ]
    return [*pairs(rows, width), *section("Inputs", inputs_table(line.inputs, width))]


def _row(line: journal.Line, zone: ZoneInfo) -> Row:
    severity = SEVERITIES.get(line.severity, Severity.NONE)
    tone = _tone(line)
    cells = (
        Cell(f"{line.at.astimezone(zone):%d %b %H:%M}", Tone.MUTED),
        Cell(_what(line), tone, f" {MARKS[severity]}".rstrip()),
        Cell(_name(line), tone),
        # A silence is about no one rule: about all that it matches.
        Cell(line.rule or line.matched),
        Cell(_value(line), tone, rights=line.rights),
        Cell(_level(line), Tone.MUTED),
        Cell(line.by, Tone.MUTED),
        Cell(_says(line), Tone.MUTED, rights=line.rights),
    )
    return Row(str(line.n), cells)


def _what(line: journal.Line) -> str:
    """Say what happened in a word or two: `fired`, `over`, `acknowledged`."""
    if line.refused:
        return f"{_WANTED.get(line.kind, line.kind)} refused"
    if line.kind in _DONE:
        return _DONE[line.kind]
    match line.old, line.new:
        case (Phase.RECOVERING, Phase.FIRING):
            return "fires again"
        case (_, Phase.FIRING):
            return "fired"
        case (Phase.PENDING, Phase.INACTIVE):
            return "let go"
        case (_, Phase.INACTIVE):
            return "over"
        case _:
            return line.new or line.kind


def _tone(line: journal.Line) -> Tone:
    severity = SEVERITIES.get(line.severity, Severity.NONE)
    if line.refused:
        return Tone.WARN
    if line.new == Phase.FIRING:
        return TONES[severity]
    return Tone.BENIGN if line.new == Phase.INACTIVE else Tone.MUTED


def _name(line: journal.Line) -> str:
    return subject_name(line.subject)


def _value(line: journal.Line) -> str:
    if line.value is None:
        return ""
    known = METRICS.get(line.metric)
    return fmt.quantity(line.value, known.unit if known else line.unit)


def _level(line: journal.Line) -> str:
    known = METRICS.get(line.metric)
    if line.threshold is None or known is None:
        return ""
    lower = known.worse is Worse.LOWER
    value, level = line.value, line.threshold
    beyond = value is None or (value < level if lower else value > level)
    # A figure that came back must not read as if it were beyond.
    was = "" if beyond else "was "
    sign = "<" if lower else ">"
    return f"{was}{sign} {fmt.level(line.threshold, known.unit)}"


def _figure(line: journal.Line) -> str:
    return " ".join(filter(None, (short(line.metric), _value(line), _level(line))))


def _says(line: journal.Line) -> str:
    """Say in words: the note, the reason, what is matched, until when."""
    said = (line.refused, line.why, line.matched if line.rule else "", line.text)
    return " · ".join(each for each in said if each)


def _harmless(line: journal.Line) -> journal.Line:
    """Make every text fit for a terminal: what the log escaped is harmful again."""
    return msgspec.structs.replace(
        line,
        inputs=tuple(
            msgspec.structs.replace(each, **_texts(each)) for each in line.inputs
        ),
        **_texts(line),
    )


def _texts(struct: msgspec.Struct) -> dict[str, str]:
    fields = msgspec.structs.asdict(struct)
    return {
        name: safe_text(text)
        for name, text in fields.items()
        if type(text) is str and text
    }
