"""The log: every transition and every action, one JSON object a line, chained.

A line holds its number `n`, the entry's fields and `prev`, the hash of the line before
it; `hash` seals it at its end: SHA-256, in hex, of the line without `,"hash":"..."`.
Before the first line stands a hash of zeros. So a line that is changed, taken out or
put in breaks the chain at its place, and anybody can check that with the file alone.
Lines cut off at the end leave no trace in the chain: for that, note the last hash
elsewhere. What is not printable ASCII is escaped: a line does no harm to the terminal
that shows it, and comes through any encoding as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated

import msgspec

from overhang.core.alerts.alert import Key, Phase
from overhang.core.rights import Rights
from overhang.core.snapshot import Input
from overhang.core.states import Severity

GENESIS = "0" * 64
"""The hash before the first line."""
_HEX = re.compile("[0-9a-f]{64}")
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]")
_SEAL = ',"hash":"%s"}'
_SEAL_LENGTH = len(_SEAL % GENESIS)

_Zoned = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with a zone; a line that has one without is not read."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line before it is numbered and chained. What does not apply is left out."""

    at: _Zoned
    """When it was judged or applied. UTC."""
    kind: str
    """`transition`, or the action's: `ack`, `silence`, `end-silence`, `note`, and
    `unknown` for one that could not be read."""
    rule: str = ""
    subject: str = ""
    severity: str = ""
    """`info`, `warn` or `crit`."""
    alert: str = ""
    """The episode's id."""
    old: str = ""
    """The phase before."""
    new: str = ""
    """The phase after."""
    metric: str = ""
    value: float | None = None
    unit: str = ""
    threshold: float | None = None
    about: date | None = None
    known_at: _Zoned | None = None
    """When the figure that was judged was first known."""
    state: str = ""
    """How far that figure could be relied on."""
    text: str = ""
    """What the alert says; on a note: the note."""
    judged_by: str = ""
    """The rule as one line."""
    inputs: tuple[Input, ...] = ()
    rights: Rights = Rights.OWN
    """What binds the figure, and the words it stands in, outside the desk."""
    action: int | None = None
    """The action's number."""
    by: str = ""
    said_at: _Zoned | None = None
    """When the person did it."""
    why: str = ""
    """The reason somebody gave; on a transition: why nothing judges it any more."""
    until: _Zoned | None = None
    matched: str = ""
    """On a silence: what it matches, in words."""
    refused: str = ""
    """Why an action was not applied; empty when it was."""


class Line(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the log: an entry with its place in the chain."""

    n: int
    """Its number: the first is 1."""
    prev: str
    """The hash of the line before."""
    hash: str
    """The hash of this one."""


class Verdict(msgspec.Struct, frozen=True):
    """What became of a log that was verified."""

    count: int
    """Lines that hold, from the first on."""
    head: str = GENESIS
    """The hash of the last of them. A log that once had a head and has it no more was
    cut or written anew."""
    broken: int | None = None
    """The place of the first line that does not hold, counted from 1."""
    fault: str = ""
    """What is wrong with it, in plain words."""


def line_of(entry: Entry, number: int, previous_hash: str) -> tuple[str, str]:
    """Return an entry as a line of the log, without a line end, and its hash.

    Args:
        entry: what is told.
        number: the line's number, 1 for the first.
        previous_hash: of the line before; `GENESIS` for the first.

    Raises:
        UnicodeEncodeError: a text holds half of a surrogate pair.
    """
    fields = msgspec.json.encode(entry).decode()
    fields = _NOT_PLAIN.sub(_escaped, fields)[1:-1]
    return _sealed(f'{{"n":{number},{fields},"prev":"{previous_hash}"}}')


def lines_after(last: str, number: int, entries: Iterable[Entry]) -> list[str]:
    """Return entries as the lines that follow a log's last one.

    Args:
        last: the log's last line; empty when there is none.
        number: the number of that line, 0 when there is none.
        entries: what is told, in order.
    """
    # A last line that was tampered with must not stop the log: what follows it starts
    # a new chain, and `verify` names the tampered line, which stands before.
    found = _HEX.fullmatch(last[-66:-2])
    previous = found[0] if found else GENESIS
    lines: list[str] = []
    for entry in entries:
        number += 1
        line, previous = line_of(entry, number, previous)
        lines.append(line)
    return lines


def read(line: str) -> Line:
    """Return what a line says, whether or not its chain holds.

    Raises:
        msgspec.DecodeError: it is no line of a log.
    """
    try:
        return msgspec.json.decode(line, type=Line)
    except (UnicodeEncodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from error


def verify(lines: Iterable[str]) -> Verdict:
    """Check a whole log from its first line on, as far as the first that breaks.

    Line ends do not matter, so a file will do. Nothing a line holds raises.
    """
    count, head = 0, GENESIS
    for each in lines:
        line = each.rstrip("\r\n")
        fault = _fault(line, count + 1, head)
        if fault:
            return Verdict(count, head, count + 1, fault)
        count, head = count + 1, line[-66:-2]
    return Verdict(count, head)


def last_ends(lines: Iterable[str]) -> dict[Key, datetime]:
    """Return when alerts that are at rest came to it, by the lines of a log, in order.

    What is no line of a log is passed over.
    """
    ends: dict[Key, datetime] = {}
    for each in lines:
        try:
            line = read(each)
        except msgspec.DecodeError:
            continue
        name = line.severity.upper()
        if line.kind != "transition" or name not in Severity.__members__:
            continue
        key = (line.rule, line.subject, Severity[name])
        if line.new == Phase.INACTIVE:
            ends[key] = line.at
        else:
            ends.pop(key, None)
    return ends


class _Link(msgspec.Struct, frozen=True):
    """What holds a line in its chain."""

    n: int
    prev: str
    hash: str


def _fault(line: str, number: int, head: str) -> str:
    """Return what is wrong with a line that should follow `head`, or nothing."""
    try:
        link = msgspec.json.decode(line, type=_Link)
    except msgspec.ValidationError:
        return "it is no line of a log: n, prev or hash is missing"
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return "it is not JSON"
    if (line, link.hash) != _sealed(line[:-_SEAL_LENGTH] + "}"):
        return "its content does not fit its hash: it was changed"
    if link.n != number:
        return f"it is number {link.n} where {number} belongs"
    if link.prev != head:
        return "it does not follow the line before: one of them was replaced"
    return ""


def _sealed(body: str) -> tuple[str, str]:
    """Return a line that lacks only its hash with it, and the hash."""
    digest = sha256(body.encode()).hexdigest()
    return body[:-1] + _SEAL % digest, digest


def _escaped(found: re.Match[str]) -> str:
    """Return a character of a JSON text as JSON escapes it."""
    units = found[0].encode("utf-16-be").hex()
    return "".join(
        f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4)
    )
