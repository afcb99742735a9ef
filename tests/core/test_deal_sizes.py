from __future__ import annotations

import pytest

from overhang.core.events import Instrument
from overhang.core.metrics.debt import debt
from overhang.core.records import Bound, Record
from overhang.core.snapshot import Reading
from support.desk import TODAY, deal, shipped
from support.measured import inputs, universe


def measured(metric: str, *deals: Record) -> Reading:
    given = inputs(universe(["AAA"]), TODAY, deals=deals)
    return debt(given)["AAA"][f"debt.{metric}"]


def test_a_size_that_the_source_rounds_makes_the_sum_approximate() -> None:
    about = deal("2026-04-01", 14, size_bound=Bound.APPROX)
    found = measured("issued.ytd", deal("2026-02-09", 20), about)
    assert (found.value, found.bound, found.reason) == (34, Bound.APPROX, "")
    assert [each.bound for each in found.inputs] == [Bound.EXACT, Bound.APPROX]
    open_end = measured("issued.ytd", about, deal("2026-03-10", None))
    assert open_end.bound is Bound.FLOOR


def test_a_rounded_size_beside_the_sum_is_said_to_be_one() -> None:
    found = measured(
        "issued.ytd",
        deal("2026-02-09", 20),
        deal("2026-05-01", 9, currency="EUR", size_bound=Bound.APPROX),
        deal("2026-04-01", 14, instrument=Instrument.VEHICLE, size_bound=Bound.APPROX),
    )
    assert found.bound is Bound.EXACT
    assert {(each.name, each.bound) for each in found.inputs[1:]} == {
        ("about EUR 9bn of 1 May 26", Bound.EXACT),
        ("vehicle of 1 Apr 26", Bound.APPROX),
    }


@pytest.mark.parametrize(
    ("size_bound", "orders_bound", "cover"),
    [
        (Bound.EXACT, Bound.FLOOR, Bound.FLOOR),
        (Bound.APPROX, Bound.EXACT, Bound.APPROX),
        (Bound.FLOOR, Bound.EXACT, Bound.CEILING),
        (Bound.FLOOR, Bound.FLOOR, Bound.APPROX),
    ],
)
def test_the_terms_of_a_deal_are_as_exact_as_its_size(
    size_bound: Bound, orders_bound: Bound, cover: Bound
) -> None:
    last = deal(
        "2026-02-09",
        20,
        launch_bn=15,
        orders_bn=100,
        size_bound=size_bound,
        orders_bound=orders_bound,
    )
    assert measured("last.size", last).bound is size_bound
    assert measured("last.upsize", last).bound is size_bound
    assert measured("last.cover", last).bound is cover


def test_shipped_sums_say_where_a_size_is_rounded() -> None:
    found = debt(shipped())
    assert found["ORCL"]["debt.vehicles.ltm"].bound is Bound.APPROX
    assert found["ORCL"]["debt.issued.ytd"].bound is Bound.EXACT
