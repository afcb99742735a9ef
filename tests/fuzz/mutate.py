"""Inputs by chance: good ones, made by a grammar, and broken here and there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from fuzz.target import Target

COMMON = (
    *(b"", b"\n", b"\r", b"\r\n", b"\x00", b"\x1b[31m", b"\x07", b"\xff", b"\xc3"),
    *(b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xc2\x9b", b"\xf4\x90\x80\x80"),
    *(b"\xed\xa0\x80", b"\xd9\xa3", b"\xe2\x80\x8b", b"\xcc\x81", b"\xe2\x80\xa8"),
    *(b"0", b"-1", b"1e309", b"-0", b"NaN", b"Infinity", b"1e-400", b"9" * 20),
    *(b"0.1", b"1" * 400, b'"', b"'", b",", b"{", b"}", b"[", b"]", b"(", b")"),
    *(b"9999-12-31", b"0001-01-01", b"2024-02-30", b"2026-03-08T02:30"),
)
"""What readers of any kind trip over."""


def inputs(target: Target, rng: Random, runs: int) -> Iterator[bytes]:
    """Yield inputs without end in sight, all told by the generator's seed."""
    pool = list(target.seeds())
    words = (*target.words, *COMMON)
    for count in range(runs):
        if count < len(pool):
            data = pool[count]
        elif rng.random() < 0.5:
            data = target.made(rng)
            if rng.random() < 0.5:
                data = mutated(data, rng, words, pool)
        else:
            data = mutated(rng.choice(pool), rng, words, pool)
        yield data[: target.size]


def mutated(
    data: bytes, rng: Random, words: Sequence[bytes], pool: Sequence[bytes]
) -> bytes:
    """Return bytes with one to four changes."""
    made = bytearray(data)
    for _ in range(1 + int(rng.random() * 4)):
        at = int(rng.random() * (len(made) + 1))
        end = at + int(rng.random() ** 3 * 64)
        match int(rng.random() * 8):
            case 0 | 1 | 2:
                made[at : at + int(rng.random() * 3)] = rng.choice(words)
            case 3:
                del made[at:end]
            case 4:
                made[at:at] = made[at:end]
            case 5 if at < len(made):
                made[at] ^= 1 << int(rng.random() * 8)
            case 6:
                other = rng.choice(pool)
                start = int(rng.random() * (len(other) + 1))
                made[at:end] = other[start : start + end - at]
            case _:
                made[at:end] = rng.randbytes(int(rng.random() * 4))
    return bytes(made)
