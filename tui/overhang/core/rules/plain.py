"""The plain form of a rule: one metric and up to three levels."""

from __future__ import annotations

from overhang.core.catalogue import Metric
from overhang.core.issuers import Universe
from overhang.core.problems import unknown
from overhang.core.rules.book import Ladder, Rule
from overhang.core.rules.levels import LEVELS, Words, read_ladder, read_words
from overhang.core.rules.place import Place, table_at
from overhang.core.rules.subjects import (
    metric_of,
    refuse_other,
    subject_key,
    subject_of,
)
from overhang.core.safe_text import safe_text
from overhang.core.toml_file import Table

PLAIN = ("metric", *LEVELS, "clear", "note", "issuer", "group")
"""The keys of this form."""
_OWN = (*LEVELS, "clear", "note")


def read_plain(place: Place, table: Table, universe: Universe) -> Rule | None:
    """Read one rule, or note its faults and return none."""
    metric = metric_of(place, table)
    if metric is None:
        return None
    base = read_words(place.file, place.keys, table, metric, place.what)
    ladder = read_ladder(place.file, place.keys, base, metric, place.what)
    refuse_other(place, table, metric)
    key = subject_key(metric)
    whom = table.get(key, {})
    only, own = "", dict[str, Ladder]()
    if isinstance(whom, str):
        only = subject_of(place, key, whom, universe)
    else:
        own = _own(place, key, whom, metric, base, universe)
    if ladder is None:
        return None
    return Rule(
        id=str(table.get("id", "")),
        metric=metric.id,
        above=base.above is not False,
        ladder=ladder,
        own=own,
        only=only,
        line=place.file.line(*place.keys),
    )


def _own(
    place: Place,
    key: str,
    tables: object,
    metric: Metric,
    base: Words,
    universe: Universe,
) -> dict[str, Ladder]:
    """Read the ladders of issuers or groups that have their own levels."""
    names = universe.issuer if key == "issuer" else universe.group
    found: dict[str, Ladder] = {}
    for name, raw in table_at(
        place.file, (*place.keys, key), tables, place.what
    ).items():
        keys = (*place.keys, key, name)
        what = f"{place.what}, {safe_text(name)}"
        if name not in names:
            place.file.say(keys, f"{place.what}: {unknown(key, name, names)}")
        table = table_at(place.file, keys, raw, place.what)
        place.file.refuse_unknown(keys, table, _OWN, what)
        words = read_words(place.file, keys, table, metric, what, base)
        ladder = read_ladder(place.file, keys, words, metric, what)
        if ladder is not None:
            found[name if key == "issuer" else f"group:{name}"] = ladder
    return found
