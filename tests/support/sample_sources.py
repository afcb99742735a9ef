"""The sources of the sample snapshot: one well, one failed, one missing."""

from __future__ import annotations

import datetime as dt

from overhang.core.snapshot import SourceHealth, SourceState
from support.sample_universe import TAKEN

_PLACE = "/desk/data"
SOURCES = (
    SourceHealth(
        table="closes",
        kind="files",
        place=f"{_PLACE}/closes.csv",
        state=SourceState.OK,
        rows=2675,
        last_success=TAKEN,
        last_try=TAKEN,
        latency_ms=12.0,
    ),
    SourceHealth(
        table="cash_flow",
        kind="http",
        place="https://desk.example/data/cash_flow",
        state=SourceState.FAILED,
        rows=214,
        last_success=TAKEN - dt.timedelta(hours=3),
        last_try=TAKEN,
        latency_ms=5000.0,
        next_try=TAKEN + dt.timedelta(seconds=40),
        errors=("HTTP 503 from desk.example", "Retry-After 40 s"),
    ),
    SourceHealth(
        table="cds_activity",
        kind="files",
        place=f"{_PLACE}/cds_activity.csv",
        state=SourceState.MISSING,
        last_try=TAKEN,
        errors=(f"cds_activity.csv not found in {_PLACE}",),
    ),
)
