from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from overhang.core.filings import Filing, FilingKind
from overhang.core.records import Quality
from overhang.core.snapshot import Snapshot
from overhang.views.base import text_of
from overhang.views.filings import filed, filings_table
from overhang.views.issuer import issuer_page
from overhang.views.layout import fit
from overhang.views.panes import debt_pane
from support.snapshots import absent, reading, sample_snapshot

TODAY = dt.date(2026, 10, 9)


def filing(
    on: str,
    kind: FilingKind = FilingKind.TERM_SHEET,
    form: str = "FWP",
    *,
    issuer: str = "ORCL",
    time: str = "",
    accession: str = "",
    items: str = "",
) -> Filing:
    return Filing(
        issuer=issuer,
        filed_on=dt.date.fromisoformat(on),
        kind=kind,
        form=form,
        accession=accession or f"{on} {form}",
        items=items,
        accepted=f"{on} {time}" if time else "",
        title=form,
        url=f"https://www.sec.gov/{on}.htm",
        source="EDGAR",
        quality=Quality.REPORTED,
    )


TERMS = filing("2026-10-09", time="14:32")
NOTES = [
    filing("2026-10-08", kind, "8-K", accession="one", items="2.03,8.01")
    for kind in (FilingKind.OTHER_EVENT, FilingKind.OBLIGATION)
]
YEAR = filing("2026-06-20", FilingKind.PERIODIC, "10-K", time="16:31")


def test_filings_are_listed_newest_first_each_once_in_words() -> None:
    assert (
        text_of(filings_table([YEAR, *NOTES, TERMS], 90))
        == """\
filed               form what it is                                            items
9 Oct 26 14:32 EDT  FWP  term sheet of an offering
    https://www.sec.gov/2026-10-09.htm
8 Oct 26            8-K  new debt: a loan or notes, other event: may be a deal 2.03,8.01
    https://www.sec.gov/2026-10-08.htm
20 Jun 26 16:31 EDT 10-K annual report: new figures
    https://www.sec.gov/2026-06-20.htm"""
    )


def test_a_list_that_is_cut_says_how_much_is_older() -> None:
    many = [filing(f"2026-09-{day:02}") for day in range(1, 14)]
    lines = text_of(filings_table(many, 80)).splitlines()
    assert lines[1].startswith("13 Sep 26")
    assert lines[-1] == "+3 older"


def test_the_newest_deal_filing_in_short() -> None:
    assert filed([YEAR, *NOTES, TERMS], TODAY) == "FWP 14:32"
    assert filed([TERMS], TODAY + dt.timedelta(days=1)) == "FWP 9 Oct"
    assert filed(NOTES, TODAY) == "8-K 8 Oct"
    assert filed([YEAR], TODAY) == ""


def board(*filings: Filing, counted: float | None) -> Snapshot:
    sample = sample_snapshot()
    mine = absent("nothing on file") if counted is None else reading(counted)
    none = absent("nothing on file")
    readings = {
        code: {**sample.readings[code], "debt.filings": none}
        for code in sample.universe.codes
    }
    readings["ORCL"]["debt.filings"] = mine
    facts = replace(sample.facts, filings=filings)
    return replace(sample, readings=readings, facts=facts)


def column(snapshot: Snapshot) -> list[str]:
    view = debt_pane(snapshot)
    places = [at for at, each in enumerate(view.columns) if each.key == "filed"]
    return [row.cells[at].text for at in places for row in view.rows]


def test_the_debt_pane_has_a_column_of_filings_where_a_feed_brings_them() -> None:
    assert column(board(TERMS, counted=1)) == ["n/a"] * 4 + ["FWP 14:32 "]
    assert column(board(YEAR, counted=0)) == ["n/a"] * 4 + ["none"]
    assert column(board(counted=None)) == []


def test_the_column_comes_before_the_terms_of_the_last_deal_and_cuts_no_figure() -> (
    None
):
    view = debt_pane(board(TERMS, counted=1))
    titles = {width: fit(view, width).header for width in (39, 59)}
    assert "filed" not in text_of([titles[39]])
    assert "filed" in text_of([titles[59]])
    assert "LTM bn" in text_of([titles[39]])


def test_the_facts_of_an_issuer_list_its_filings_and_no_others() -> None:
    page = text_of(issuer_page(board(TERMS, YEAR, counted=1), "ORCL", 90))
    other = text_of(issuer_page(board(TERMS, counted=1), "META", 90))
    assert "term sheet of an offering" in page
    assert page.index("Filings") < page.index("Deals")
    assert "Filings" not in other
