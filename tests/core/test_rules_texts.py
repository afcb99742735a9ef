from __future__ import annotations

from datetime import date

import pytest

from overhang.core.catalogue import Unit
from overhang.core.records import Bound
from overhang.core.rules.figures import said
from overhang.core.rules.texts import line_of, text_of
from overhang.core.snapshot import Input, Reading
from overhang.core.states import Severity, State
from support.rulebooks import book

BOOK = book(
    """
[[rule]]
id = "cds"
metric = "cds.5y"
info = "> 60bp"
warn = "> 80bp"
clear = "5bp"
for = "2 closes"
keep = "1 close"
quality = ">= dealer"
size = ">= 1bn"
age = "<= 5bd"
ignore = ["roll-day"]
no_data = "alert"
[rule.issuer.ORCL]
warn = "> 200bp"

[[rule]]
id = "dd"
metric = "equity.drawdown.52w"
crit = "< -30%"
for = "90m"

[[rule]]
id = "lost"
metric = "group.value_lost"
group = "four"
warn = "> 1tn"
keep = "45s"

[[rule]]
id = "leads"
when = "chg(cds.5y, 1w) > 10bp and not chg(equity.close, 1w) < -2%"
severity = "warn"

[[limit]]
id = "cs01"
metric = "position.cs01"
issuer = "ORCL"
limit = "$50k/bp"
soft = "80%"
hard = "100%"
clear = "5%"
"""
)
RULES = {rule.id: rule for rule in BOOK.rules}
LINES = {
    ("cds", ""): "cds: cds.5y > 60bp info, > 80bp warn, clear 5bp",
    ("cds", "MSFT"): "cds MSFT: cds.5y > 60bp info, > 80bp warn, clear 5bp",
    ("cds", "ORCL"): "cds ORCL: cds.5y > 60bp info, > 200bp warn, clear 5bp",
    ("dd", "MSFT"): "dd MSFT: equity.drawdown.52w < -30% crit, for 90m",
    ("lost", "group:four"): "lost four: group.value_lost > 1000bn warn, keep 45s",
    ("leads", "ORCL"): (
        "leads ORCL: chg(cds.5y, 1w) > 10bp and not chg(equity.close, 1w) < -2% warn"
    ),
    (
        "cs01",
        "",
    ): "cs01 ORCL: position.cs01 of $50k/bp > 80% warn, > 100% crit, clear 5%",
}
WAITS = (
    ", for 2 closes, keep 1 close, no data alert, ignore roll-day"
    ", quality >= dealer, size >= 1bn, age <= 5bd"
)


def nothing(_: object) -> None:
    """Know no figure."""


@pytest.mark.parametrize(("rule", "subject"), LINES)
def test_a_rule_is_one_line(rule: str, subject: str) -> None:
    waits = WAITS if rule == "cds" else ""
    assert line_of(RULES[rule], subject) == LINES[rule, subject] + waits


@pytest.mark.parametrize(
    ("rule", "subject", "severity", "reading", "text"),
    [
        (
            "cds",
            "ORCL",
            "WARN",
            Reading(value=231.04),
            "ORCL: CDS 5Y 231bp > 200bp (warn)",
        ),
        (
            "cds",
            "MSFT",
            "WARN",
            Reading(value=80.04),
            "MSFT: CDS 5Y 80.04bp > 80bp (warn)",
        ),
        (
            "cds",
            "MSFT",
            "INFO",
            Reading(value=65.0, bound=Bound.FLOOR),
            "MSFT: CDS 5Y >65bp > 60bp (info)",
        ),
        (
            "cds",
            "MSFT",
            "INFO",
            Reading(value=65.0, bound=Bound.APPROX),
            "MSFT: CDS 5Y c.65bp > 60bp (info)",
        ),
        (
            "cds",
            "MSFT",
            "INFO",
            Reading(value=65.0, bound=Bound.MIDPOINT),
            "MSFT: CDS 5Y c.65bp > 60bp (info)",
        ),
        (
            "cds",
            "MSFT",
            "INFO",
            Reading(value=65.0, state=State.DEAD, about=date(2026, 8, 28)),
            "MSFT: CDS 5Y 65bp > 60bp (info), dead: of 28 Aug 26",
        ),
        (
            "cds",
            "MSFT",
            "INFO",
            Reading(value=65.0, state=State.STALE),
            "MSFT: CDS 5Y 65bp > 60bp (info), stale",
        ),
        (
            "cds",
            "MSFT",
            "INFO",
            Reading(value=None, state=State.ABSENT, reason="no mark"),
            "MSFT: CDS 5Y n/a, no mark (info)",
        ),
        ("cds", "MSFT", "INFO", None, "MSFT: CDS 5Y n/a (info)"),
        (
            "dd",
            "MSFT",
            "CRIT",
            Reading(value=-0.3512),
            "MSFT: Drawdown from 52-week high -35.1% < -30% (crit)",
        ),
        (
            "lost",
            "group:four",
            "WARN",
            Reading(value=1234.56),
            "four: Market value lost 1234.6bn > 1000bn (warn)",
        ),
        (
            "cs01",
            "ORCL",
            "CRIT",
            Reading(value=-52_130.0),
            "ORCL: CS01 -$52.1k/bp is 104.3% of $50k/bp (crit)",
        ),
    ],
)
def test_an_alert_says_what_is_beyond_which_level(
    rule: str, subject: str, severity: str, reading: Reading | None, text: str
) -> None:
    said_so = text_of(RULES[rule], subject, Severity[severity], reading, nothing)
    assert said_so == text


def test_a_condition_says_what_makes_it_hold() -> None:
    known = {
        "chg(cds.5y, 1w)": Reading(value=13.456),
        "chg(equity.close, 1w)": Reading(value=0.0041),
    }
    text = text_of(
        RULES["leads"], "ORCL", Severity.WARN, None, lambda term: known.get(term.key)
    )
    assert text == "ORCL: chg(cds.5y, 1w) > 10bp: 13.5bp (warn)"


def test_what_came_back_says_what_it_was() -> None:
    text = text_of(RULES["cds"], "MSFT", Severity.WARN, Reading(value=76.0), nothing)
    assert text == "MSFT: CDS 5Y 76bp, was > 80bp (warn)"
    text = text_of(RULES["dd"], "MSFT", Severity.CRIT, Reading(value=-0.3), nothing)
    assert text == "MSFT: Drawdown from 52-week high -30%, was < -30% (crit)"
    text = text_of(RULES["leads"], "ORCL", Severity.WARN, None, nothing)
    condition = "chg(cds.5y, 1w) > 10bp and not chg(equity.close, 1w) < -2%"
    assert text == f"ORCL: was {condition} (warn)"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (-0.2999, Unit.PERCENT, "-30%"),
        (-0.0001, Unit.PERCENT, "0%"),
        (0.856, Unit.TIMES, "0.86x"),
        (231.04, Unit.BP, "231bp"),
        (142.005, Unit.USD, "142usd"),
        (1234.56, Unit.USD_BN, "1234.6bn"),
        (1234.4, Unit.USD_MM, "1234mm"),
        (999.0, Unit.USD_PER_BP, "$999/bp"),
        (-1_260_000.0, Unit.USD_PER_BP, "-$1.3mm/bp"),
        (0.0, Unit.USD_PER_BP, "$0/bp"),
        (100.0, Unit.COUNT, "100"),
        (3.0, Unit.BUSINESS_DAYS, "3bd"),
        (2.25, Unit.SD, "2.2sd"),
    ],
)
def test_a_figure_in_a_sentence_has_the_decimals_it_needs(
    value: float, unit: Unit, words: str
) -> None:
    assert said(value, unit) == words


PLAIN = """
[[rule]]
id = "day"
metric = "cds.5y.chg.1d"
info = "> 3bp"

[[rule]]
id = "z"
metric = "cds.5y.z.60d"
info = "> 2sd"

[[rule]]
id = "price"
metric = "equity.chg.1d"
info = "< -5%"

[[rule]]
id = "stale"
metric = "data.stale.cds"
info = "> 0"
"""


@pytest.mark.parametrize(
    ("rule", "value", "text"),
    [
        ("day", 54.0, "MSFT: CDS 5Y 1D +54bp > 3bp (info)"),
        ("day", 3.04, "MSFT: CDS 5Y 1D +3.04bp > 3bp (info)"),
        ("day", -1.0, "MSFT: CDS 5Y 1D -1bp, was > 3bp (info)"),
        ("z", 5.9, "MSFT: CDS 5Y z-score 60d +5.9sd > 2sd (info)"),
        ("price", -0.061, "MSFT: Share price 1D -6.1% < -5% (info)"),
        ("price", 0.021, "MSFT: Share price 1D +2.1%, was < -5% (info)"),
        ("stale", 2.0, "MSFT: Stale CDS figures: 5Y, 1D (info)"),
        ("stale", 0.0, "MSFT: Stale CDS figures 0, was > 0 (info)"),
    ],
)
def test_a_text_names_the_figure_and_signs_a_change(
    rule: str, value: float, text: str
) -> None:
    rules = {each.id: each for each in book(PLAIN).rules}
    inputs = tuple(Input(name=each, value=1.0, unit="bp") for each in ("5Y", "1D"))
    reading = Reading(value=value, inputs=inputs)
    assert text_of(rules[rule], "MSFT", Severity.INFO, reading, nothing) == text


def test_many_stale_figures_are_counted() -> None:
    rules = {each.id: each for each in book(PLAIN).rules}
    names = ("5Y", "1D", "1W", "1M", "YTD", "z 60d")
    inputs = tuple(Input(name=each, value=1.0, unit="bp") for each in names)
    reading = Reading(value=6.0, inputs=inputs)
    said = text_of(rules["stale"], "MSFT", Severity.INFO, reading, nothing)
    assert said == "MSFT: Stale CDS figures: 5Y, 1D, 1W, 1M, 2 more (info)"
