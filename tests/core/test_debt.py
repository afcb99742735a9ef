from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from overhang.core.events import Instrument
from overhang.core.metrics import primary
from overhang.core.metrics.debt import debt
from overhang.core.observations import BalanceMeasure
from overhang.core.records import Bound, Precision, Record
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.desk import TODAY, balance, day, deal, shipped, vectors
from support.measured import KNOWN, inputs, universe

MARKET = vectors("primary_market")
MONTH = Precision.MONTH


def measured(metric: str, *deals: Record, **tables: Any) -> Reading:
    given = inputs(universe(["AAA"]), TODAY, deals=deals, **tables)
    return debt(given)["AAA"][f"debt.{metric}"]


@pytest.mark.parametrize("case", MARKET["rows"], ids=lambda case: case["name"])
def test_terms_are_what_the_vectors_say(case: dict[str, Any]) -> None:
    orders, final, launched = case["orders"], case["final"], case["launched"]
    found = {
        "cover_final": primary.cover(orders, final),
        "cover_initial": primary.cover(orders, launched),
        "upsize_pct": primary.upsize(final, launched),
        "tightening_bp": primary.tightening(case["ipt_bp"], case["pricing_bp"]),
        "nic_bp": primary.concession(case["nic_bp"], case["nic_bp"])[0],
    }
    assert found == pytest.approx({key: case[key] for key in found})


def test_issuance_windows_are_what_the_vectors_say() -> None:
    case = MARKET["issuance"]
    as_of = day(case["as_of"])
    deals = [
        deal("2025-01-15", each["usd_bn"], settled_on=day(each["settle"]))
        for each in case["deals"]
    ]
    found = debt(inputs(universe(["AAA"]), as_of, deals=deals))["AAA"]
    assert found["debt.issued.ytd"].value == case["ytd"]
    assert found["debt.issued.ltm"].value == case["ltm"]


@pytest.mark.parametrize(
    ("settled", "counts"),
    [
        ("2025-10-09", False),
        ("2025-10-10", True),
        ("2026-10-09", True),
        ("2026-10-10", False),
    ],
)
def test_twelve_months_end_today_and_start_after_the_same_day(
    settled: str, counts: bool
) -> None:
    window = primary.last_twelve_months(TODAY)
    assert (day(settled) in window) is counts


def test_settlement_places_a_deal_and_pricing_only_without_it() -> None:
    across = deal("2025-12-30", 10, settled_on=date(2026, 1, 5))
    unsettled = deal("2025-12-31", 7)
    found = measured("issued.ytd", across, unsettled)
    assert (found.value, found.label) == (10, "2026 YTD")
    assert found.inputs[0].note == "settled 5 Jan 26"


def test_an_unknown_size_makes_the_sum_a_floor() -> None:
    found = measured("issued.ytd", deal("2026-07-15", 25), deal("2026-03-10", None))
    assert (found.value, found.bound) == (25, Bound.FLOOR)
    assert found.reason == "10 Mar 26 deal: size not known"
    assert found.known_at == KNOWN


def test_only_unknown_sizes_make_no_sum() -> None:
    found = measured("issued.ytd", deal("2026-03-10", None))
    assert (found.value, found.state) == (None, State.ABSENT)
    assert found.reason == "10 Mar 26 deal: size not known"


def test_other_currencies_and_kinds_stay_out_and_are_listed() -> None:
    found = measured(
        "issued.ytd",
        deal("2026-02-09", 20),
        deal("2026-02-10", 5.5, currency="GBP"),
        deal("2026-04-01", 14, instrument=Instrument.VEHICLE, vehicle="Saline"),
        deal("2026-02-04", 5, instrument=Instrument.CONVERTIBLE),
        deal("2026-08-31", 19.9, instrument=Instrument.EQUITY),
        deal("2026-02-11", None, currency="CHF"),
    )
    assert (found.value, found.bound) == (20, Bound.EXACT)
    assert [(each.name, each.value, each.note) for each in found.inputs] == [
        ("deal of 9 Feb 26", 20, ""),
        ("convertible of 4 Feb 26", 5, "not in the sum"),
        ("GBP 5.5bn of 10 Feb 26", None, "not in the sum: GBP, no FX stated"),
        ("CHF size not known of 11 Feb 26", None, "not in the sum: CHF, no FX stated"),
        ("Saline of 1 Apr 26", 14, "not in the sum"),
        ("equity of 31 Aug 26", 19.9, "not in the sum"),
    ]


def test_vehicles_are_summed_apart() -> None:
    found = measured(
        "vehicles.ltm",
        deal("2025-10-17", 27, instrument=Instrument.VEHICLE, date_precision=MONTH),
        deal("2026-07-27", 12, instrument=Instrument.VEHICLE),
        deal("2026-07-28", 3, instrument=Instrument.VEHICLE, currency="EUR"),
        deal("2026-02-09", 20),
    )
    assert (found.value, found.bound) == (39, Bound.APPROX)
    assert found.reason == "Oct 25 deal: day not known"


@pytest.mark.parametrize(
    ("priced", "value"), [("2025-09-30", 0), ("2025-10-01", 9), ("2026-10-31", 9)]
)
def test_a_deal_known_by_its_month_counts_when_the_month_does(
    priced: str, value: float
) -> None:
    known_by_month = deal(priced, 9, date_precision=MONTH)
    window = primary.last_twelve_months(TODAY)
    assert primary.falls_in(known_by_month, window) is bool(value)


def test_no_deal_is_a_true_zero_where_deals_were_delivered() -> None:
    other = deal("2026-02-09", 20, issuer="BBB")
    for metric in ("issued.ytd", "issued.ltm", "vehicles.ltm"):
        found = measured(metric, other)
        assert (found.value, found.state) == (0.0, State.FRESH)
        assert found.label == "none recorded"
    assert measured("last.size", other).reason == "none recorded"


def test_without_the_table_nothing_is_claimed() -> None:
    for metric in ("issued.ytd", "issued.ltm", "vehicles.ltm", "last.cover"):
        found = measured(metric)
        assert (found.value, found.reason) == (None, "no deals table")


def test_the_last_deal_brings_its_terms() -> None:
    deals = [
        deal(
            "2026-02-09",
            20,
            launch_bn=15,
            orders_bn=100,
            orders_bound=Bound.FLOOR,
            longest="40y",
            longest_ipt_bp=120,
            longest_spread_bp=95,
            nic_low_bp=10,
            nic_high_bp=12,
            tranches=7,
        ),
        deal("2025-11-03", 17.5),
        deal("2026-02-10", 5.5, currency="GBP"),
    ]
    expected = {
        "size": (20, Bound.EXACT),
        "cover": (5, Bound.FLOOR),
        "upsize": (pytest.approx(1 / 3), Bound.EXACT),
        "nic": (11, Bound.MIDPOINT),
        "tightening": (25, Bound.EXACT),
    }
    for metric, (value, bound) in expected.items():
        found = measured(f"last.{metric}", *deals)
        assert (found.value, found.bound, found.label) == (value, bound, "9 Feb 26")
        assert found.about == date(2026, 2, 9)
        assert found.reason == ""
    assert measured("last.size", *deals).inputs[0].note == "7 tranches, up to 40y"


def test_terms_that_nobody_reported_are_absent_one_by_one() -> None:
    plain = deal("2026-07-15", 25, date_precision=MONTH)
    reasons = {
        "cover": "Jul 26 deal: book not disclosed",
        "upsize": "Jul 26 deal: no launch size",
        "nic": "Jul 26 deal: concession not reported",
        "tightening": "Jul 26 deal: no initial talk or pricing of the longest tranche",
    }
    for metric, reason in reasons.items():
        found = measured(f"last.{metric}", plain)
        assert (found.value, found.reason) == (None, reason)


def test_a_newer_deal_of_unknown_size_is_named() -> None:
    found = measured("last.size", deal("2026-02-09", 20), deal("2026-03-10", None))
    assert (found.value, found.label) == (20, "9 Feb 26")
    assert found.reason == "newer deal of 10 Mar 26: size not known"
    only = measured("last.size", deal("2026-03-10", None))
    assert (only.value, only.reason) == (None, "10 Mar 26 deal: size not known")


DEBT, LEASES, CASH = (
    BalanceMeasure.DEBT,
    BalanceMeasure.FINANCE_LEASES,
    BalanceMeasure.CASH_AND_SECURITIES,
)


def test_net_debt_takes_one_balance_sheet() -> None:
    sheets = [
        balance("2026-06-30", DEBT, 125337),
        balance("2026-06-30", LEASES, 9185),
        balance("2026-06-30", CASH, 37077, bound=Bound.FLOOR),
        balance("2026-08-01", DEBT, 130000),
    ]
    net = measured("net", balances=sheets)
    assert net.value == pytest.approx(97.445)
    assert net.label == "30 Jun 26"
    assert net.bound is Bound.CEILING
    assert [each.name for each in net.inputs] == [
        "debt",
        "finance leases",
        "less cash and securities",
    ]
    total = measured("total", balances=sheets)
    assert (total.value, total.label) == (130, "1 Aug 26")


def test_net_debt_names_what_the_balance_sheet_lacks() -> None:
    found = measured("net", balances=[balance("2026-06-30", DEBT, 98200)])
    assert found.reason == "no finance leases or cash and securities at 30 Jun 26"
    assert measured("net").reason == "no debt recorded"


@pytest.mark.parametrize(
    ("code", "ytd", "ltm", "bound"),
    [
        ("MSFT", 0, 0, Bound.EXACT),
        ("AMZN", 25, 40, Bound.FLOOR),
        ("GOOGL", 45, 62.5, Bound.EXACT),
        ("META", 25, 55, Bound.EXACT),
        ("ORCL", 25, 25, Bound.EXACT),
    ],
)
def test_shipped_issuance(code: str, ytd: float, ltm: float, bound: Bound) -> None:
    found = debt(shipped())[code]
    assert (found["debt.issued.ytd"].value, found["debt.issued.ltm"].value) == (
        ytd,
        ltm,
    )
    assert found["debt.issued.ytd"].bound is found["debt.issued.ltm"].bound is bound


def test_shipped_oracle_owes_and_was_covered() -> None:
    found = debt(shipped())["ORCL"]
    assert found["debt.last.cover"].value == pytest.approx(5.16)
    assert found["debt.net"].value == pytest.approx(97.445)
    assert found["debt.total"].value == pytest.approx(125.337)
