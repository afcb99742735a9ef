"""A hand-built snapshot: five issuers, and every state a figure can be in.

Figures are near the shipped set's but made up: tests assert on what is here.
"""

from __future__ import annotations

import datetime as dt

from overhang.core.events import (
    Results,
    Timing,
)
from overhang.core.records import Quality
from overhang.core.snapshot import Clock, Facts, Snapshot
from support.sample_deals import DEALS, TRANCHES
from support.sample_observations import ACTIVITY, BALANCES, CASH_FLOW, MARKS
from support.sample_readings import READINGS, absent, reading
from support.sample_sources import SOURCES
from support.sample_standings import standings
from support.sample_universe import TAKEN, TODAY, UNIVERSE
from support.sample_words import FACTS, FORECASTS, GUIDANCE, RATINGS

__all__ = ["TAKEN", "TODAY", "absent", "reading", "sample_snapshot"]


def sample_snapshot() -> Snapshot:
    """Return a rich snapshot as of 2026-10-09: shipped data, several breaches."""
    return Snapshot(
        taken_at=TAKEN,
        clock=Clock(today=TODAY, shipped=True),
        universe=UNIVERSE,
        readings={subject: dict(mine) for subject, mine in READINGS.items()},
        standings=standings(),
        facts=Facts(
            guidance=GUIDANCE,
            deals=DEALS,
            tranches=TRANCHES,
            ratings=RATINGS,
            forecasts=FORECASTS,
            facts=FACTS,
            results=(
                Results(
                    issuer="META",
                    results_on=dt.date(2026, 7, 29),
                    timing=Timing.AMC,
                    source="8-K",
                    quality=Quality.REPORTED,
                ),
            ),
            marks=MARKS,
            activity=ACTIVITY,
            cash_flow=CASH_FLOW,
            balances=BALANCES,
        ),
        sources=SOURCES,
        problems=("rules.toml:14: rule cds-5y-level: unit missing in '> 60'",),
    )
