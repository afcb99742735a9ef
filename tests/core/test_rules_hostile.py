from __future__ import annotations

import time
from pathlib import Path

import pytest

from overhang.bundled import bundled
from overhang.config.universe import load_universe
from overhang.core.problems import ConfigError
from overhang.core.rules.language import load_rules
from overhang.core.rules.texts import line_of
from overhang.core.safe_text import safe_text
from support.rulebooks import UNIVERSE, book, problems

EXAMPLE = Path(__file__).parents[1] / "vectors" / "rules_example.toml"
RULE = '[[rule]]\nid = "r{}"\nmetric = "cds.5y"\ninfo = "> 60bp"\nwarn = "> 80bp"\n'


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_rules(path, UNIVERSE)
    return caught.value.problems


def test_the_whole_example_of_the_language_is_read() -> None:
    found = load_rules(EXAMPLE, load_universe(bundled("data") / "universe.toml"))
    assert [line_of(rule, "ORCL") for rule in found.written] == [
        "cds-5y-level ORCL: cds.5y.par > 150bp info, > 200bp warn, > 300bp crit, "
        "clear 10bp, for 2 closes, keep 1 close",
        "equity-dd-52w ORCL: equity.drawdown.52w < -25% info, < -35% warn, "
        "< -50% crit, clear 2%, for 1 close",
        "capex-over-ocf ORCL: capex.to_ocf.ltm > 0.7x info, > 0.85x warn, > 1x crit, "
        "clear 0.03x",
        "credit-leads-equity ORCL: chg(cds.5y.par, 1w) > 10bp and "
        "chg(equity.close, 1w) > -2% warn, for 1 close",
        "protection-bid ORCL: cds.5y.par > 1.5 * index.cdx_ig.5y and "
        "z(cds.5y.par, 60d) > 2sd and abs(chg(cds.5y.par, 1d)) >= 3bp warn, "
        "ignore roll-day",
        "cs01-orcl ORCL: position.cs01 of $50k/bp > 80% warn, > 100% crit, clear 5%",
    ]
    assert (len(found.inhibitions), len(found.silences)) == (1, 1)


def test_a_huge_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(b"# " + b"x" * 10_000_000)
    start = time.process_time()
    assert faults(path) == (f"{path}: over 5,000,000 bytes",)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b'schema = 1\nid = "\xff"', "rules.toml:2: a byte that is not UTF-8"),
        (b"\x00", "rules.toml:1, column 1: not TOML: Invalid statement"),
        (
            b'id = "\x00"',
            "rules.toml:1, column 7: not TOML: Illegal character '\\x00'",
        ),
        (
            b"\xef\xbb\xbf[[rule]]\nid = 3",
            'rules.toml:2: rule number 1: id: found 3, expected letters, digits, "-", '
            '"_" or ".", 64 at most',
        ),
        (b"a." * 100_000 + b"b = 1", "rules.toml:1: nested too deeply"),
        (b"\n[" + b'"a" . ' * 100_000 + b"b]", "rules.toml:2: nested too deeply"),
        (b"x = " + b"{a=" * 10_000, "rules.toml: nested too deeply"),
    ],
)
def test_bytes_that_are_no_rules_are_refused(
    tmp_path: Path, data: bytes, fault: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(data)
    assert fault in faults(path)


def test_a_dotted_name_of_usual_length_is_no_deep_nesting() -> None:
    assert book(RULE.format(0) + 'note = "' + "and so on. . . " * 8 + '"')


@pytest.mark.parametrize(
    "text",
    [
        "\x7f",
        "\\u001b[2J\\u0007",
        "$(touch /tmp/x)`id`",
        "'; rm -rf / #",
        "[bold red]x[/]",
        "\\u202e\\u2066\\u200b",
        "../../etc/passwd",
        "{0.__class__}",
        "%s%n",
        "x" * 5000,
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        '[[rule]]\nid = "{}"\nmetric = "cds.5y"\nwarn = "> 80bp"',
        '[[rule]]\nid = "r"\nmetric = "{}"\nwarn = "> 80bp"',
        '[[rule]]\nid = "r"\nmetric = "cds.5y"\nwarn = "{}"',
        '[[rule]]\nid = "r"\nwhen = "{}"\nseverity = "warn"',
        '[[rule]]\nid = "r"\nwhen = "cds.5y > 1bp"\nseverity = "{}"',
        '[[rule]]\nid = "r"\nmetric = "cds.5y"\nwarn = "> 80bp"\nfor = "{}"',
        '[[rule]]\nid = "r"\nmetric = "cds.5y"\nwarn = "> 80bp"\nquality = ">= {}"',
        '[[rule]]\nid = "r"\nmetric = "cds.5y"\nwarn = "> 80bp"\nissuer = "{}"',
        '[[limit]]\nid = "l"\nmetric = "position.cs01"\nissuer = "ORCL"\n'
        'limit = "{}"\nsoft = "80%"',
        '[[inhibit]]\nsource = "{}"\ntarget = "{}"',
        '[[silence]]\nmatch = {{ rule = "{}" }}\nfrom = "{}"\nuntil = "{}"',
        '[defaults]\ntimezone = "{}"',
    ],
)
def test_hostile_words_are_refused_in_plain_and_short_ones(
    form: str, text: str
) -> None:
    for problem in problems(
        form.replace("{}", text).replace("{{", "{").replace("}}", "}")
    ):
        assert safe_text(problem, 10_000) == problem
        assert len(problem) < 500


@pytest.mark.parametrize(
    "level",
    ["> 1e9bp", "> 9999999999999bp", "> inf", "> nanbp", "> 0x50bp", "> \u0661bp"],
)
def test_numbers_are_plain_and_of_a_size_that_makes_sense(level: str) -> None:
    (fault,) = problems(f'[[rule]]\nid = "r"\nmetric = "cds.5y"\nwarn = "{level}"')
    assert "expected" in fault


def test_ten_thousand_rules_are_read_while_one_looks() -> None:
    text = "".join(RULE.format(index) for index in range(10_000))
    start = time.process_time()
    assert len(book(text).rules) == 10_000
    assert time.process_time() - start < 5.0


def test_a_thousand_mistakes_are_told_in_bearable_time() -> None:
    text = "".join(RULE.format(index).replace("5y", "5q") for index in range(1000))
    start = time.process_time()
    assert len(problems(text)) == 1000
    assert time.process_time() - start < 2.0
