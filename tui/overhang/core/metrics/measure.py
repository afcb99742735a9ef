"""Every metric of every issuer and group at one moment."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.core.catalogue import METRICS, Pane
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.binding import binding, bound
from overhang.core.metrics.capex import capex
from overhang.core.metrics.cds import cds
from overhang.core.metrics.debt import debt
from overhang.core.metrics.equity import equity
from overhang.core.metrics.filings import filings
from overhang.core.metrics.group import group
from overhang.core.metrics.index import index
from overhang.core.metrics.positions import positions
from overhang.core.metrics.staleness import staleness
from overhang.core.metrics.terms import measure_terms
from overhang.core.rules.expressions import Term

_MEASURED = (equity, capex, debt, filings, cds, index, positions)
_ISSUER_METRICS = tuple(
    each.id for each in METRICS.values() if each.pane is not Pane.GROUP
)
_GROUP_METRICS = tuple(each.id for each in METRICS.values() if each.pane is Pane.GROUP)


def measure(inputs: Inputs, terms: Sequence[Term] = ()) -> Readings:
    """Measure everything: one reading for every subject and metric of the catalogue.

    What cannot be known is there as an absent reading with its reason.

    Args:
        inputs: what is measured from.
        terms: what rules ask for beside the metrics; each is there by its key.
    """
    panes = [pane(inputs) for pane in _MEASURED]
    readings: Readings = {}
    for code in inputs.universe.codes:
        known = {key: each for pane in panes for key, each in pane[code].items()}
        known |= staleness(known, inputs.clock)
        readings[code] = {metric: known[metric] for metric in _ISSUER_METRICS}
    binds = binding(inputs)
    readings = bound(readings, binds)
    of_groups = {
        subject: {metric: known[metric] for metric in _GROUP_METRICS}
        for subject, known in group(inputs, readings).items()
    }
    readings |= bound(of_groups, binds)
    if terms:
        for code, asked in bound(measure_terms(inputs, terms), binds).items():
            readings[code] |= asked
    return readings
