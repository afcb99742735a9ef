from __future__ import annotations

from datetime import date

import pytest

from overhang.bundled import bundled
from overhang.core.calendars import load_calendars
from overhang.core.rules.rolls import roll_days

CALENDARS = load_calendars(bundled("data") / "calendars.toml")


@pytest.mark.parametrize(
    ("around", "day"),
    [
        (date(2026, 3, 20), date(2026, 3, 20)),
        # 20 September 2026 is a Sunday, 20 September 2025 a Saturday.
        (date(2026, 9, 1), date(2026, 9, 21)),
        (date(2026, 1, 5), date(2025, 9, 22)),
        (date(2025, 12, 30), date(2026, 3, 20)),
    ],
)
def test_the_contract_rolls_on_the_first_business_day_from_the_twentieth(
    around: date, day: date
) -> None:
    assert day in roll_days(CALENDARS, around)


def test_no_other_day_is_a_roll_day() -> None:
    days = roll_days(CALENDARS, date(2026, 6, 1))
    assert sorted(days) == [
        date(2025, 3, 20),
        date(2025, 9, 22),
        date(2026, 3, 20),
        date(2026, 9, 21),
        date(2027, 3, 22),
        date(2027, 9, 20),
    ]
