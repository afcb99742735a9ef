"""Who a print is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.issuers import CdsIdentity, Issuer, Universe
from overhang.core.problems import ConfigError
from overhang.sources.tape.entities import Entities, clean


def issuer(entity: str, reference: str = "") -> Issuer:
    return Issuer(
        name=entity.split()[0],
        entity=entity,
        cik=1,
        fiscal_year_end="12-31",
        cds=CdsIdentity(entity=reference) if reference else None,
    )


UNIVERSE = Universe(
    issuer={
        "ORCL": issuer("Oracle Corporation", "Oracle Corporation"),
        "AMZN": issuer("Amazon.com, Inc."),
        "META": issuer("Meta Platforms, Inc.", "Meta Platforms Inc"),
    }
)
FOUND = Entities.of(
    UNIVERSE,
    identifiers={"ORCL": ["TESTRED01", "68TEST"], "AMZN": ["US0TEST5AA10"]},
    aliases={"META": ["Facebook, Inc."]},
)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Oracle Corporation", "oracle"),
        ("ORACLE CORP.", "oracle"),
        ("AMAZON.COM; INC.", "amazon com"),
        ("The Company", "company"),
        ("  Meta   Platforms,Inc", "meta platforms"),
        ("Corp", "corp"),
        ("...", ""),
    ],
)
def test_names_lose_their_case_marks_and_form(name: str, cleaned: str) -> None:
    assert clean(name) == cleaned


@pytest.mark.parametrize(
    ("underlier", "upi", "asset", "code"),
    [
        ("TESTRED01", "", "", "ORCL"),
        (" testred01 ", "", "", "ORCL"),
        # By the entity in a RED or CUSIP code, and in an ISIN.
        ("68TESTAB7", "", "", "ORCL"),
        ("US68TESTAB78", "", "", "ORCL"),
        ("US0TEST5AA10", "", "", "AMZN"),
        ("68TEST", "", "", "ORCL"),
        ("68TESTAB", "", "", ""),
        # The identifier comes before any name.
        ("TESTRED01", "Amazon.com, Inc.", "Amazon.com, Inc.", "ORCL"),
        ("TESTRED01;68TESTAB7", "", "", "ORCL"),
        ("TESTRED01;UNKNOWN", "", "", "ORCL"),
        # A basket is nobody.
        ("TESTRED01;US0TEST5AA10", "", "Oracle Corporation", ""),
        ("UNKNOWN", "ORACLE CORP", "", "ORCL"),
        ("", "GLOBAL BD", "Oracle Corporation", "ORCL"),
        ("", "META PLATFORMS INC", "Oracle Corporation", "META"),
        ("", "", "FACEBOOK INC", "META"),
        ("", "", "AMAZON.COM; INC.", "AMZN"),
        ("", "", "ORACLE CORP 3.25% 15NOV27", "ORCL"),
        ("", "", "ORACLE CORP SR NT 3.6 04/01/40", "ORCL"),
        ("", "", "Amazon.com, Inc. 2.5 due 11/29/2030", "AMZN"),
        ("", "", "Oracle Financial Services", ""),
        ("", "", "Oracle 2020 Trust", ""),
        ("", "", "Oracleworks Inc", ""),
        ("", "", "3.25% 15NOV27", ""),
        ("", "No name obtainable", "", ""),
        ("", "", "", ""),
    ],
)
def test_an_issuer_is_found_by_identifier_and_then_by_name(
    underlier: str, upi: str, asset: str, code: str
) -> None:
    assert FOUND.issuer(underlier, upi, asset) == code
    assert FOUND.issuer(underlier, upi, asset) == code


def test_tables_that_say_two_things_are_refused_with_every_fault() -> None:
    with pytest.raises(ConfigError) as caught:
        Entities(
            {"ORCL": ["RED001"], "META": ["red001", " "]},
            {"ORCL": ["Oracle"], "META": ["ORACLE CORP", "..."]},
        )

    assert caught.value.problems == (
        "identifier of META: found \"red001\", expected one issuer's, it is ORCL's",
        'identifier of META: found " ", expected letters',
        "name of META: found \"ORACLE CORP\", expected one issuer's, it is ORCL's",
        'name of META: found "...", expected letters',
    )


@given(st.text(), st.text(), st.text())
def test_any_text_is_somebody_or_nobody(underlier: str, upi: str, asset: str) -> None:
    assert FOUND.issuer(underlier, upi, asset) in {"", *UNIVERSE.issuer}
