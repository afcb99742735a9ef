"""Marks of one issuer, and what is measured of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from overhang.core.metrics.cds import cds
from overhang.core.observations import CdsMark
from overhang.core.records import Quality
from overhang.core.snapshot import Reading
from support.measured import inputs, universe


def mark(day: date, bp: float, **more: Any) -> CdsMark:
    plain = {"issuer": "A", "tenor": "5Y", "source": "s", "quality": Quality.COMPOSITE}
    facts: dict[str, Any] = {**plain, "date": day, "spread_bp": bp, **more}
    return CdsMark(**facts)


def measured(marks: list[CdsMark], today: date, codes: str = "A") -> dict[str, Reading]:
    return cds(inputs(universe(list(codes)), today, cds_marks=marks))["A"]
