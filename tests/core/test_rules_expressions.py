from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.catalogue import Unit
from overhang.core.records import Bound
from overhang.core.rules.expressions import Look, Term
from overhang.core.rules.parser import read_condition, read_value
from overhang.core.snapshot import Reading
from overhang.core.states import State


def look_of(**readings: Reading | float | None) -> Look:
    """Look among readings by what a metric is called here, everything else absent."""
    known = {
        NAMES[name]: found if isinstance(found, Reading) else Reading(value=found)
        for name, found in readings.items()
        if found is not None
    }
    return lambda term: known.get(term.key)


NAMES = {
    "cds": "cds.5y",
    "index": "index.cdx_ig.5y",
    "week": "chg(cds.5y, 1w)",
    "share": "chg(equity.close, 1w)",
    "ocf": "capex.to_ocf.ltm",
    "issued": "debt.issued.ytd",
    "notional": "cds.net_notional",
    "dealers": "cds.dealers",
}


def floor(value: float) -> Reading:
    return Reading(value=value, bound=Bound.FLOOR)


def ceiling(value: float) -> Reading:
    return Reading(value=value, bound=Bound.CEILING)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("cds.5y > 100bp", True),
        ("cds.5y > 120bp", False),
        ("cds.5y >= 120bp", True),
        ("cds.5y < 120bp", False),
        ("cds.5y <= 120bp", True),
        ("not cds.5y > 100bp", False),
        ("not not cds.5y > 100bp", True),
        ("cds.5y > 2 * index.cdx_ig.5y", True),
        ("cds.5y > 2.4 * index.cdx_ig.5y", False),
        ("cds.5y / index.cdx_ig.5y >= 2.4", True),
        ("cds.5y / index.cdx_ig.5y >= 2.4x", True),
        ("cds.5y - index.cdx_ig.5y - 20bp > 49bp", True),
        ("cds.5y - (index.cdx_ig.5y - 20bp) > 89bp", True),
        ("cds.5y + 10bp * 2 > 139bp", True),
        ("(cds.5y + 10bp) * 2 > 259bp", True),
        ("cds.5y * 10% > 11bp", True),
        ("cds.5y / 2 / 2 > 29bp", True),
        ("-cds.5y < -119bp", True),
        ("--cds.5y > 119bp", True),
        ("min(cds.5y, index.cdx_ig.5y, 60bp) >= 50bp", True),
        ("min(cds.5y, index.cdx_ig.5y) > 50bp", False),
        ("max(cds.5y, index.cdx_ig.5y) > 119bp", True),
        ("abs(chg(cds.5y, 1w)) > 11bp", True),
        ("abs(-chg(cds.5y, 1w) - 1bp) > 10bp", True),
        ("chg(equity.close, 1w) < -2%", True),
        ("chg(equity.close, 1w) * 2 < -5.9%", True),
        ("capex.to_ocf.ltm > 0.8", True),
        ("capex.to_ocf.ltm > 0.8x and cds.dealers < 5", True),
        ("debt.issued.ytd > 0.02tn", True),
        ("debt.issued.ytd > 25000mm", False),
        ("debt.issued.ytd > cds.net_notional", True),
        ("cds.net_notional * 10 >= debt.issued.ytd", True),
        ("cds.5y > 200bp or index.cdx_ig.5y > 40bp and cds.dealers < 3", False),
        ("(cds.5y > 200bp or index.cdx_ig.5y > 40bp) and cds.dealers < 5", True),
        ("cds.5y > 60 bp and\n  cds.dealers < 5", True),
    ],
)
def test_a_condition_is_what_it_says(text: str, holds: bool) -> None:
    look = look_of(
        cds=120.0,
        index=50.0,
        week=-12.0,
        share=-0.03,
        ocf=0.9,
        issued=25.0,
        notional=2500.0,
        dealers=4.0,
    )
    assert read_condition(text).holds(look) is holds


@pytest.mark.parametrize(
    ("text", "cds", "holds"),
    [
        ("cds.5y > 100bp", floor(105.0), True),
        ("cds.5y > 105bp", floor(105.0), None),
        ("cds.5y >= 105bp", floor(105.0), True),
        ("cds.5y < 200bp", floor(105.0), None),
        ("cds.5y < 100bp", floor(105.0), False),
        ("not cds.5y < 100bp", floor(105.0), True),
        ("cds.5y > 100bp", ceiling(60.0), False),
        ("cds.5y > 50bp", ceiling(60.0), None),
        ("cds.5y < 100bp", ceiling(60.0), True),
        ("-cds.5y < -100bp", floor(105.0), True),
        ("-cds.5y > -200bp", floor(105.0), None),
        ("2 * cds.5y > 200bp", floor(105.0), True),
        ("-2 * cds.5y < -200bp", floor(105.0), True),
        ("cds.5y * 0 <= 0bp", floor(105.0), True),
        ("cds.5y * 0 <= 0bp", ceiling(60.0), True),
        ("cds.5y / index.cdx_ig.5y > 2", floor(105.0), True),
        ("cds.5y / index.cdx_ig.5y < 3", floor(105.0), None),
        ("index.cdx_ig.5y / cds.5y < 0.5", floor(105.0), True),
        ("index.cdx_ig.5y / cds.5y > 0.1", floor(105.0), None),
        ("index.cdx_ig.5y / cds.5y > 0", ceiling(60.0), None),
        ("index.cdx_ig.5y - cds.5y < -50bp", floor(105.0), True),
        ("cds.5y - cds.5y > 1bp", floor(105.0), None),
        ("abs(cds.5y) > 100bp", floor(105.0), True),
        ("abs(cds.5y) >= 0bp", ceiling(60.0), True),
        ("abs(cds.5y) > 10bp", ceiling(-60.0), True),
        ("max(cds.5y, index.cdx_ig.5y) > 100bp", floor(105.0), True),
        ("min(cds.5y, index.cdx_ig.5y) < 60bp", floor(105.0), True),
        ("max(cds.5y, index.cdx_ig.5y) >= 50bp", ceiling(60.0), True),
    ],
)
def test_a_bound_proves_what_it_says_and_nothing_more(
    text: str, cds: Reading, holds: bool | None
) -> None:
    look = look_of(cds=cds, index=50.0)
    assert read_condition(text).holds(look) is holds


@pytest.mark.parametrize(
    "cds",
    [
        None,
        Reading(value=None, state=State.ABSENT, reason="no mark"),
        Reading(value=120.0, state=State.ABSENT),
        nan,
        inf,
        -inf,
    ],
)
@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("cds.5y > 100bp", None),
        ("not cds.5y > 100bp", None),
        ("abs(cds.5y) >= 0bp", None),
        ("cds.5y * 0 >= 0bp", None),
        ("max(cds.5y, 200bp) > 100bp", None),
        ("cds.5y > 100bp and cds.dealers < 5", None),
        ("cds.5y > 100bp and cds.dealers < 3", False),
        ("cds.dealers < 3 and cds.5y > 100bp", False),
        ("cds.5y > 100bp or cds.dealers < 5", True),
        ("cds.dealers < 5 or cds.5y > 100bp", True),
        ("cds.5y > 100bp or cds.dealers < 3", None),
    ],
)
def test_what_is_not_there_decides_nothing(
    text: str, holds: bool | None, cds: Reading | float | None
) -> None:
    assert read_condition(text).holds(look_of(cds=cds, dealers=4.0)) is holds


@pytest.mark.parametrize(
    "text",
    [
        "cds.5y / chg(cds.5y, 1w) > 1",
        "cds.5y / (index.cdx_ig.5y - 50bp) > 1",
        "cds.5y / min(chg(cds.5y, 1w), index.cdx_ig.5y) > 1",
        f"cds.5y{' * 999999999999' * 30} > 1bp",
    ],
)
def test_arithmetic_without_an_answer_decides_nothing(text: str) -> None:
    look = look_of(cds=120.0, index=50.0, week=0.0)
    assert read_condition(text).holds(look) is None


def test_a_divisor_that_may_be_nothing_decides_nothing() -> None:
    ratio = read_condition("cds.5y / index.cdx_ig.5y < 100")
    assert ratio.holds(look_of(cds=120.0, index=ceiling(10.0))) is None
    assert ratio.holds(look_of(cds=120.0, index=floor(0.0))) is None
    look = look_of(cds=120.0, index=floor(10.0))
    assert read_condition("cds.5y / index.cdx_ig.5y <= 12").holds(look) is True


def test_the_last_value_of_a_stale_figure_stands() -> None:
    stale = Reading(value=120.0, state=State.STALE, reason="old")
    assert read_condition("cds.5y > 100bp").holds(look_of(cds=stale)) is True


def test_the_last_bit_of_a_float_is_no_breach() -> None:
    look = look_of(share=70 / 100 - 1)
    assert read_condition("chg(equity.close, 1w) < -30%").holds(look) is False
    assert read_condition("chg(equity.close, 1w) <= -30%").holds(look) is True


def test_a_condition_names_each_figure_once() -> None:
    found = read_condition(
        "z( cds.5y ,60d ) > 2sd and cds.5y > 60bp or z(cds.5y, 60d) < -2sd"
    )
    assert found.terms == (Term("cds.5y", "z", "60d"), Term("cds.5y"))
    assert [term.key for term in found.terms] == ["z(cds.5y, 60d)", "cds.5y"]


def test_each_comparison_tells_how_it_came_out() -> None:
    text = (
        "chg(cds.5y, 1w) > 10bp and not cds.5y / index.cdx_ig.5y > 3 or cds.dealers < 3"
    )
    absent = Reading(value=None, state=State.ABSENT, reason="no index data")
    look = look_of(week=floor(12.0), cds=120.0, index=absent, dealers=4.0)
    first, second, third = read_condition(text).parts(look)
    assert first.text == "chg(cds.5y, 1w) > 10bp"
    assert (first.left, first.right, first.unit) == (12.0, 10.0, Unit.BP)
    assert (first.holds, first.why) == (True, "")
    assert second.text == "cds.5y / index.cdx_ig.5y > 3"
    assert (second.left, second.right, second.unit) == (None, 3.0, Unit.TIMES)
    assert (second.holds, second.why) == (None, "index.cdx_ig.5y: no index data")
    assert (third.holds, third.left) == (False, 4.0)


@pytest.mark.parametrize(
    ("cds", "week", "why"),
    [
        (None, 1.0, "cds.5y: no data"),
        (floor(5.0), 1.0, "cds.5y: only a floor is known"),
        (120.0, 0.0, "cannot be computed, as a division by zero"),
    ],
)
def test_what_cannot_be_told_says_why(
    cds: Reading | float | None, week: float, why: str
) -> None:
    condition = read_condition("cds.5y / chg(cds.5y, 1w) > 100")
    (part,) = condition.parts(look_of(cds=cds, week=week))
    assert (part.holds, part.why) == (None, why)


def test_conditions_of_the_same_words_are_the_same() -> None:
    one, other = read_condition("cds.5y > 1bp"), read_condition("cds.5y  >  1bp")
    assert one == other
    assert hash(one) == hash(other)
    assert one != read_condition("cds.5y > 2bp")


@given(
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.floats(0, 1e6),
    st.sampled_from(Bound),
    st.sampled_from(
        [
            "cds.5y + index.cdx_ig.5y",
            "cds.5y - index.cdx_ig.5y",
            "index.cdx_ig.5y - cds.5y",
            "cds.5y * 1.5 - 20%*index.cdx_ig.5y",
            "-3 * cds.5y",
            "abs(cds.5y)",
            "abs(index.cdx_ig.5y - cds.5y)",
            "min(cds.5y, index.cdx_ig.5y)",
            "max(cds.5y, -index.cdx_ig.5y)",
            "index.cdx_ig.5y * (index.cdx_ig.5y / cds.5y)",
            "cds.5y * (cds.5y / 7bp)",
        ]
    ),
    st.sampled_from(["<", "<=", ">", ">="]),
    st.integers(-1000, 1000),
)
def test_what_a_bound_proves_is_so_whatever_the_truth(
    value: float,
    index: float,
    beyond: float,
    bound: Bound,
    figure: str,
    sign: str,
    level: int,
) -> None:
    truth = {Bound.FLOOR: value + beyond, Bound.CEILING: value - beyond}.get(
        bound, value
    )
    condition = read_condition(f"{figure} {sign} {level}bp")
    proven = condition.holds(
        look_of(cds=Reading(value=value, bound=bound), index=index)
    )
    if proven is None:
        return
    exact = read_value(figure).figure(look_of(cds=truth, index=index))
    if exact is None:
        return
    held = condition.holds(look_of(cds=truth, index=index))
    slack = 1e-9 * max(1.0, abs(exact[0]))
    assert held is proven or abs(exact[0] - level) <= 2e-9 + slack
