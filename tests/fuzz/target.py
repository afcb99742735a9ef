"""What is fuzzed: a function that reads bytes, and where good bytes come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SEEDS = Path(__file__).parent / "seeds"
NAMES = ("text", "tables", "json", "rules", "toml", "typed", "snapshots")


class BrokenError(AssertionError):
    """A promise about what was read, or how it was refused, that does not hold."""


def hold(promise: bool, words: str, *found: object) -> None:
    """Raise `BrokenError` unless a promise is kept."""
    if not promise:
        raise BrokenError(f"{words}: {', '.join(map(repr, found))}"[:500])


class Rung(NamedTuple):
    """One shape of input that may be made of any size."""

    make: Callable[[int], bytes]
    """Returns about so many bytes."""
    read: Callable[[bytes], object]
    """Reads them, with no other work."""


class Target(NamedTuple):
    """One reader, or a family of them told apart by the first byte."""

    name: str
    size: int
    """Bytes of one input at most; larger ones are for the ladder."""
    check: Callable[[bytes], bool]
    """Reads an input and holds the reader to its promises; tells whether it was taken.
    What it raises is a finding."""
    seeds: Callable[[], Sequence[bytes]]
    """Good inputs, and the ones that once were findings."""
    made: Callable[[Random], bytes]
    """Makes an input by a grammar."""
    words: Sequence[bytes]
    """What a mutation puts in."""
    ladder: Mapping[str, Rung] = {}


def load(name: str) -> Target:
    """Return a target. Only now is what it reads imported, so that it can be traced."""
    module = import_module(f"fuzz.{name}_target")
    target = module.TARGET
    assert isinstance(target, Target)
    return target


def kept(name: str) -> list[bytes]:
    """Return the committed seeds of a target, in the order of their names."""
    return [each.read_bytes() for each in sorted((SEEDS / name).glob("*"))]
