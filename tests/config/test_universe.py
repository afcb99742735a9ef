from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from overhang.config.universe import load_universe, parse_universe
from overhang.core.problems import ConfigError

MSFT = """[issuer.MSFT]
name = "Microsoft"
entity = "Microsoft Corporation"
cik = 789019
fiscal_year_end = "06-30"
"""
SHARES = '[issuer.MSFT.shares]\nmillions = {}\non = 2026-07-24\nsource = "10-K"\n'


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_universe(text, "universe.toml")
    return caught.value.problems


def test_a_universe_is_read_in_the_order_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "universe.toml"
    path.write_text(
        "schema = 1\n"
        + MSFT.replace("MSFT", "ZZZ")
        + MSFT
        + SHARES.format("7_430.5")
        + 'quality = "reported"\n[issuer.MSFT.cds]\nentity = "Microsoft Corporation"\n'
        '[group.four]\ntitle = "The four"\nmembers = ["MSFT", "ZZZ"]\n'
    )
    universe = load_universe(path)
    assert universe.codes == ("ZZZ", "MSFT")
    issuer = universe.issuer["MSFT"]
    assert issuer.shares is not None
    assert (issuer.shares.millions, issuer.shares.on) == (7430.5, dt.date(2026, 7, 24))
    assert issuer.cds is not None
    assert issuer.cds.clause == "XR14"
    assert universe.group["four"].members == ("MSFT", "ZZZ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            MSFT + '[group.four]\ntitle = "Four"\nmembers = ["MSFT", "MSTF"]',
            'universe.toml:8: group.four.members: unknown issuer "MSTF", did you mean '
            '"MSFT"?',
            id="member",
        ),
        pytest.param(
            MSFT + '[group.four]\ntitle = "Four"\nmembers = ["MSFT", "MSFT"]',
            'universe.toml:8: group.four.members: "MSFT" is named twice',
            id="member twice",
        ),
        pytest.param(
            MSFT + '[group.four]\ntitle = "Four"\nmembers = []',
            "universe.toml:8: group.four.members: no member, expected at least one",
            id="no member",
        ),
        pytest.param(
            MSFT + 'fiscal_year = "06-30"',
            'universe.toml:6, column 1: issuer.MSFT: unknown key "fiscal_year", did '
            "you mean "
            '"fiscal_year_end"?',
            id="key",
        ),
        pytest.param(
            MSFT + SHARES.format(1) + 'quality = "reported"\nmilions = 1',
            'universe.toml:11, column 1: issuer.MSFT.shares: unknown key "milions", '
            "did you mean "
            '"millions"?',
            id="key inside",
        ),
        pytest.param(
            MSFT.replace("789019", '"789019"'),
            "universe.toml:4: issuer.MSFT.cik: expected `int`, got `str`",
            id="type",
        ),
        pytest.param(
            MSFT + SHARES.format('"many"') + 'quality = "reported"',
            "universe.toml:7: issuer.MSFT.shares.millions: expected `float`, got `str`",
            id="type inside",
        ),
        pytest.param(
            MSFT + SHARES.format("inf") + 'quality = "reported"',
            "universe.toml:7: issuer.MSFT.shares.millions: found inf, expected "
            "millions of shares, over 0",
            id="not finite",
        ),
        pytest.param(
            MSFT + SHARES.format(1) + 'quality = "reportd"',
            'universe.toml:10: issuer.MSFT.shares.quality: unknown quality "reportd", '
            'did you mean "reported"?',
            id="quality",
        ),
        pytest.param(
            MSFT.replace("06-30", "06-31"),
            'universe.toml:5: issuer.MSFT.fiscal_year_end: found "06-31", expected '
            'month and day as "06-30"',
            id="fiscal year end",
        ),
        pytest.param(
            MSFT.replace("789019", "0"),
            "universe.toml:4: issuer.MSFT.cik: found 0, expected a number over 0",
            id="cik",
        ),
        pytest.param(
            MSFT.replace('name = "Microsoft"\n', ""),
            "universe.toml:1: issuer.MSFT: object missing required field `name`",
            id="missing",
        ),
        pytest.param(
            MSFT.replace("MSFT", '"group:x"'),
            'universe.toml:1: issuer: found "group:x", expected a code: letters, '
            "digits, . _ -, 16 at most",
            id="code",
        ),
        pytest.param(
            "schema = 1\n",
            "universe.toml:1: no issuer, expected at least one [issuer.CODE]",
            id="empty",
        ),
        pytest.param(
            MSFT + "[issuers.ORCL]\ncik = 1",
            'universe.toml:6, column 2: unknown key "issuers", did you mean "issuer"?',
            id="top",
        ),
        pytest.param(
            "schema = 2\n" + MSFT,
            "universe.toml:1: schema: found 2, expected 1",
            id="schema",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(text: str, expected: str) -> None:
    assert problems(text) == (expected,)


def test_all_mistakes_are_told_at_once() -> None:
    found = problems(
        MSFT.replace("789019", "-1")
        + MSFT.replace("MSFT", "ORCL").replace('"06-30"', "6")
        + '[group.x]\ntitle = "X"\nmembers = ["A"]'
    )
    assert [each.split(": ")[0] for each in found] == [
        "universe.toml:4",
        "universe.toml:10",
        "universe.toml:13",
    ]


def test_text_is_made_inert() -> None:
    found = parse_universe(
        MSFT.replace("Microsoft Corp", "Micro\\u001b]0;x\\u0007\\u202esoft"), "u"
    )
    assert found.issuer["MSFT"].entity.isprintable()
