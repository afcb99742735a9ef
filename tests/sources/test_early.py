from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from overhang.core.events import Results, Timing
from overhang.core.observations import Balance, BalanceMeasure, CdsMark, Close
from overhang.core.records import Precision, Quality, Record
from overhang.sources.early import Forward, Present

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""22:00 of the 23rd in New York, 17:00 of the 24th where the day begins first."""
_WHO: dict[str, Any] = {"issuer": "ORCL", "source": "desk", "quality": Quality.REPORTED}


def close(day: int, at: datetime | None = None) -> Record:
    return Close(**_WHO, date=date(2026, 11, day), close_usd=1, at=at)


def mark(day: int, precision: Precision = Precision.DAY) -> Record:
    of = date(2026, 11, day)
    return CdsMark(**_WHO, date=of, tenor="5Y", spread_bp=1, date_precision=precision)


@pytest.mark.parametrize(
    "record",
    [
        close(23),
        close(23, NOW + timedelta(seconds=60)),
        mark(24),
        mark(30, Precision.MONTH),
        Results(**_WHO, results_on=date(2026, 12, 10), timing=Timing.AMC),
    ],
)
def test_what_can_be_known_is_not_early(record: Record) -> None:
    assert Present(NOW).early(record) is None


@pytest.mark.parametrize(
    ("record", "column", "until"),
    [
        (close(24), "date", "2026-11-24T05:00Z"),
        (close(23, NOW + timedelta(seconds=61)), "at", "2026-11-24T03:00:01Z"),
        (mark(25), "date", "2026-11-24T10:00Z"),
        (
            Balance(
                **_WHO,
                date=date(2027, 1, 1),
                measure=BalanceMeasure.DEBT,
                value_usd_mm=1,
            ),
            "date",
            "2026-12-31T10:00Z",
        ),
    ],
)
def test_what_is_early_says_until_when(record: Record, column: str, until: str) -> None:
    early = Present(NOW).early(record)
    assert early is not None
    assert (early.column, early.until) == (column, datetime.fromisoformat(until))
    assert Present(early.until).early(record) is None


def test_the_time_of_the_border_goes_on_when_a_clock_is_put_back() -> None:
    forward = Forward()
    assert forward.at(NOW, 10) == NOW
    assert forward.at(NOW - timedelta(hours=5), 20) == NOW + timedelta(seconds=10)
    later = NOW + timedelta(days=1)
    assert forward.at(later, 21) == later
