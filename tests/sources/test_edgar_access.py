from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.issuers import Universe
from overhang.core.problems import ConfigError
from overhang.sources.edgar.access import (
    BASE,
    About,
    concepts,
    contact,
    requests,
    submissions,
)
from overhang.sources.edgar.tags import tags
from support.edgar import company

MICROSOFT = company()
AMAZON = company("Amazon", 1018724, "12-31")
UNIVERSE = Universe(issuer={"MSFT": MICROSOFT, "AMZN": AMAZON}, group={})


@pytest.mark.parametrize(
    "given",
    [
        "Acme Capital credit-desk@acme.com",
        "Acme Capital (credit@acme.co.uk)",
        "  A b@c.de ",
    ],
)
def test_a_name_and_an_address_are_a_contact(given: str) -> None:
    assert contact(given) == given.strip()


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "   ",
        "Acme Capital",
        "desk@acme.com",
        "Acme desk@acme",
        "Acme desk@",
        "Acme @acme.com",
        "Acme desk@example.com",
        "Acme desk@mail.example.org",
        "Acme desk@acme.test",
        "Acme desk@acme.invalid",
        "Company Name contact@domain.com",
        "Acme desk@acme.com\r\nX-Injected: 1",
        "Acme\x1b desk@acme.com",
        "Acmé desk@acme.com",
        "A" * 200 + " desk@acme.com",
        "Acme a@b@acme.com",
    ],
)
def test_anything_else_is_refused(given: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        contact(given)

    (told,) = caught.value.problems
    assert told.startswith("EDGAR contact: found ")
    assert told.endswith(
        'expected a name and an address such as "Acme Capital credit-desk@acme.com"'
    )
    assert told.isprintable()


@given(st.text() | st.from_regex(r"[A-z ]+ [a-z]+@[a-z]+\.[a-z]{2,3}", fullmatch=True))
def test_what_is_taken_fits_in_a_header(given: str) -> None:
    try:
        taken = contact(given)
    except ConfigError:
        return
    assert taken.isascii()
    assert taken.isprintable()
    assert 0 < taken.index(" ") < taken.index("@")


def test_every_list_of_filings_is_asked_before_any_figure() -> None:
    asked = requests(UNIVERSE)

    assert [each.issuer for each in asked[:2]] == ["MSFT", "AMZN"]
    assert [each.about for each in asked[:2]] == [About.SUBMISSIONS] * 2
    assert {each.about for each in asked[2:]} == {About.CONCEPT}
    assert asked[2:] == concepts("MSFT", MICROSOFT) + concepts("AMZN", AMAZON)
    assert len({each.url for each in asked}) == len(asked)


def test_addresses_are_as_documented() -> None:
    assert submissions("MSFT", MICROSOFT).url == (
        "https://data.sec.gov/submissions/CIK0000789019.json"
    )
    first, *_ = concepts("MSFT", MICROSOFT)
    assert (first.issuer, first.tag, first.url) == (
        "MSFT",
        "PaymentsToAcquirePropertyPlantAndEquipment",
        "https://data.sec.gov/api/xbrl/companyconcept/CIK0000789019/us-gaap/"
        "PaymentsToAcquirePropertyPlantAndEquipment.json",
    )


def test_amazons_capex_is_asked_under_its_own_tag() -> None:
    assert concepts("AMZN", AMAZON)[0].tag == "PaymentsToAcquireProductiveAssets"


def test_another_address_can_be_set() -> None:
    asked = requests(UNIVERSE, "http://127.0.0.1:8080/sec")

    assert all(each.url.startswith("http://127.0.0.1:8080/sec/") for each in asked)
    assert [each.url.replace("http://127.0.0.1:8080/sec", BASE) for each in asked] == [
        each.url for each in requests(UNIVERSE)
    ]


@pytest.mark.parametrize("cik", [789019, 1018724, 1341439, 1])
def test_a_tag_is_asked_once_and_all_that_figures_need(cik: int) -> None:
    asked = tags(cik)

    assert len(set(asked)) == len(asked)
    assert {
        "NetCashProvidedByUsedInOperatingActivities",
        "LongTermDebtNoncurrent",
        "LongTermDebtCurrent",
        "CashAndCashEquivalentsAtCarryingValue",
        "MarketableSecuritiesNoncurrent",
        "FinanceLeaseLiability",
        "FinanceLeasePrincipalPayments",
        "OperatingLeaseLiability",
    } <= set(asked)
    assert ("LongTermNotesPayable" in asked) == (cik == 1341439)
