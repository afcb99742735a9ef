"""What is typed: bytes to keys, then what stands after `:`, `/` and in a silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from zoneinfo import ZoneInfo

import click
from textual import _parser, events
from textual.message import Message
from textual.messages import InBandWindowResize

from fuzz.oracle import seen
from fuzz.target import Rung, Target, hold, kept
from overhang.cli.times import since_of
from overhang.core.alerts.phrases import LONGEST, read_silence
from overhang.core.durations import seconds, short
from overhang.screens.commands import VOCABULARY, CommandError, parse
from overhang.screens.order import Order, arranged
from overhang.terminal.keyboard import Keyboard
from overhang.views.panes import equity_pane
from support.snapshots import sample_snapshot

_NOW = dt.datetime(2026, 3, 8, 6, 30, tzinfo=dt.UTC)
"""Half an hour before New York's clocks go forward."""
_ZONE = ZoneInfo("America/New_York")
_SNAPSHOT = sample_snapshot()
_PANE = equity_pane(_SNAPSHOT)
_PASTED = 65536


class _Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


_CLOCK = _Clock()
# Textual's parser waits for the rest of a sequence by a clock of its own.
_parser.get_time = _CLOCK  # type: ignore[attr-defined]


def _keys(data: bytes) -> bool:
    """Nonsense is passed over, sizes are not believed, and a key works afterwards."""
    clock = _CLOCK
    keyboard = Keyboard(clock)
    told: list[Message] = []
    middle = len(data) // 2
    for part in (data[:middle], data[middle:]):
        told += keyboard.feed(part)
    for _ in range(2):
        # As long as a paste without an end, or an escape without a sequence, may last.
        clock.now += 3.0
        told += keyboard.tick()
    for each in told:
        believed = isinstance(each, InBandWindowResize | events.Resize)
        hold(not believed, "a size that was typed", each)
        if isinstance(each, events.Paste):
            hold(len(each.text) <= _PASTED, "a long paste", len(each.text))
    after = list(keyboard.feed(b"jk"))
    last = after[-1] if after else None
    hold(isinstance(last, events.Key) and last.key == "k", "no key any more", data)
    return bool(told)


def _command(text: str) -> bool:
    codes = tuple(_SNAPSHOT.universe.issuer)
    names = [each.name for each in _SNAPSHOT.universe.issuer.values()]
    try:
        command = parse(text, codes, names=names)
    except CommandError as error:
        seen(str(error))
        return False
    hold(not command.subject or command.subject in codes, "nobody's code", command)
    return True


def _filter(text: str) -> bool:
    view = arranged(_PANE, _SNAPSHOT, Order(), text)
    hold(set(view.rows) <= set(_PANE.rows), "other rows", text)
    return bool(view.rows)


def _silence(text: str) -> bool:
    try:
        end, _ = read_silence(text, _NOW, _ZONE)
    except ValueError as error:
        seen(str(error))
        return False
    if end.at is not None:
        hold(_NOW < end.at <= _NOW + LONGEST, "an end that cannot be", end)
    return True


def _since(text: str) -> bool:
    try:
        at = since_of(text, _NOW, _ZONE)
    except click.UsageError as error:
        seen(error.message)
        return False
    hold(at.year >= 1970 and at <= _NOW, "a time that cannot be", at)
    return True


def _duration(text: str) -> bool:
    try:
        length = seconds(text)
    except ValueError:
        return False
    hold(seconds(short(length)) == length, "another length", text, short(length))
    return True


_LINES: tuple[Callable[[str], bool], ...] = (
    *(_command, _filter, _silence, _since, _duration),
)


def check(data: bytes) -> bool:
    """Read keys, or a line of the kind that the first byte tells."""
    way = data[0] % (2 * len(_LINES)) if data else len(_LINES)
    if way >= len(_LINES):
        return _keys(data[1:])
    return _LINES[way](data[1:].decode("utf-8", "replace"))


_SEQUENCES = (
    *(b"\x1b", b"\x1b[A", b"\x1b[1;5B", b"\x1bOP", b"\x1b[<0;3;4M", b"\x1b[<35;999;1m"),
    *(b"\x1b[M !!", b"\x1b[200~", b"\x1b[201~", b"\x1b[I", b"\x1b[O", b"\x1b[97;5u"),
    *(b"\x1b[1114112u", b"\x1b[999999999999u", b"\x1b[48;60000;60000;1;1t", b"\x9b"),
    *(b"\x1b[?2026;2$y", b"\x1b]11;rgb:0/0/0\x07", b"\x1bP>|x\x1b\\", b"\x1b[24;80R"),
    *(b"j", b"q", b":", b"/", b"\r", b"\x7f", b"\x03", b"\x00", b"\xe4\xb8\xad"),
    *(b"\xff", b"\xc3", b"\xf0\x9f\x98", b"\x1b[", b"\x1b]", b"\x1bP", b";", b"9" * 12),
)
_WORDS = (
    *VOCABULARY,
    *("orcl", "oracle", "META", "dd", "cdsw", "night", "2h", "30m", "9999d", "for 2h"),
    *(
        "until 16:00",
        "until 02:30",
        "until worse",
        "2026-03-08T02:30",
        "2026-03-09 16:00",
    ),
    *(
        "9999-12-31",
        "0001-01-01",
        "1970-01-01",
        "2026-11-01T01:30+14:00",
        "07:30",
        ", why",
    ),
    *(
        "07:30",
        "2026-03-08T02:30",
        "30s",
        "5m",
        "0.5h",
        "\u0130",
        "\xdf",
        "\u0660",
        "\u202e",
        "\x1b",
        " ",
    ),
)


def made(rng: Random) -> bytes:
    """Return keys and sequences, or a line of a few words."""
    if rng.random() < 0.5:
        parts = rng.choices(_SEQUENCES, k=int(rng.random() * 8))
        return bytes([len(_LINES)]) + b"".join(parts)
    words = rng.choices(_WORDS, k=1 + int(rng.random() ** 2 * 4))
    return bytes([int(rng.random() * len(_LINES))]) + " ".join(words).encode()


def _typed(part: bytes, head: bytes = b"") -> Rung:
    def read(data: bytes) -> object:
        return list(Keyboard(_Clock()).feed(data))

    return Rung(lambda size: head + part * (size // len(part)), read)


def _line(read: Callable[[str], bool], part: str) -> Rung:
    return Rung(
        lambda size: (part * (size // len(part))).encode(),
        lambda data: read(data.decode()),
    )


TARGET = Target(
    name="typed",
    size=64,
    check=check,
    seeds=lambda: [
        *(bytes([len(_LINES)]) + each for each in _SEQUENCES),
        *(bytes([at % len(_LINES)]) + each.encode() for at, each in enumerate(_WORDS)),
        *kept("typed"),
    ],
    made=made,
    words=[*_SEQUENCES, *(each.encode() for each in _WORDS)],
    ladder={
        "letters": _typed(b"j"),
        "escapes": _typed(b"\x1b"),
        "mouse": _typed(b"\x1b[<35;9;9M"),
        "open sequence": _typed(b"9;", b"\x1b["),
        "open string": _typed(b"x", b"\x1b]"),
        "open paste": _typed(b"x", b"\x1b[200~"),
        "bad bytes": _typed(b"\xff"),
        "a long word": _line(_command, "a"),
        "many words": _line(_command, "cds "),
        "a long filter": _line(_filter, "o "),
        "a long silence": _line(_silence, "1"),
    },
)
