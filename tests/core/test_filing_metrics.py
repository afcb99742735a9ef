from __future__ import annotations

import datetime as dt

import pytest

from overhang.config.universe import load_universe
from overhang.core.filings import Filing, FilingKind
from overhang.core.metrics.filings import NO_FEED, filings
from overhang.core.metrics.measure import measure
from overhang.core.records import Quality
from overhang.core.rules.language import load_rules
from overhang.core.snapshot import Reading
from overhang.core.states import State
from support.judging import Desk
from support.measured import KNOWN, ROOT, inputs, universe

THURSDAY = dt.date(2026, 10, 8)
TERM_SHEET, EVENT = FilingKind.TERM_SHEET, FilingKind.OTHER_EVENT


def filed(
    on: str,
    kind: FilingKind = TERM_SHEET,
    accession: str = "",
    *,
    accepted: str = "",
    form: str = "FWP",
    items: str = "",
    issuer: str = "AAA",
) -> Filing:
    return Filing(
        issuer=issuer,
        filed_on=dt.date.fromisoformat(on),
        kind=kind,
        form=form,
        accession=accession or f"{on}-{kind}",
        items=items,
        accepted=accepted,
        title="FINAL TERM SHEET",
        url="https://www.sec.gov/Archives/d1.htm",
        source="A FWP, EDGAR accession 1",
        quality=Quality.REPORTED,
    )


def counted(*rows: Filing, today: dt.date = THURSDAY) -> Reading:
    given = inputs(universe(["AAA"]), today, shipped=False, filings=rows)
    return filings(given)["AAA"]["debt.filings"]


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        ("2026-10-01", 0),
        ("2026-10-02", 1),
        ("2026-10-08", 1),
        # Accepted after 17:30: it has the next business day's date and is known.
        ("2026-10-09", 1),
        ("2026-10-12", 0),
    ],
)
def test_five_business_days_count_and_this_evening(on: str, counts: int) -> None:
    assert counted(filed("2026-03-02"), filed(on)).value == counts


def test_on_a_weekend_the_week_before_counts_and_mondays_date() -> None:
    sunday = dt.date(2026, 10, 11)
    rows = (filed("2026-10-05"), filed("2026-10-12"), filed("2026-10-02"))
    assert counted(*rows, today=sunday).value == 2


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        (FilingKind.OBLIGATION, 1),
        (FilingKind.OTHER_EVENT, 1),
        (FilingKind.TERM_SHEET, 1),
        (FilingKind.PROSPECTUS, 1),
        (FilingKind.RESULTS, 0),
        (FilingKind.PERIODIC, 0),
    ],
)
def test_only_what_may_be_a_deal_counts(kind: FilingKind, counts: int) -> None:
    assert counted(filed("2026-10-08", kind)).value == counts


def test_a_filing_that_tells_two_things_is_one() -> None:
    rows = [
        filed("2026-10-08", kind, "one", form="8-K", items="2.03,8.01")
        for kind in (FilingKind.OBLIGATION, EVENT)
    ]
    assert counted(*rows).value == 1


def test_each_filing_is_cited_newest_first() -> None:
    found = counted(
        filed("2026-10-07", EVENT, form="8-K", items="8.01,9.01"),
        filed("2026-10-08", accepted="2026-10-08 14:32"),
    )
    named = [(each.name, each.note, each.source) for each in found.inputs]
    link = "FINAL TERM SHEET · https://www.sec.gov/Archives/d1.htm"
    source = "A FWP, EDGAR accession 1"
    assert named == [
        ("FWP 8 Oct 26 14:32 EDT", link, source),
        ("8-K 7 Oct 26", f"items 8.01,9.01 · {link}", source),
    ]
    assert found.label == "FWP 8 Oct 26 14:32 EDT"
    assert (found.value, found.known_at) == (2, KNOWN)
    assert found.about == THURSDAY


def test_no_feed_is_no_zero_and_a_quiet_week_is_one() -> None:
    nothing, quiet = counted(), counted(filed("2026-03-02"))
    assert (nothing.value, nothing.state) == (None, State.ABSENT)
    assert nothing.reason == NO_FEED
    assert (quiet.value, quiet.label) == (0, "none since 2 Oct 26")


def test_an_issuer_that_nothing_was_read_of_is_not_known() -> None:
    given = inputs(universe(["AAA", "BBB"]), THURSDAY, filings=[filed("2026-10-08")])
    assert filings(given)["BBB"]["debt.filings"].value is None


def test_the_default_rule_names_the_first_filing_and_speaks_up_at_the_second() -> None:
    known = load_universe(ROOT / "data" / "universe.toml")
    desk = Desk(load_rules(ROOT / "data" / "rules.toml", known), known)

    def told(*rows: Filing) -> list[tuple[str, str]]:
        given = inputs(known, THURSDAY, shipped=False, filings=rows)
        desk.look(measure(given), today=THURSDAY)
        return [
            (each.phase.value, each.text)
            for each in desk.alerts
            if each.rule == "deal-filing"
        ]

    old = filed("2026-03-02", issuer="ORCL")
    first = filed("2026-10-08", issuer="ORCL", accepted="2026-10-08 14:32")
    second = filed("2026-10-08", EVENT, issuer="ORCL", form="8-K")
    one = "ORCL: Deal filings: FWP 8 Oct 26 14:32 EDT"
    assert told(old) == []
    assert told(old, first) == [("firing", f"{one} (info)")]
    assert told(old, first, second)[1][0] == "firing"
    assert told(old, first, second)[1][1].endswith("(warn)")
