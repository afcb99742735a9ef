from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from overhang.core.events import Deal, Guidance, GuidanceForm, Instrument
from overhang.core.records import Bound, Quality
from overhang.views import financing
from overhang.views.guidance import direction, guided, standing_statement
from support.snapshots import TODAY, sample_snapshot

_FORM = GuidanceForm


def _said(
    form: GuidanceForm,
    low: float | None = None,
    high: float | None = None,
    comparable: bool = True,
) -> Guidance:
    return Guidance(
        issuer="X",
        given_on=TODAY,
        period="CY2026",
        period_start=dt.date(2026, 1, 1),
        period_end=dt.date(2026, 12, 31),
        form=form,
        low_usd_bn=low,
        high_usd_bn=high,
        definition="cash capex",
        comparable=comparable,
        source="call",
        quality=Quality.REPORTED,
    )


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        (_said(_FORM.RANGE, 195, 205), "195-205"),
        (_said(_FORM.POINT, 175, 175), "175"),
        (_said(_FORM.POINT, 92.5), "92.5"),
        (_said(_FORM.FLOOR, 50), ">=50"),
        (_said(_FORM.CEILING, None, 72), "<=72"),
        (_said(_FORM.WORDS), "words"),
    ],
)
def test_guidance_is_written_as_it_was_given(statement: Guidance, text: str) -> None:
    assert guided(statement) == text


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (None, _said(_FORM.POINT, 175), "first"),
        (_said(_FORM.RANGE, 1, 3), _said(_FORM.RANGE, 2, 4), "raised"),
        (_said(_FORM.RANGE, 2, 4), _said(_FORM.RANGE, 1, 3), "cut"),
        (_said(_FORM.RANGE, 1, 5), _said(_FORM.RANGE, 2, 4), "narrowed"),
        (_said(_FORM.POINT, 50), _said(_FORM.POINT, 50), "reiterated"),
        (_said(_FORM.POINT, 190), _said(_FORM.WORDS), "words"),
        (_said(_FORM.POINT, 190), _said(_FORM.FLOOR, 150), "n/m"),
        (
            _said(_FORM.POINT, 190),
            _said(_FORM.POINT, 175, comparable=False),
            "definition changed",
        ),
    ],
)
def test_a_new_definition_is_never_a_cut(
    before: Guidance | None, now: Guidance, word: str
) -> None:
    assert direction(now, before) == word


def test_words_do_not_replace_a_number() -> None:
    mine = [each for each in sample_snapshot().facts.guidance if each.issuer == "MSFT"]
    standing = standing_statement(mine)
    assert standing is not None
    assert (standing.period, standing.low_usd_bn) == ("CY2026", 175)
    words = [_said(_FORM.WORDS)]
    assert standing_statement(words) is words[0]
    assert standing_statement([]) is None


_DEAL = Deal(
    deal_id="d",
    issuer="X",
    priced_on=TODAY,
    instrument=Instrument.SENIOR,
    currency="USD",
    size_bn=20.0,
    launch_bn=15.0,
    orders_bn=100.0,
    orders_bound=Bound.FLOOR,
    nic_low_bp=10.0,
    nic_high_bp=12.0,
    longest_spread_bp=105.0,
    source="press",
    quality=Quality.PRESS,
)


def test_a_deal_in_a_traders_words() -> None:
    assert financing.size(_DEAL) == "15->20"
    assert financing.orders(_DEAL) == ">100"
    assert financing.cover(_DEAL) == ">5.00x"
    assert financing.concession(_DEAL) == "10-12"
    assert financing.tightening(_DEAL) == "?->105"
    bare = msgspec.structs.replace(
        _DEAL, size_bn=None, orders_bn=None, nic_low_bp=None, nic_high_bp=None
    )
    assert financing.size(bare) == financing.cover(bare) == "n/a"
    assert financing.orders(bare) == financing.concession(bare) == "n/a"


def test_a_rounded_size_is_marked_wherever_it_is_written() -> None:
    rounded = msgspec.structs.replace(
        _DEAL, size_bound=Bound.APPROX, orders_bound=Bound.EXACT
    )
    assert financing.size(rounded) == "15->c.20"
    assert financing.cover(rounded) == "c.5.00x"
    euro = msgspec.structs.replace(rounded, currency="EUR", priced_on=TODAY)
    exact = msgspec.structs.replace(euro, size_bound=Bound.EXACT)
    assert financing.other_currencies([exact, euro], TODAY) == "c.EUR 40.0"
    assert financing.other_currencies([exact], TODAY) == "EUR 20.0"


def test_currencies_are_summed_apart_and_an_unknown_size_makes_a_floor() -> None:
    def sold(currency: str, size: float | None, days_ago: int) -> Deal:
        day = TODAY - dt.timedelta(days=days_ago)
        return msgspec.structs.replace(
            _DEAL, currency=currency, size_bn=size, priced_on=day
        )

    deals = [
        sold("EUR", 6.5, 10),
        sold("EUR", None, 20),
        sold("GBP", 5.5, 30),
        sold("CAD", None, 40),
        sold("CHF", 9.0, 400),
        sold("USD", 9.0, 10),
    ]
    assert financing.other_currencies(deals, TODAY) == ">EUR 6.5 GBP 5.5 CAD n/a"


def test_the_last_rating_of_each_agency_stands() -> None:
    mine = [each for each in sample_snapshot().facts.ratings if each.issuer == "ORCL"]
    assert financing.rating_words(mine) == "BBB-/Baa2"
