"""Words from outside: made safe, then cut, wrapped, quoted, exported and announced."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from fuzz.oracle import UNSEEN, seen
from fuzz.target import Rung, Target, hold, kept
from overhang.core.notify import Notify
from overhang.core.problems import fault, shown, unknown
from overhang.core.safe_text import safe_text
from overhang.sources import cells
from overhang.terminal.guard import printable
from overhang.terminal.notices import BELL, Voice, Wrap, sound, title
from overhang.views.base import Span, Tone
from overhang.views.dump import plain_cell
from overhang.views.plain import ascii_lines
from overhang.views.width import (
    cell_width,
    cut,
    cut_line,
    line_width,
    pad_left,
    pad_right,
    wrap,
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_VOICES = tuple(
    Voice(means, wrap, titled=True)
    for means in Notify
    if means is not Notify.AUTO
    for wrap in Wrap
)


def _safe(raw: str, size: int) -> None:
    """One line within the limit, all of it to be seen, and the same done twice."""
    limit = 1 + size
    words = safe_text(raw, limit)
    seen(words, limit)
    hold(safe_text(words, limit) == words, "not the same done twice", words)
    words.encode()


def _cut(raw: str, size: int) -> None:
    words = safe_text(raw)
    short = cut(words, size)
    hold(cell_width(short) <= size, "wider than it may be", words, size)
    hold(short == words or cell_width(words) > size, "cut without need", words, size)
    for pad in (pad_left, pad_right):
        hold(cell_width(pad(short, size)) == size, "not as wide as asked", words, size)


def _lines(raw: str, size: int) -> None:
    words, width = safe_text(raw), 2 + size
    line = (Span(words[:9], Tone.MUTED), Span(words[9:]))
    hold(line_width(cut_line(line, width)) <= width, "a wide line", words, width)
    lines = wrap(words, width)
    text = "".join(span.text for line in lines for span in line)
    same = "".join(text.split()) == "".join(words.split())
    hold(same, "words lost", words, width)
    for each in (*lines, *ascii_lines(lines)):
        hold(line_width(each) <= width, "a wide line", words, width)


def _quoted(raw: str, size: int) -> None:
    for words in (
        shown(raw),
        fault(raw, raw, "a text"),
        unknown("issuer", raw, ("MSFT", "ORCL")),
        cells.shown(raw),
        cells.nearest(raw, ("close_usd", "date")),
    ):
        seen(words)


def _exported(raw: str, size: int) -> None:
    words = str(plain_cell(safe_text(raw)))
    hold(not words.startswith(_FORMULA), "a formula", words)


def _announced(raw: str, size: int) -> None:
    """What ends a sequence, or a field of one, is nowhere inside it."""
    named = title(raw)
    inner = named.removeprefix("\x1b]2;").removesuffix(BELL)
    hold(len(inner) == len(named) - len(BELL) - 4, "no title", named)
    seen(inner)
    rung = sound(_VOICES[size % len(_VOICES)], raw)
    bare = rung.replace("\x1b", "").replace(BELL, "")
    hold(UNSEEN.search(bare) is None, "an unseen character", rung)
    hold(rung.count(BELL) <= 3 and rung.count("\x1b") <= 8, "one too many", rung)


def _guarded(raw: str, size: int) -> None:
    words = printable(raw)
    hold(printable(words) == words, "not the same done twice", words)
    hold(len(words) == len(raw), "another length", words)
    hold(not any(char < " " or "\x7f" <= char < "\xa0" for char in words), "a control")


_WAYS: tuple[Callable[[str, int], None], ...] = (
    *(_safe, _safe, _safe, _safe, _safe, _safe),
    *(_cut, _lines, _quoted, _exported, _announced, _guarded),
)


def check(data: bytes) -> bool:
    """Read text in the way, and of the size, that the first two bytes tell."""
    if len(data) < 2:
        return False
    raw = data[2:].decode("utf-8", "surrogateescape")
    _WAYS[data[0] % len(_WAYS)](raw, data[1])
    return True


_PIECES = (
    *("a", "Z", "0", " ", "-", "=cmd", "\u00e9", "e\u0301", "\u4e2d", "\U0001f600"),
    *("\x1b[31m", "\x1b]52;c;SElKQUNL\x07", "\x1b]8;;file:///x\x1b\\", "\x1bP", "\x9b"),
    *("\x00", "\x07", "\x08", "\t", "\n", "\r", "\x7f", "\x85", "\x9d", "\xa0", "\xad"),
    *(
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2066",
        "\u2028",
        "\ufe0f",
        "\ufeff",
        "\U000e0041",
    ),
    *("\u0301", "\u0489", "\u20dd", "\u3164", "\u115f", "\ue000", "\ufffe", "\ud800"),
    *(
        "\U000e0041",
        "\u034f",
        "\ufff9",
        "\U0001d173",
        "\U000e0001",
        "[red]",
        "[@click=app.quit]",
    ),
)


def made(rng: Random) -> bytes:
    """Return text of a few pieces, or of any characters."""
    count = int(rng.random() ** 3 * 16)
    if rng.random() < 0.7:
        text = "".join(rng.choices(_PIECES, k=count))
    else:
        top = rng.choice((0x80, 0x300, 0x3000, 0x10000, 0x110000))
        text = "".join([chr(int(rng.random() * top)) for _ in range(count)])
    return rng.randbytes(2) + text.encode("utf-8", "surrogatepass")


def _read(data: bytes) -> object:
    return safe_text(data.decode("utf-8", "surrogateescape"), len(data))


TARGET = Target(
    name="text",
    size=96,
    check=check,
    seeds=lambda: [b"\0\7Oracle", *kept("text")],
    made=made,
    words=[each.encode("utf-8", "surrogatepass") for each in _PIECES],
    ladder={
        "letters": Rung(lambda size: b"a" * size, _read),
        "controls": Rung(lambda size: b"\x1b" * size, _read),
        "marks": Rung(lambda size: "\u0301".encode() * (size // 2), _read),
        "surrogates": Rung(lambda size: b"\xff" * size, _read),
    },
)
