"""What no terminal would send, and what any may: bytes to type at a program."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

_ENDS = b"~uABCDEFGHPQRSZmMItycnhl$"
_WORDS = (
    b":cds orcl\r",
    b"/met\r",
    b":x\r",
    b":log\r",
    b"gg",
    b"G",
    b"12j",
    b"\x1b",
    b"\t",
)
_NUMBERS = (
    0, 1, 2, 5, 13, 27, 57, 97, 99, 113, 127, 160, 200, 201, 255, 1000, 0xD800, 0xFFFF,
    57344, 57441, 0x10FFFF, 0x110000, 2**31, 999_999_999_999,
)  # fmt: skip
_BROKEN = (b"\xff", b"\x9b", b"\xc3", b"\xe2\x96", b"\xf5\x80\x80\x80", b"\xed\xa0\x80")


def noise(chance: random.Random, size: int) -> bytes:
    """Return at least `size` bytes of keys, reports, pastes and nonsense."""
    parts: list[bytes] = []
    length = 0
    for part in _parts(chance):
        parts.append(part)
        length += len(part)
        if length >= size:
            return b"".join(parts)
    raise AssertionError("there is always more")


def _parts(chance: random.Random) -> Iterator[bytes]:
    kinds, weights = zip(*_KINDS, strict=True)
    while True:
        for kind in chance.choices(kinds, weights, k=64):
            yield kind(chance)


def _number(chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return str(chance.choice(_NUMBERS)).encode()
    return str(chance.randrange(300)).encode()


def _numbers(chance: random.Random, most: int) -> bytes:
    count = chance.randint(0, most)
    marks = (chance.choice((b";", b";", b":", b"")) for _ in range(count))
    return b"".join(_number(chance) + mark for mark in marks)


def _key(chance: random.Random) -> bytes:
    return bytes([chance.randrange(32, 127)])


def _control(chance: random.Random) -> bytes:
    return bytes([chance.randrange(32)])


def _csi(chance: random.Random) -> bytes:
    sign = chance.choice((b"", b"", b"", b"?", b"<", b">", b"="))
    return b"\x1b[%b%b%c" % (sign, _numbers(chance, 5), chance.choice(_ENDS))


def _kitty(chance: random.Random) -> bytes:
    text = b";" + _number(chance) if chance.random() < 0.3 else b""
    return b"\x1b[%b;%d%bu" % (_number(chance), chance.randrange(1, 70), text)


def _mouse(chance: random.Random) -> bytes:
    if chance.random() < 0.1:
        return b"\x1b[M" + chance.randbytes(3)
    far = chance.random() < 0.1
    x, y = (_number(chance) if far else b"%d" % chance.randrange(160) for _ in "xy")
    button = chance.choice((0, 1, 2, 3, 4, 8, 16, 32, 35, 64, 65, 66, 67, 128))
    return b"\x1b[<%d;%b;%b%c" % (button, x, y, chance.choice(b"Mm"))


def _string(chance: random.Random) -> bytes:
    body = bytes(chance.choices(range(32, 127), k=chance.randrange(60)))
    end = chance.choice((b"\x07", b"\x1b\\", b"\x9c", b""))
    return b"\x1b%c%b%b" % (chance.choice(b"]P_^X"), body, end)


def _paste(chance: random.Random) -> bytes:
    body = chance.randbytes(chance.randrange(200)).replace(b"\x1b", b"")
    return b"\x1b[200~%b%b" % (body, b"\x1b[201~" if chance.random() < 0.9 else b"")


def _report(chance: random.Random) -> bytes:
    sizes = [_number(chance) for _ in range(4)]
    return chance.choice(
        (
            b"\x1b[48;60000;60000;1;1t",
            b"\x1b[48;%b;%b;%b;%bt" % tuple(sizes),
            b"\x1b[?2026;%d$y" % chance.randrange(9),
            b"\x1b[?2048;%d$y" % chance.randrange(9),
            b"\x1b[%b;%bR" % (sizes[0], sizes[1]),
            b"\x1b[I", b"\x1b[O", b"\x1b[?62;22c", b"\x1b[?0u",
        )
    )  # fmt: skip


_KINDS: tuple[tuple[Callable[[random.Random], bytes], int], ...] = (
    (_key, 30),
    (_control, 6),
    (_csi, 15),
    (_kitty, 12),
    (_mouse, 15),
    (_string, 4),
    (_paste, 2),
    (_report, 4),
    (lambda chance: chance.choice(_WORDS), 4),
    (lambda chance: chance.choice(_BROKEN), 3),
    (lambda chance: chance.randbytes(chance.randrange(1, 20)), 4),
    (lambda chance: b"\x1b" * chance.randrange(1, 40), 1),
    (lambda chance: b"\x1b[" + b"1;" * chance.randrange(200), 1),
)
