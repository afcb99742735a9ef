"""Why a rule fires or does not, as a page."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from overhang.core.catalogue import Unit
from overhang.core.records import Bound, Quality
from overhang.core.rules.algebra import unit_of
from overhang.core.rules.expressions import Term
from overhang.core.rules.moment import Moment
from overhang.core.snapshot import Input, Reading
from overhang.views.base import text_of
from overhang.views.rule_explain import explain_rule
from support.judging import MORNING
from support.scenes import (
    CDS,
    DRAWDOWN,
    TODAY,
    Given,
    absent,
    book_of,
    dead,
    fresh,
    scene,
)

NEW_YORK = ZoneInfo("America/New_York")
NOW = Moment(MORNING, TODAY)
ROLL = Moment(MORNING, TODAY, roll_days=frozenset({TODAY}))


def page(
    rules: str,
    readings: dict[str, Reading],
    *,
    moment: Moment = NOW,
    before: tuple[Given, ...] = (),
    acked_by: str = "",
    width: int = 100,
) -> str:
    book = book_of(rules)
    snapshot = scene(book, {"ORCL": readings}, before=before, acked_by=acked_by)
    lines = explain_rule(snapshot, book.rules[0], "ORCL", moment, NEW_YORK, width)
    return text_of(lines)


def test_a_level_rule_tells_figure_levels_distances_and_who_has_it() -> None:
    mark = fresh(
        227.5,
        quality=Quality.COMPOSITE,
        inputs=(Input("mark", 227.5, "bp", TODAY, source="desk marks"),),
    )
    rules = CDS.replace('"5bp"', '"5bp"\nnote = "prices like BBB"')
    assert page(rules, {"cds.5y": mark}, acked_by="jk").splitlines() == [
        "cds-level · Oracle (ORCL)",
        "cds-level ORCL: cds.5y > 60bp info, > 80bp warn, > 100bp crit, clear 5bp",
        "",
        "crit firing: ORCL: CDS 5Y 227.5bp > 100bp (crit)",
        "",
        "Figures",
        "figure     value   state   about       age   quality",
        "cds.5y   227.5bp   fresh   02 Mar 26   0bd   composite",
        "    desk marks",
        "",
        "Levels",
        "level          at   the figure   distance         alert",
        "crit !!   > 100bp   is beyond    127.5bp beyond   firing",
        "warn !     > 80bp   is beyond    147.5bp beyond   firing",
        "info i     > 60bp   is beyond    167.5bp beyond   firing",
        *page(rules, {"cds.5y": mark}, acked_by="jk").splitlines()[15:-2],
        "Why here",
        "prices like BBB",
    ]
    assert "acknowledged  jk, " in page(rules, {"cds.5y": mark}, acked_by="jk")


@pytest.mark.parametrize(
    ("rules", "reading", "said"),
    [
        (CDS, fresh(50.0), "At rest: no level is breached"),
        (CDS, absent(), "At rest, and cannot be told: cds.5y is absent, no mark"),
        (
            CDS,
            fresh(50.0, Bound.FLOOR),
            "At rest, and cannot be told: cds.5y is a floor: it may be above",
        ),
        (
            CDS + 'quality = ">= composite"\n',
            fresh(120.0, quality=Quality.PRESS),
            "At rest, and cannot be told: not good enough for the rule: press, ",
        ),
        (
            CDS + 'for = "2 closes"\n',
            fresh(120.0),
            "crit pending: ORCL: CDS 5Y 120bp > 100bp (crit)",
        ),
        (
            CDS,
            fresh(120.0, about=date(2026, 3, 3)),
            "cannot be told: about 2026-03-03, which is still to come",
        ),
    ],
)
def test_a_sentence_says_why_it_fires_or_does_not(
    rules: str, reading: Reading, said: str
) -> None:
    assert said in page(rules, {"cds.5y": reading})


def test_a_figure_that_was_not_measured_is_said_to_be_missing() -> None:
    text = page(CDS, {})
    assert "cannot be told: cds.5y is not measured" in text
    assert "crit !!   > 100bp   proves nothing   not known   inactive" in text


def test_a_roll_day_that_the_rule_ignores_proves_nothing() -> None:
    rules = CDS + 'ignore = ["roll-day"]\n'
    assert "2026-03-02 is a roll day" in page(
        rules, {"cds.5y": fresh(50.0)}, moment=ROLL
    )
    assert "no level is breached" in page(rules, {"cds.5y": fresh(50.0)})


def test_what_recovers_is_inside_and_not_yet_clear() -> None:
    before = ({"ORCL": {"cds.5y": fresh(120.0)}},)
    text = page(CDS, {"cds.5y": fresh(98.0)}, before=before)
    assert "crit !!   > 100bp   is inside, not yet clear" in text
    assert "2.0bp to go" in text


def test_a_stale_figure_says_so_beside_its_value() -> None:
    text = page(DRAWDOWN, {"equity.drawdown.52w": dead(-0.25)})
    assert "-25.0%   dead    13 Feb 26   9bd" in text
    assert "mark is 9 business days old" in text
    assert re.search(r"warn !    < -20%   is beyond +5.0pp beyond   firing", text)


CONDITION = """
[[rule]]
id = "leads"
when = "chg(cds.5y, 1w) > 10bp and cds.5y > 2 * index.cdx_ig.5y"
severity = "warn"
"""


def test_a_condition_tells_each_comparison_with_both_sides() -> None:
    readings = {
        "chg(cds.5y, 1w)": fresh(12.0),
        "cds.5y": fresh(90.0),
        "index.cdx_ig.5y": absent("no level of the index"),
    }
    text = page(CONDITION, readings)
    assert "cannot be told: index.cdx_ig.5y is absent, no level of the index" in text
    assert "chg(cds.5y, 1w)   +12.0bp   fresh" in text
    first, second = text.partition("\nCondition\n")[2].splitlines()[1:3]
    assert first.split()[-3:] == ["12.0bp", "10.0bp", "holds"]
    assert second.endswith("cannot be told")


LIMIT = """
[[limit]]
id = "cs01-orcl"
metric = "position.cs01"
issuer = "ORCL"
limit = "$50k/bp"
soft = "80%"
hard = "100%"
"""


def test_a_limit_is_told_in_the_metric_s_own_unit() -> None:
    text = page(LIMIT, {"position.cs01": fresh(-45_000.0)})
    assert "-USD 45,000/bp" in text
    levels = text.partition("\nLevels\n")[2]
    assert "5,000/bp to go" in levels
    assert "5,000/bp beyond" in levels


@pytest.mark.parametrize(
    ("term", "unit"),
    [
        (Term("cds.5y"), Unit.BP),
        (Term("cds.5y", "chg", "1w"), Unit.BP),
        (Term("cds.5y", "z", "60d"), Unit.SD),
        (Term("equity.close"), Unit.USD),
        (Term("equity.close", "chg", "1w"), Unit.PERCENT),
        (Term("equity.market_value"), Unit.USD_BN),
    ],
)
def test_a_term_has_the_unit_of_its_reading(term: Term, unit: Unit) -> None:
    assert unit_of(term) is unit


def test_no_line_is_wider_than_the_terminal() -> None:
    text = page(CONDITION, {"cds.5y": fresh(90.0)}, width=40)
    assert max(map(len, text.splitlines())) <= 40
