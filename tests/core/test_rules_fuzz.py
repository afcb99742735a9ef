from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from overhang.config.universe import parse_universe
from overhang.core.problems import ConfigError
from overhang.core.safe_text import safe_text
from support.rulebooks import book

KEYS = st.sampled_from(
    [
        "id",
        "metric",
        "info",
        "warn",
        "crit",
        "clear",
        "note",
        "issuer",
        "group",
        "for",
        "keep",
        "no_data",
        "ignore",
        "when",
        "severity",
        "text",
        "quality",
        "size",
        "age",
        "limit",
        "soft",
        "hard",
        "source",
        "target",
        "equal",
        "match",
        "from",
        "until",
        "worse_than",
        "by",
        "reason",
        "rule",
        "x",
        "ORCL",
        "four",
    ]
)
WORDS = st.sampled_from(
    [
        *(
            "cds.5y",
            "group.value_lost",
            "position.cs01",
            "cds.*",
            "MSFT",
            "ORCL",
            "four",
        ),
        *(
            "> 80bp",
            "< -20%",
            "< 3",
            "5bp",
            "now",
            "\x1b[31m",
            "$50k/bp",
            "80%",
            "100%",
        ),
        *("cds.5y > 80bp and not chg(cds.5y, 1w) < 1bp", "{issuer}", "warn", "worse"),
        *(">= dealer", ">= 1bn", "<= 5bd", "2026-01-28T16:00", "2026-11-01T01:30"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=6,
)


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {as_toml(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_toml(each) for each in value) + "]"
    if isinstance(value, float):
        return {"Infinity": "inf", "-Infinity": "-inf", "NaN": "nan"}.get(
            json.dumps(value), json.dumps(value)
        )
    return json.dumps("" if value is None else value)


def refused(text: str, read: Callable[[str], object] = book) -> tuple[str, ...]:
    try:
        read(text)
    except ConfigError as error:
        return error.problems
    return ()


@given(
    st.sampled_from(["rule", "limit", "inhibit", "silence"]),
    st.dictionaries(KEYS, VALUES),
)
@settings(max_examples=400)
def test_any_table_is_read_or_refused_in_plain_words(
    kind: str, table: dict[str, object]
) -> None:
    lines = [
        f"[[{kind}]]",
        *(f"{key} = {as_toml(each)}" for key, each in table.items()),
    ]
    for problem in refused("\n".join(lines)):
        assert safe_text(problem, 10_000) == problem
        assert problem.startswith("rules.toml:")


@given(st.text(alphabet="[]{}=\"'\\.# \nrule\x00\u202e9-:") | st.text())
@settings(max_examples=200)
def test_any_text_is_read_or_refused_in_plain_words(text: str) -> None:
    assert all(safe_text(each, 10_000) == each for each in refused(text))
    faults = refused(text, lambda it: parse_universe(it, "universe.toml"))
    assert all(safe_text(each, 10_000) == each for each in faults)


@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=3),
    st.sampled_from([("cds.5y", ">", "bp", 1), ("equity.vs_group", "<", "%", -1)]),
)
def test_levels_are_taken_exactly_when_they_grow_worse(
    numbers: list[float], form: tuple[str, str, str, int]
) -> None:
    metric, sign, unit, side = form
    written = [f"{number:.3f}" for number in numbers]
    pairs = zip(["info", "warn", "crit"], written, strict=False)
    lines = [f'{name} = "{sign} {number}{unit}"' for name, number in pairs]
    text = "\n".join(chain([f'[[rule]]\nid = "r"\nmetric = "{metric}"'], lines))
    ordered = [side * float(number) for number in written]
    if all(mild < bad for mild, bad in pairwise(ordered)):
        assert len(book(text).rules[0].ladder.levels) == len(numbers)
    else:
        assert "is not past" in refused(text)[0]
