"""The day above the prints: what traded, and why there is no level."""

from __future__ import annotations

from overhang.core.tape.listing import told_tape
from overhang.views.tape import day_lines
from support.tape import CALENDARS, SOLVE, at, quote


def test_a_day_when_credit_is_closed_says_why_it_has_no_level() -> None:
    sunday = at("2026-02-15T23:00:00Z")
    prints = [quote(number, 160, executed_at=sunday) for number in "123"]

    lines = day_lines(told_tape(prints, "ORCL", 1, SOLVE, CALENDARS), "1", 120)

    assert ["".join(span.text for span in line) for line in lines] == [
        "15 Feb 26 not final  3 trades, 15.0mm USD gross; late prints may come",
        "no level, 15 Feb 26 was no credit business day: 5Y 3 clean prints, no level",
    ]
