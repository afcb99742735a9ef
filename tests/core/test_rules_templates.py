from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.records import Bound
from overhang.core.rules.book import Rule
from overhang.core.rules.templates import LENGTH, read_template, render
from overhang.core.rules.texts import text_of
from overhang.core.rules.tokens import ExpressionError
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Reading
from overhang.core.states import Severity, State
from support.rulebooks import book, problems

HEAD = '[[rule]]\nid = "r"\nmetric = "cds.5y"\nwarn = "> 80bp"\n'
READINGS = {
    "cds.5y": Reading(value=120.0, bound=Bound.FLOOR),
    "chg(cds.5y, 1w)": Reading(value=13.4),
    "chg(equity.close, 1w)": Reading(value=-0.0123),
    "cds.dealers": Reading(value=None, state=State.ABSENT, reason="not quoted"),
    "cds.vs_basket": Reading(value=nan),
    "debt.last.cover": Reading(value=3.0, bound=Bound.CEILING),
}


def rule_saying(text: str) -> Rule:
    return book(HEAD + f"text = '''{text}'''").rules[0]


def rendered(rule: Rule, subject: str = "ORCL", value: float | None = 231.04) -> str:
    return render(
        rule, subject, Severity.WARN, lambda term: READINGS.get(term.key), value
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plain words", "plain words"),
        ("{issuer} {rule} {severity} {value}", "ORCL r warn 231bp"),
        ("CDS +{chg(cds.5y, 1w)} in a week", "CDS +13.4bp in a week"),
        ("equity { chg(equity.close, 1w) }", "equity -1.2%"),
        ("{cds.5y} {-cds.5y} {debt.last.cover}", ">120bp <-120bp <3x"),
        ("{cds.5y / 60bp} {2 * chg(cds.5y, 1w)}", ">2x 26.8bp"),
        ("{cds.dealers} {cds.vs_basket} {equity.close}", "n/a n/a n/a"),
        ("{{issuer}} }} {{", "{issuer} } {"),
    ],
)
def test_braces_hold_figures(text: str, said: str) -> None:
    assert rendered(rule_saying(text)) == said


def test_an_unknown_value_is_not_a_number() -> None:
    assert rendered(rule_saying("{issuer} at {value}"), value=None) == "ORCL at n/a"


def test_a_group_is_called_by_its_key() -> None:
    (rule,) = book(
        '[[rule]]\nid = "r"\nmetric = "group.value_lost"\nwarn = "> 1tn"\n'
        'text = "{issuer}: {group.issued.ltm}"'
    ).rules
    assert rendered(rule, "group:four") == "four: n/a"


def test_a_rule_says_its_own_text_and_that_its_figure_is_old() -> None:
    reading = Reading(value=99.0, state=State.STALE)
    text = text_of(
        rule_saying("{issuer} at {value}"),
        "MSFT",
        Severity.WARN,
        reading,
        lambda _: None,
    )
    assert text == "MSFT at 99bp, stale"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "{issuer",
            'column 1: "{" without its other half; double it to mean it',
        ),
        ("a } b", 'column 3: "}" without its other half; double it to mean it'),
        (
            "{cds.5z}",
            'column 2: in "cds.5z", column 1: unknown metric "cds.5z", did you mean '
            '"cds.5y"?; or one of issuer, rule, severity, value',
        ),
        (
            "at {cds.5y > 1bp}",
            'column 5: in "cds.5y > 1bp", column 1: expected a figure, not a '
            "condition; or one of issuer, rule, severity, value",
        ),
        ("x" * 401, "column 401: over 400 characters"),
    ],
)
def test_a_mistake_in_a_text_names_its_place(text: str, fault: str) -> None:
    assert problems(HEAD + f'text = "{text}"') == (
        f"rules.toml:5: rule r: text: {fault}",
    )


def test_an_expression_has_no_one_value() -> None:
    (fault,) = problems(
        '[[rule]]\nid = "r"\nwhen = "cds.5y > 1bp"\nseverity = "warn"\ntext = "{value}"'
    )
    assert fault == (
        "rules.toml:5: rule r: text: column 2: an expression has no one value: write "
        "the figure that is meant"
    )


@pytest.mark.parametrize(
    "text",
    [
        "\\u001b]52;c;eA\\u0007{issuer}",
        "[bold red]{issuer}[/] $(touch /tmp/x) `id` '; rm -rf / #",
        "\\u202e{value}\\u200b \\u009b31m",
        "a\\nb\\rc\\td",
    ],
)
def test_hostile_text_is_inert(text: str) -> None:
    (rule,) = book(HEAD + f'text = "{text}"').rules
    said = rendered(rule)
    assert said.isprintable()
    assert safe_text(said, LENGTH) == said


def test_what_is_said_is_limited() -> None:
    (rule,) = book(HEAD + f'text = "{"{cds.5y}" * 50}"').rules
    assert len(rendered(rule)) <= LENGTH


@given(st.text(alphabet=st.sampled_from("{}a.cds5y() ,1w\x1b\u202e<>-"), max_size=60))
def test_any_text_is_said_or_refused_in_plain_words(text: str) -> None:
    try:
        template = read_template(text, of_groups=False, one_figure=True)
    except ExpressionError as error:
        words = str(error)
    else:
        rule = rule_saying("x")._replace(template=text, asks=template.terms)
        words = rendered(rule)
    assert safe_text(words, 10_000) == words
