"""Every metric of every issuer and group at one moment."""

from __future__ import annotations

from overhang.core.catalogue import METRICS, Pane
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.capex import capex
from overhang.core.metrics.cds import cds
from overhang.core.metrics.debt import debt
from overhang.core.metrics.equity import equity
from overhang.core.metrics.group import group

_ISSUER_METRICS = tuple(
    each.id for each in METRICS.values() if each.pane is not Pane.GROUP
)
_GROUP_METRICS = tuple(each.id for each in METRICS.values() if each.pane is Pane.GROUP)


def measure(inputs: Inputs) -> Readings:
    """Measure everything: one reading for every subject and metric of the catalogue.

    What cannot be known is there as an absent reading with its reason.
    """
    panes = [pane(inputs) for pane in (equity, capex, debt, cds)]
    readings: Readings = {}
    for code in inputs.universe.codes:
        known = {key: each for pane in panes for key, each in pane[code].items()}
        readings[code] = {metric: known[metric] for metric in _ISSUER_METRICS}
    for subject, known in group(inputs, readings).items():
        readings[subject] = {metric: known[metric] for metric in _GROUP_METRICS}
    return readings
