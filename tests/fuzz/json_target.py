"""JSON of every kind that is read: rows, mapped answers, pushes, EDGAR, FRED, Tiingo.

The tape is here too, since its feed is JSON and its daily file is read by the same row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from random import Random

from fuzz import json_readers
from fuzz.json_readers import Reader
from fuzz.oracle import finite, told
from fuzz.target import Rung, Target, kept
from overhang.sources.base import SourceError

READERS: Mapping[bytes, Reader] = {
    b"r": json_readers.rows,
    b"n": json_readers.lines,
    b"q": json_readers.quotes,
    b"p": json_readers.pushed,
    b"e": json_readers.events,
    b"s": json_readers.submissions,
    b"c": json_readers.concept,
    b"f": json_readers.fred,
    b"t": json_readers.traded,
    b"l": json_readers.lasts,
    b"d": json_readers.tape_feed,
    b"z": json_readers.tape_sheet,
}
"""By the first byte of an input."""


def check(data: bytes) -> bool:
    """Read a body by the reader that its first byte tells."""
    read = READERS.get(data[:1], json_readers.quotes)
    try:
        found, refused = read(data[1:])
    except SourceError as error:
        told(error.problems)
        return False
    if refused:
        told(refused)
    finite(found)
    return bool(found)


@cache
def seeds() -> list[bytes]:
    """Return a good answer for each reader."""
    return [
        kind + body
        for kind, bodies in json_readers.examples().items()
        for body in bodies
    ] + kept("json")


_ATOMS = (
    *("null", "true", "0", "-1", "12", "1.5", "1e308", "1e400", "-1e-320", "NaN"),
    *("Infinity", '""', '"ORCL"', '"MSFT"', '"2026-03-02"', '"2026-03-02T20:00:00Z"'),
    *('"1.5"', '"1e309"', '"."', '"0000789019"', '"\\ud800"', '"\\u202e"', '"\\u0000"'),
    *("123456789012345678901234567890", "1" + "0" * 330, '"UFRO;UWIN"', '"5,000,000+"'),
)


def _value(rng: Random, depth: int, keys: list[str]) -> str:
    kind = rng.random()
    if depth == 0 or kind < 0.5:
        return rng.choice(_ATOMS)
    if kind < 0.7:
        inner = [_value(rng, depth - 1, keys) for _ in range(int(rng.random() * 3))]
        return f"[{','.join(inner)}]"
    inner = [
        f"{json.dumps(rng.choice(keys))}:{_value(rng, depth - 1, keys)}"
        for _ in range(int(rng.random() * 4))
    ]
    return f"{{{','.join(inner)}}}"


def _swapped(value: object, rng: Random, keys: list[str]) -> str:
    """Write a good value with some of its parts exchanged."""
    if rng.random() < 0.06:
        return _value(rng, 2, keys)
    if isinstance(value, dict):
        pairs = [
            f"{json.dumps(key)}:{_swapped(each, rng, keys)}"
            for key, each in value.items()
            if rng.random() > 0.03
        ]
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{','.join(_swapped(each, rng, keys) for each in value)}]"
    return json.dumps(value)


@cache
def _good() -> list[tuple[bytes, object]]:
    return [
        (kind, json.loads(body))
        for kind, bodies in json_readers.examples().items()
        for body in bodies
        if body.lstrip()[:1] in (b"{", b"[") and kind != b"n"
    ]


@cache
def _keys() -> list[str]:
    found: dict[str, None] = {}

    def gather(value: object) -> None:
        if isinstance(value, dict):
            found.update(dict.fromkeys(value))
        for each in value.values() if isinstance(value, dict) else value:  # type: ignore[attr-defined]
            if isinstance(each, dict | list):
                gather(each)

    for _, value in _good():
        gather(value)
    return list(found)


def made(rng: Random) -> bytes:
    """Return an answer of the right shape in which some parts are wrong."""
    kind, value = rng.choice(_good())
    return kind + _swapped(value, rng, _keys()).encode()


def _shape(
    kind: bytes, part: bytes, head: bytes = b"[", tail: bytes = b"]", join: bytes = b","
) -> Rung:
    """Return a body of one part, over and over."""
    reader = READERS[kind]

    def make(size: int) -> bytes:
        return head + join.join([part] * max(1, size // (len(part) + 1))) + tail

    return Rung(make, _plainly(reader))


def _plainly(read: Reader) -> Callable[[bytes], object]:
    def plain(data: bytes) -> object:
        try:
            return read(data)
        except SourceError as error:
            return error

    return plain


def _keyed(size: int) -> bytes:
    keys = b",".join(b'"k%d":1' % at for at in range(size // 10))
    return b"[{" + keys + b',"twin":1,"twin":2}]'


_ROW = b'{"s":"ORCL","d":"2026-03-02","p":300.5}'

TARGET = Target(
    name="json",
    size=1536,
    check=check,
    seeds=seeds,
    made=made,
    words=[each.encode() for each in (*_ATOMS, *(f'"{key}"' for key in _keys()))],
    ladder={
        "rows": _shape(b"r", b'{"issuer":"A"}'),
        "deep": _shape(b"r", b"[", b"", b"", b""),
        "keys, the last one twice": Rung(_keyed, _plainly(READERS[b"r"])),
        "lines": _shape(b"n", b'{"issuer":"A"}\n', b"", b"", b""),
        "one number": _shape(b"r", b"9", b"[", b"]", b""),
        "mapped rows": _shape(b"q", _ROW, b"\0["),
        "mapped rows, deep": _shape(b"q", b"[", b"\0", b"", b""),
        "pushed rows": _shape(b"p", _ROW, b"\0["),
        "pushed lines": _shape(b"e", b"data: " + _ROW + b"\n\n", b"", b"", b""),
        "one event": _shape(b"e", b"data: 1\n", b"", b"", b""),
        "events of blanks": _shape(b"e", b"\r", b"", b"", b""),
        "observations": _shape(
            b"f", b'{"date":"2026-03-02","value":"x"}', b'{"observations":[', b"]}"
        ),
        "prices": _shape(
            b"t", b'{"date":"2026-03-02","close":1,"splitFactor":1}', b"[", b"]"
        ),
        "trades": _shape(b"d", b'{"Action type":"NEWT"}', b'{"tradeList":[', b"]}"),
        "facts": Rung(json_readers.facts_of, _plainly(READERS[b"c"])),
        "filings": Rung(json_readers.filings_of, _plainly(READERS[b"s"])),
    },
)
