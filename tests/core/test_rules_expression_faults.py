from __future__ import annotations

import pytest

from overhang.core.catalogue import DAILY
from overhang.core.rules.parser import read_condition
from overhang.core.rules.tokens import LENGTH, ExpressionError
from overhang.core.snapshot import Reading

RATIO = "bp can only be divided by a number or a percentage or by bp"
ONE = 'expected one comparison at a time, joined with "and"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "column 1: found the end, expected a metric, a number or a function"),
        ("cds.5y", 'column 1: expected a comparison as "cds.5y > 100bp"'),
        ("1bp > 2bp", "column 1: names no metric"),
        (
            "cds.5z > 1bp",
            'column 1: unknown metric "cds.5z", did you mean "cds.5y"?',
        ),
        (
            "CDS.5Y > 1bp",
            'column 1: unknown metric "CDS.5Y", did you mean "cds.5y"?',
        ),
        (
            "group.value_lost > 1tn",
            "column 1: group.value_lost is measured for groups, not issuers",
        ),
        (
            "cds.5y > 100",
            'column 10: "100" has no unit, "cds.5y" in bp: write "100bp"',
        ),
        (
            "equity.drawdown.52w < --2",
            'column 23: "2" has no unit, "equity.drawdown.52w" in %: write "2%"',
        ),
        (
            "100 < cds.5y",
            'column 1: "100" has no unit, "cds.5y" in bp: write "100bp"',
        ),
        (
            "equity.drawdown.52w < -0.2",
            'column 23: "-0.2" has no unit, "equity.drawdown.52w" in %: write "-20%"',
        ),
        (
            "capex.fcf.ltm < 0",
            'column 17: "0" has no unit, "capex.fcf.ltm" in bn: write "0bn"',
        ),
        (
            "position.cs01 > 5",
            'column 17: "5" has no unit, "position.cs01" in $/bp: write "$5/bp"',
        ),
        ("cds.5y > 2%", 'column 10: "2%" is in %, "cds.5y" in bp'),
        ("cds.5y + 2sd > 2bp", 'column 10: "2sd" is in sd, "cds.5y" in bp'),
        ("max(cds.5y, 2x) > 2bp", 'column 13: "2x" is in x, "cds.5y" in bp'),
        ("z(cds.5y, 60d) > 2bp", 'column 18: "2bp" is in bp, "z(cds.5y, 60d)" in sd'),
        (
            "pct(cds.5y, 1w) > 2bp",
            'column 19: "2bp" is in bp, "pct(cds.5y, 1w)" in %',
        ),
        (
            "chg(equity.close, 1w) > 2usd",
            'column 25: "2usd" is in usd, "chg(equity.close, 1w)" in %',
        ),
        (
            "cds.5y * cds.5y > 2bp",
            'column 10: "cds.5y" is in bp: bp can only be multiplied with a number or '
            "a percentage",
        ),
        ("cds.5y / 2sd > 2bp", f'column 10: "2sd" is in sd: {RATIO}'),
        (
            "2 / cds.5y > 2bp",
            'column 5: "cds.5y" is in bp: a plain number can only be divided by a '
            "number or a percentage",
        ),
        (
            "cds.5y == 2bp",
            'column 8: found "==", expected <, <=, > or >=, since figures are measured '
            "and never quite equal",
        ),
        (
            "cds.5y != 2bp",
            'column 8: found "!=", expected <, <=, > or >=, since figures are measured '
            "and never quite equal",
        ),
        (
            "1bp < cds.5y < 9bp",
            f'column 14: found "<", {ONE}',
        ),
        ("(cds.5y > 2bp", 'column 14: found the end, expected ")"'),
        (
            "cds.5y > 2bp)",
            'column 13: found ")", expected an operator, "and", "or" or the end',
        ),
        (
            "cds.5y > 2bp cds.5y",
            'column 14: found "cds.5y", expected an operator, "and", "or" or the end',
        ),
        (
            "cds.5y > and",
            'column 10: found "and", expected a metric, a number or a function',
        ),
        (
            "cds.5y and cds.5y > 2bp",
            'column 1: expected a comparison on either side of "and"',
        ),
        ("not cds.5y", 'column 5: expected a comparison after "not"'),
        (
            "(cds.5y > 2bp) + 2bp > 3bp",
            "column 2: expected a figure to add or subtract",
        ),
        (
            "(cds.5y > 2bp) > 3bp",
            "column 2: expected a figure on either side of a comparison",
        ),
        ("-(cds.5y > 2bp) > 3bp", 'column 3: expected a figure after "-"'),
        ("abs(cds.5y > 2bp) > 3bp", 'column 12: found ">", expected ")"'),
        ("abs(cds.5y, cds.5y) > 3bp", "column 13: abs() takes one figure"),
        ("min(cds.5y) > 3bp", "column 1: min() takes two figures or more"),
        (
            "mean(cds.5y) > 3bp",
            'column 1: unknown function "mean", did you mean "min"?',
        ),
        ("chg(2bp, 1w) > 3bp", 'column 5: found "2bp", expected a metric'),
        (
            "chg(cds.5y) > 3bp",
            'column 11: found ")", expected a window, as "chg(cds.5y, 60d)"',
        ),
        (
            "chg(cds.5y, 1y) > 3bp",
            'column 13: found "1y", expected a window as "1d", "1w", "60d" or "1m"',
        ),
        (
            "chg(cds.5y, 0d) > 3bp",
            'column 13: found "0d", expected a window as "1d", "1w", "60d" or "1m"',
        ),
        (
            "chg(cds.5y, 99m) > 3bp",
            'column 13: found "99m", expected at most 756 business days',
        ),
        (
            "z(cds.5y, 1w) > 3sd",
            'column 11: found "1w", expected at least 20 business days for a z-score',
        ),
        (
            "chg(cds.dealers, 1w) > 3",
            "column 5: cds.dealers has no daily series; chg() takes "
            + ", ".join(sorted(DAILY)),
        ),
        (
            "cds.5y > 6foo",
            'column 10: "6foo": unknown unit, expected one of %, x, bp, usd, bn, tn, '
            "mm, bd, d, sd",
        ),
        (
            "cds.5y > 1234567890123bp",
            'column 10: "1234567890123bp": a number has at most 12 digits',
        ),
        ("cds.5y > 60bp \x1b[31m", 'column 15: unexpected "\u241b"'),
        ("cds.5y \u2265 60bp", 'column 8: unexpected "\u2265"'),
        ("cds.5y > 60bp;", 'column 14: unexpected ";"'),
        ("__import__('os')", 'column 12: unexpected "\'"'),
        ("cds.5y > .5bp", 'column 10: unexpected "."'),
    ],
)
def test_a_mistake_names_its_column_and_what_was_expected(
    text: str, expected: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        read_condition(text)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    "text",
    [
        "(" * 65 + "cds.5y > 1bp" + ")" * 65,
        "not " * 65 + "cds.5y > 1bp",
        "-" * 65 + "cds.5y > 1bp",
        "abs(" * 65 + "cds.5y" + ")" * 65 + "> 1bp",
        "(" * (LENGTH - 1),
        "not(" * (LENGTH // 4),
    ],
)
def test_deep_nesting_is_a_fault(text: str) -> None:
    with pytest.raises(ExpressionError, match="over 64 levels deep"):
        read_condition(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 64 + "cds.5y > 1bp" + ")" * 64,
        "not " * 64 + "cds.5y > 1bp",
        "-" * 64 + "cds.5y > 1bp",
        "abs(" * 64 + "cds.5y" + ")" * 64 + "> 1bp",
        "cds.5y" + " + 1bp" * 600 + " > 1bp",
        "cds.5y" + " * 2 / 2" * 400 + " > 1bp",
        "cds.5y > 1bp" + " and cds.5y > 1bp" * 200,
        "max(cds.5y" + ", 1bp" * 700 + ") > 1bp",
    ],
)
def test_what_is_within_the_limits_is_read_and_judged(text: str) -> None:
    condition = read_condition(text)
    assert condition.holds(lambda _: Reading(value=50.0)) is not None
    assert condition.parts(lambda _: Reading(value=50.0))


def test_length_is_limited() -> None:
    with pytest.raises(ExpressionError, match=r"column 4001: over 4,000 characters"):
        read_condition("cds.5y > 1bp" + " " * LENGTH)
