from __future__ import annotations

from datetime import date

import msgspec

from overhang.core.metrics.capex import capex
from overhang.core.metrics.debt import debt
from overhang.core.records import Precision
from support.cds_marks import mark, measured
from support.desk import TODAY, deal, guided
from support.measured import inputs, universe


def test_a_level_known_by_its_month_says_so() -> None:
    by_month = mark(
        date(2026, 6, 30), 36, date_precision=Precision.MONTH, bid_bp=35, ask_bp=37
    )
    mine = measured([by_month, mark(TODAY, 60, issuer="B")], TODAY, codes="AB")
    for metric in ("cds.5y", "cds.mark_age"):
        assert mine[metric].precision is Precision.MONTH
        assert {each.precision for each in mine[metric].inputs} == {Precision.MONTH}
    against = mine["cds.vs_basket"]
    assert against.precision is against.inputs[0].precision is Precision.MONTH
    assert against.label == "2 of 2 marks, oldest mark Jun 26"
    assert [each.precision for each in against.inputs[1:]] == ["month", "day"]


def test_the_last_deal_known_by_its_month_says_so() -> None:
    sold = deal("2026-07-15", 25, date_precision=Precision.MONTH)
    mine = debt(inputs(universe(["AAA"]), TODAY, deals=[sold]))["AAA"]
    found = mine["debt.last.size"]
    assert found.precision is found.inputs[0].precision is Precision.MONTH


def test_guidance_dated_by_its_month_says_so() -> None:
    said = msgspec.structs.replace(
        guided("2026-07-29", 130, 145), date_precision=Precision.MONTH
    )
    found = capex(inputs(universe(["AAA"]), TODAY, capex_guidance=[said]))["AAA"][
        "capex.guidance.mid"
    ]
    assert found.precision is Precision.MONTH
    assert {each.precision for each in found.inputs} == {Precision.MONTH}
