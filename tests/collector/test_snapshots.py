"""What of the rows is shown as it is, and what "today" is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from overhang.collector.snapshots import clock_of, desk_day, facts_of
from overhang.core.events import Fact, Tranche
from overhang.core.records import Quality, Record, Version
from support.gathering import UNIVERSE
from support.stored import DAY0, T0, close, deal


def _versions(*rows: Record) -> tuple[Version, ...]:
    return tuple(Version(number, T0, row) for number, row in enumerate(rows, 1))


def _tranche(deal_id: str) -> Tranche:
    return Tranche(
        source="desk",
        quality=Quality.PRESS,
        deal_id=deal_id,
        tranche=1,
        priced_on=DAY0,
    )


def test_only_watched_issuers_are_shown_and_tranches_go_with_their_deal() -> None:
    fact = Fact(
        source="desk",
        quality=Quality.PRESS,
        fact_id="f",
        date=DAY0,
        scope="group:four",
        topic="debt",
        label="issued",
    )
    facts = facts_of(
        {
            "deals": _versions(deal("a", "ORCL"), deal("b", "TSLA")),
            "tranches": _versions(_tranche("a"), _tranche("b")),
            "facts": _versions(fact),
        },
        UNIVERSE,
    )
    assert facts.deals == (deal("a", "ORCL"),)
    assert facts.tranches == (_tranche("a"),)
    assert facts.facts == (fact,)
    assert facts.ratings == ()


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 10, 10, 3, 59, tzinfo=UTC), date(2026, 10, 9)),
        (datetime(2026, 10, 10, 4, 0, tzinfo=UTC), date(2026, 10, 10)),
        (datetime(2026, 12, 10, 4, 59, tzinfo=UTC), date(2026, 12, 9)),
    ],
)
def test_the_day_is_new_yorks(utc: datetime, day: date) -> None:
    assert desk_day(utc) == day


def test_a_desks_own_data_is_aged_by_the_wall_clock() -> None:
    closes = _versions(close(day=3), close(day=1))
    assert clock_of(closes, shipped=False, now=T0).today == date(2026, 10, 9)
    assert clock_of(closes, shipped=True, now=T0).today == close(day=3).date
    assert clock_of((), shipped=True, now=T0).today == date(2026, 10, 9)
