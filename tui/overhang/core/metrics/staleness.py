"""How many of a pane's figures are out of date: what mutes the rules they feed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from overhang.core.catalogue import METRICS, Pane
from overhang.core.catalogue.names import short
from overhang.core.metrics.evidence import absent
from overhang.core.records import Quality
from overhang.core.snapshot import Clock, Input, Reading
from overhang.core.states import State

_PANES = (Pane.EQUITY, Pane.CAPEX, Pane.DEBT, Pane.CDS)
_BESIDE = frozenset({"cds.net_notional", "cds.dealers", "cds.5y.par", "cds.vs_basket"})
"""What says nothing of how old an issuer's mark is: weekly tables that come late, a
second kind of mark, what hangs on the marks of others."""
_FIGURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        f"data.stale.{pane}": tuple(
            each.id
            for each in METRICS.values()
            if each.pane is pane and each.id not in _BESIDE
        )
        for pane in _PANES
    }
)
_OLD = (State.STALE, State.DEAD)


def staleness(readings: Mapping[str, Reading], clock: Clock) -> dict[str, Reading]:
    """Measure `data.stale.*` of one issuer from its other readings.

    Only figures that grow old count: those with an age. What was never seen is absent,
    not stale. Of the CDS the mark counts, and what is computed from it.
    """
    return {
        metric: _count([(each, readings[each]) for each in figures], clock)
        for metric, figures in _FIGURES.items()
    }


def _count(figures: list[tuple[str, Reading]], clock: Clock) -> Reading:
    dated = [each for each in figures if each[1].age is not None]
    if not dated:
        return absent("no figures that grow old")
    old = [each for each in dated if each[1].state in _OLD]
    oldest = max(old or dated, key=lambda each: each[1].age or 0)
    known = [each.known_at for _, each in dated if each.known_at is not None]
    return Reading(
        value=float(len(old)),
        reason=oldest[1].reason if old else "",
        about=clock.today,
        known_at=max(known, default=None),
        label=f"of {len(dated)} figures",
        quality=Quality.DERIVED,
        inputs=tuple(_cite(*each) for each in (old or [oldest])),
    )


def _cite(metric: str, reading: Reading) -> Input:
    known = METRICS[metric]
    return Input(
        # The pane is named beside it: `stale CDS figures: 5Y, 1D`.
        name=short(metric).removeprefix("CDS "),
        value=reading.value,
        unit=known.unit,
        about=reading.about,
        quality=reading.quality,
        bound=reading.bound,
        note=reading.reason,
        precision=reading.precision,
    )
