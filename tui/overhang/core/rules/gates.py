"""What a figure must be for a rule to look at it: quality, size, age."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from overhang.core.catalogue import Metric, Pane, Unit, Worse
from overhang.core.problems import unknown
from overhang.core.records import Quality
from overhang.core.rules.book import Gate
from overhang.core.rules.place import Place
from overhang.core.rules.units import UnfitError, quantity
from overhang.core.toml_file import Table

GATES = ("quality", "size", "age")
"""The keys a rule may carry."""

_GATE = re.compile(r"([<>]=)\s*(.*)", re.DOTALL)
_SIZE = Metric("size", Pane.DEBT, "Size", Unit.USD_MM, Worse.NEITHER, "as published")
_AGE = Metric("age", Pane.DATA, "Age", Unit.BUSINESS_DAYS, Worse.HIGHER, "since about")


def read_gate(place: Place, table: Table) -> Gate:
    """Return what a rule demands of its figures, noting each fault."""
    gate = Gate()
    for key, (sign, example, read) in _READ.items():
        if key not in table:
            continue
        text = table[key]
        match = _GATE.fullmatch(text.strip()) if isinstance(text, str) else None
        if match is None or match[1] != sign:
            place.fault(key, text, f'"{sign}" and a limit, as "{example}"')
            continue
        try:
            gate = gate._replace(**{key: read(match[2])})
        except UnfitError as error:
            place.fault(key, text, str(error))
    return gate


def _quality(text: str) -> Quality:
    if text not in list(Quality):
        raise UnfitError(f"a quality: {unknown('quality', text, list(Quality))}")
    return Quality(text)


def _size(text: str) -> float:
    size = quantity(text, _SIZE)
    if size <= 0:
        raise UnfitError('a size, as "1bn"')
    return size


def _age(text: str) -> int:
    age = quantity(text, _AGE)
    if age < 0 or age != int(age):
        raise UnfitError('whole business days, as "5bd"')
    return int(age)


_READ: Mapping[str, tuple[str, str, Callable[[str], Any]]] = {
    "quality": (">=", ">= dealer", _quality),
    "size": (">=", ">= 1bn", _size),
    "age": ("<=", "<= 5bd", _age),
}
"""By key: the sign it takes, an example, and how its limit is read."""
