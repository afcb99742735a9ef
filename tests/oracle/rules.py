"""The rules of the month: as the product reads them, and as the oracle does."""

from __future__ import annotations

from typing import NamedTuple

TEXT = """
[defaults]
group_wait = "30s"
renotify = "4h"

[[rule]]
id = "now"
metric = "cds.5y"
warn = "> 100bp"
crit = "> 150bp"
clear = "5bp"

[[rule]]
id = "slow"
metric = "cds.5y"
warn = "> 110bp"
crit = "> 130bp"
clear = "4bp"
for = "30m"
keep = "20m"

[[rule]]
id = "price"
metric = "equity.close"
warn = "< 90usd"
clear = "2usd"

[[rule]]
id = "closes"
metric = "equity.close"
warn = "< 95usd"
clear = "1usd"
for = "2 closes"
keep = "2 closes"
"""


class Rule(NamedTuple):
    """One level of one rule, in plain numbers."""

    rule: str
    feed: str
    severity: str
    trip: float
    clear: float
    """Where it lets go."""
    hold: float = 0.0
    """Seconds of open market, or closes."""
    keep: float = 0.0
    in_closes: bool = False

    @property
    def above(self) -> bool:
        """Whether more is worse."""
        return self.trip > self.clear


RULES = (
    Rule("now", "cds_marks", "warn", 100, 95),
    Rule("now", "cds_marks", "crit", 150, 145),
    Rule("slow", "cds_marks", "warn", 110, 106, 1800, 1200),
    Rule("slow", "cds_marks", "crit", 130, 126, 1800, 1200),
    Rule("price", "closes", "warn", 90, 92),
    Rule("closes", "closes", "warn", 95, 96, 2, 2, in_closes=True),
)
