from __future__ import annotations

from datetime import UTC, datetime

import pytest

from overhang.views.rulebook import in_force
from support.rulebooks import whole

RULE = '[[rule]]\nid = "r"\nmetric = "cds.5y"\nwarn = "> 80bp"\n'
LIMIT = (
    '[[limit]]\nid = "l"\nmetric = "position.cs01"\nissuer = "ORCL"\n'
    'limit = "$50k/bp"\nsoft = "80%"\n'
)
INHIBIT = '[[inhibit]]\nsource = "r"\ntarget = "cds.*"\n'
SILENCE = (
    '[[silence]]\nmatch = { issuer = "MSFT" }\nfrom = 2026-01-28T16:00:00Z\n'
    'until = 2026-01-29T16:00:00Z\nby = "jk"\nreason = "earnings"\n'
)


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("", 28, "4 rules (4 built in)"),
        (RULE, 28, "5 rules (4 built in)"),
        (
            RULE + LIMIT + INHIBIT + SILENCE,
            28,
            "5 rules (4 built in), 1 limit, 1 inhibition, 1 silence",
        ),
        (
            INHIBIT.replace('"r"', '"data.stale.cds"') * 2 + SILENCE,
            29,
            "4 rules (4 built in), 2 inhibitions, 1 silence",
        ),
        (SILENCE * 2, 30, "4 rules (4 built in), 2 silences (2 over)"),
    ],
)
def test_a_book_is_told_by_what_is_in_force(text: str, day: int, said: str) -> None:
    now = datetime(2026, 1, day, 15, 59, tzinfo=UTC)
    assert in_force(whole(text), now) == said
