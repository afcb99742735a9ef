from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.events import Results, Timing
from overhang.core.filings import DEALS, Filing, FilingKind
from overhang.core.records import Quality, Vintage
from overhang.core.rights import Rights
from overhang.sources.edgar.filings import Feed, read_feed
from support.edgar import company, feed_body, filing

MICROSOFT = company()


def feed(*filings: Mapping[str, object], read_at: dt.datetime | None = None) -> Feed:
    data = feed_body(*filings)
    return read_feed(data, "feed", code="MSFT", issuer=MICROSOFT, read_at=read_at)


def rows(of: Feed) -> list[Filing]:
    return [each.record for each in of.filings if isinstance(each.record, Filing)]


def test_results_are_a_filing_and_a_row_of_results() -> None:
    found = feed(filing("8-K", "2026-01-28", "2026-01-28T21:05:12.000Z", "2.02,9.01"))
    at = dt.datetime(2026, 1, 28, 21, 5, 12, tzinfo=dt.UTC)
    source = "Microsoft 8-K, EDGAR accession 0000789019-26-000001"

    assert found == Feed(
        [
            Vintage(
                at,
                Filing(
                    issuer="MSFT",
                    filed_on=dt.date(2026, 1, 28),
                    kind=FilingKind.RESULTS,
                    form="8-K",
                    accession="0000789019-26-000001",
                    items="2.02,9.01",
                    timing=Timing.AMC,
                    accepted="2026-01-28 16:05",
                    reported_on=dt.date(2026, 1, 28),
                    title="8-K",
                    url="https://www.sec.gov/Archives/edgar/data/789019/"
                    "000078901926000001/d1.htm",
                    source=source,
                    quality=Quality.REPORTED,
                    rights=Rights.PUBLIC,
                ),
            )
        ],
        [
            Vintage(
                at,
                Results(
                    issuer="MSFT",
                    results_on=dt.date(2026, 1, 28),
                    timing=Timing.AMC,
                    source=source,
                    quality=Quality.REPORTED,
                    rights=Rights.PUBLIC,
                ),
            )
        ],
        {"0000789019-26-000001": at},
    )


@pytest.mark.parametrize(
    ("form", "items", "kinds"),
    [
        ("8-K", "2.02,9.01", ["results"]),
        ("8-K", "2.03", ["obligation"]),
        ("8-K", "8.01,9.01", ["other_event"]),
        ("8-K", "1.01, 2.03 ,8.01", ["obligation", "other_event"]),
        ("8-K/A", "8.01", ["other_event"]),
        ("8-K", "5.02,9.01", []),
        ("8-K", "", []),
        ("8-K", "12.02", []),
        ("8-K12B", "8.01", []),
        ("FWP", "", ["term_sheet"]),
        ("424B2", "", ["prospectus"]),
        ("424B5", "", ["prospectus"]),
        ("424B3", "", []),
        ("10-Q", "", ["periodic"]),
        ("10-K/A", "", ["periodic"]),
        ("10-KT", "", []),
        ("4", "", []),
        ("S-3ASR", "", []),
    ],
)
def test_what_a_filing_tells(form: str, items: str, kinds: list[str]) -> None:
    found = feed(filing(form, "2026-04-29", "2026-04-29T20:30:00.000Z", items))

    assert [each.kind.value for each in rows(found)] == kinds
    assert list(found.moments) == ["0000789019-26-000001"]


def test_which_kinds_may_be_a_deal() -> None:
    assert set(FilingKind) - DEALS == {FilingKind.RESULTS, FilingKind.PERIODIC}


def test_rows_come_oldest_knowledge_first() -> None:
    found = feed(
        filing("FWP", "2026-04-30", "2026-04-30T20:30:00.000Z", number=3),
        filing("424B5", "2026-04-29", "2026-04-29T20:31:00.000Z", number=1),
        filing("8-K", "2026-04-29", "2026-04-29T20:30:00.000Z", "2.03", number=2),
    )

    assert [each.form for each in rows(found)] == ["8-K", "424B5", "FWP"]
    assert [each.known_at for each in found.filings] == sorted(found.moments.values())


def test_a_time_that_can_be_read_two_ways_gives_no_time_of_day() -> None:
    found = feed(filing("8-K", "2026-04-29", "2026-04-29T16:05:00.000Z", "2.02"))

    (row,) = rows(found)
    assert (row.timing, row.accepted) == (None, "")
    assert found.results == []
    assert found.filings[0].known_at.hour == 20


def test_when_it_was_read_can_tell_the_clock() -> None:
    early = filing("8-K", "2026-04-29", "2026-04-29T11:45:00.000Z", "2.02")
    read_at = dt.datetime(2026, 4, 29, 11, 46, tzinfo=dt.UTC)

    assert rows(feed(early))[0].timing is None
    assert rows(feed(early, read_at=read_at))[0].timing is Timing.BMO


def test_a_filing_without_a_time_is_known_when_its_date_ends() -> None:
    found = feed(filing("FWP", "2026-04-29"))

    assert found.filings[0].known_at == dt.datetime(2026, 4, 29, 21, 30, tzinfo=dt.UTC)
    assert rows(found)[0].accepted == ""


def test_results_after_half_past_five_are_of_the_day_they_came() -> None:
    found = feed(
        filing("8-K", "2026-04-30", "2026-04-29T21:45:00.000Z", "2.02"),
        read_at=dt.datetime(2026, 4, 30, 0, 0, tzinfo=dt.UTC),
    )

    assert [each.record.day for each in found.results] == [dt.date(2026, 4, 29)]
    assert rows(found)[0].filed_on == dt.date(2026, 4, 30)


def test_a_day_has_one_row_of_results_and_amendments_none() -> None:
    found = feed(
        filing("8-K", "2026-04-29", "2026-04-29T20:31:00.000Z", "2.02", number=1),
        filing("8-K", "2026-04-29", "2026-04-29T20:05:00.000Z", "2.02", number=2),
        filing("8-K/A", "2026-05-04", "2026-05-04T20:05:00.000Z", "2.02", number=3),
    )

    assert [each.record.source[-6:] for each in found.results] == ["000002"]
    assert len(rows(found)) == 3


def test_a_filing_is_a_record_the_store_can_keep() -> None:
    (row,) = rows(feed(filing("FWP", "2026-04-29", "2026-04-29T20:30:00.000Z")))

    data = msgspec.msgpack.encode(row)

    assert msgspec.msgpack.decode(data, type=Filing) == row
    assert row.day == dt.date(2026, 4, 29)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["8-K", "FWP", "10-Q", "4"]),
            st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 1)),
            st.integers(0, 23),
        ),
        max_size=9,
    ),
    st.randoms(),
)
def test_the_order_of_the_feed_does_not_matter(
    given: list[tuple[str, dt.date, int]], random: Random
) -> None:
    filings = [
        filing(
            form, f"{day}", f"{day}T{hour:02}:05:00.000Z", "2.02,8.01", number=number
        )
        for number, (form, day, hour) in enumerate(given)
    ]
    before = feed(*filings)
    random.shuffle(filings)

    assert feed(*filings) == before
    assert [each.known_at for each in before.filings] == sorted(
        each.known_at for each in before.filings
    )
