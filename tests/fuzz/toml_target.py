"""The files that a person edits, read whole: settings, universe, rules, rule tests."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random

from fuzz.mutate import COMMON
from fuzz.oracle import seen
from fuzz.target import ROOT, Rung, Target, hold, kept
from overhang.config.feeds import Mapped
from overhang.config.load import FILE, load_settings
from overhang.config.sample import SAMPLE
from overhang.config.show import shown
from overhang.config.universe import load_universe, parse_universe
from overhang.core.problems import ConfigError
from overhang.core.records import Quality
from overhang.core.rights import Rights
from overhang.core.rules.language import parse_rules
from overhang.core.rules.plan import compile_book
from overhang.core.trials.language import load_trials
from overhang.sources.base import SourceError
from overhang.sources.mapped.mapper import Mapper

_PLACE = re.compile(r"(?:[a-z_]+\.toml(?::([0-9]+))?(?:, column [0-9]+)?|/.*): *\S.*")
_TRIALS = "rules_test.toml"


@cache
def _folder() -> Path:
    """Return a folder with a rule file in it, which a rule test names."""
    folder = Path(_temporary().name)
    (folder / "rules.toml").write_bytes((ROOT / "data" / "rules.toml").read_bytes())
    return folder


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="overhang-fuzz-")


_UNIVERSE = load_universe(ROOT / "data" / "universe.toml")


def _settings(data: bytes) -> object:
    folder = _folder()
    (folder / FILE).write_bytes(data)
    settings = load_settings({}, {}, user_dir=folder, state_dir=folder / "state")
    hold(bool(settings.store_key), "no key of the store")
    for each in shown(settings):
        seen(each.key)
        seen(each.value, 20_000)
        seen(each.origin)
    for feed in settings.sources:
        if isinstance(feed.options, Mapped) and feed.options.table:
            _mapper(feed.options)
    return settings


def _mapper(options: Mapped) -> None:
    try:
        Mapper(
            options,
            source="Vendor",
            quality=Quality.COMPOSITE,
            rights=Rights.INTERNAL,
            codes=_UNIVERSE.codes,
        )
    except SourceError as error:
        for each in error.problems:
            seen(each.place)
            seen(each.found)


def _universe(data: bytes) -> object:
    return parse_universe(_decoded(data), "universe.toml")


def _rules(data: bytes) -> object:
    book = parse_rules(_decoded(data), "rules.toml", _UNIVERSE)
    return compile_book(book, _UNIVERSE)


def _trials(data: bytes) -> object:
    path = _folder() / _TRIALS
    path.write_bytes(data)
    return load_trials(path, _UNIVERSE)


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(["rules.toml: a byte that is not UTF-8"]) from error


READERS: Mapping[bytes, Callable[[bytes], object]] = {
    b"s": _settings,
    b"u": _universe,
    b"r": _rules,
    b"t": _trials,
}
"""By the first byte of an input."""


def check(data: bytes) -> bool:
    """Read a file of the kind that the first byte tells."""
    try:
        READERS.get(data[:1], _rules)(data[1:])
    except ConfigError as error:
        hold(bool(error.problems), "refused without a fault")
        last = data.count(b"\n") + data.count(b"\r") + 1
        for each in error.problems:
            seen(each, 20_000)
            place = _PLACE.fullmatch(each)
            hold(place is not None, "a fault without its place", each)
            line = int(place[1]) if place and place[1] else 1
            hold(1 <= line <= last, "no such line", each, last)
        return False
    return True


def _examples(text: str) -> Iterator[str]:
    """Yield what stands in a text as comments and would be right without the marks."""
    block: list[str] = []
    for line in (*text.splitlines(), ""):
        bare = line.removeprefix("# ")
        if bare != line and re.match(r"\[|\w+ = |[\]})\" ]", bare):
            block.append(bare)
            continue
        if block:
            try:
                tomllib.loads(found := "\n".join(block) + "\n")
                yield found
            except tomllib.TOMLDecodeError:
                pass
        block = []


def _tables(name: str, header: str) -> list[str]:
    """Return what stands before the first header, then each header with its keys."""
    lines = (ROOT / "data" / name).read_text().splitlines()
    text = "\n".join(line for line in lines if line and not line.startswith("#"))
    return [f"{each}\n" for each in re.split(rf"\n(?={header})", text)]


@cache
def _parts() -> dict[bytes, list[str]]:
    return {
        b"s": ["", *_examples(SAMPLE)],
        b"u": _tables("universe.toml", r"\[(?:group|issuer)\.\w+\]"),
        b"r": _tables("rules.toml", r"\[\["),
        b"t": _tables(_TRIALS, r"\[\["),
    }


def seeds() -> list[bytes]:
    """Return each part of each shipped file by itself."""
    parts = _parts().items()
    whole = [kind + each.encode() for kind, mine in parts for each in mine]
    return [*whole, *kept("toml")]


_VALUES = (
    *("true", "1", "-0.5", "nan", "inf", "1979-05-27", "07:32:00", '"x"', "[]", "{}"),
    *('"5m"', '"env:X"', '"file:~/x"', '"keyring:a/b"', '"> 60bp"', '"\\u202E"', "'''"),
    *('"http://127.0.0.1:9/x"', '["a", 1]', "{ a = { b = 1 } }", '"%Y-%m-%d"', "0x1F"),
    *('"cds.5y > 80bp"', '"{value}"', '"150x3 _ stale"', '"1x999999999"', "9" * 400),
)


def made(rng: Random) -> bytes:
    """Return a file of a few good parts, some of whose values are others."""
    kind, parts = rng.choice(list(_parts().items()))
    text = "\n".join([parts[0], *rng.choices(parts, k=int(rng.random() ** 2 * 5))])
    lines = text.splitlines()
    for _ in range(int(rng.random() * 3) if lines else 0):
        at = int(rng.random() * len(lines))
        key, sign, _ = lines[at].partition(" = ")
        lines[at] = f"{key} = {rng.choice(_VALUES)}" if sign else lines[at]
    return kind + "\n".join([*lines, ""]).encode()


def _words() -> list[bytes]:
    every = "\n".join(part for mine in _parts().values() for part in mine)
    found = dict.fromkeys(re.findall(r'[\w.-]{2,}|"[^"\n]{1,60}"', every))
    more = ("[[", "]]", "[a.b.c]", '"""', "'''", "\\u0000", "a.b.c = 1", *_VALUES)
    return [each.encode() for each in (*found, *more)]


def _again(kind: bytes, part: str, head: str = "", tail: str = "") -> Rung:
    def make(size: int) -> bytes:
        count = max(1, size // len(part))
        parts = (
            part * count
            if "%d" not in part
            else "".join(part % at for at in range(count))
        )
        return f"{head}{parts}{tail}".encode()

    def read(data: bytes) -> object:
        try:
            return READERS[kind](data)
        except ConfigError as error:
            return error

    return Rung(make, read)


TARGET = Target(
    name="toml",
    size=2048,
    check=check,
    seeds=seeds,
    made=made,
    words=[each for each in _words() if each not in COMMON],
    ladder={
        "comments": _again(b"s", "# a comment\n"),
        "unknown keys": _again(b"s", "k%d = 1\n"),
        "brackets": _again(b"s", "[", "a = "),
        "dots": _again(b"s", "a.", "", "b = 1"),
        "quotes": _again(b"s", '""" '),
        "headers": _again(b"s", "[a%d.b]\n"),
        "members": _again(
            b"u",
            '"N%d",',
            '[issuer.A]\nname="A"\n[group.g]\ntitle="G"\nmembers = [',
            "]\n",
        ),
        "issuers": _again(
            b"u", '[issuer.N%d]\nname="A"\nentity="A"\ncik=1\nfiscal_year_end="06-30"\n'
        ),
        "rules": _again(b"r", '[[rule]]\nid="r%d"\nmetric="cds.5y"\nwarn="> 80bp"\n'),
        "silences": _again(b"r", '[[silence]]\nissuer="X%d"\n'),
        "texts": _again(b"r", "{value} ", '[[rule]]\nid="r"\ntext="', '"\n'),
        "steps": _again(
            b"t", "101 ", '[[test]]\nname="a"\n[test.input]\n"cds.5y"="', '"\n'
        ),
    },
)
