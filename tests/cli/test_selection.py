from __future__ import annotations

import pytest

from overhang.cli.selection import known_rule, known_subject, pattern, rules_of, wanted
from overhang.core.problems import ConfigError
from support.rulebooks import UNIVERSE
from support.scenes import CDS, DRAWDOWN, book_of

RULES = rules_of(book_of(CDS + DRAWDOWN))
PAIRS = [(rule, who) for rule in ("cds-level", "dd") for who in ("MSFT", "ORCL")]


@pytest.mark.parametrize(
    ("rules", "issuers", "kept"),
    [
        ((), (), PAIRS),
        (("cds-*",), (), PAIRS[:2]),
        (("CDS-level", "dd"), ("orcl",), [PAIRS[1], PAIRS[3]]),
        ((), ("[MN]*", "group:*"), [PAIRS[0], PAIRS[2]]),
    ],
)
def test_patterns_choose_rules_and_issuers(
    rules: tuple[str, ...], issuers: tuple[str, ...], kept: list[tuple[str, str]]
) -> None:
    asked = wanted(RULES, UNIVERSE, rules, issuers)
    assert [each for each in PAIRS if asked(*each)] == kept


def test_every_pattern_that_fits_nothing_is_named_with_what_is_near() -> None:
    with pytest.raises(ConfigError) as caught:
        wanted(RULES, UNIVERSE, ("cds-lvl", "dd", "x*"), ())
    assert caught.value.problems == (
        'unknown rule "cds-lvl", did you mean "cds-level"?',
        'unknown rule "x*"; known: cds-level, dd',
    )


def test_a_name_is_found_however_it_is_cased() -> None:
    assert known_rule(RULES, "DD") == "dd"
    assert known_subject(UNIVERSE, "orcl") == "ORCL"
    assert known_subject(UNIVERSE, "GROUP:four") == "group:four"


def test_a_pattern_to_keep_is_taken_as_written_if_it_fits_anything() -> None:
    assert pattern("issuer", "O*", UNIVERSE.codes) == "O*"
    assert pattern("issuer", "orcl", UNIVERSE.codes) == "ORCL"
    with pytest.raises(ConfigError, match='did you mean "ORCL"'):
        pattern("issuer", "ORC", UNIVERSE.codes)
    with pytest.raises(ConfigError, match="unknown issuer"):
        pattern("issuer", "X*", UNIVERSE.codes)
    with pytest.raises(ConfigError, match="unknown issuer"):
        pattern("issuer", "[!\x1b]*", UNIVERSE.codes)
