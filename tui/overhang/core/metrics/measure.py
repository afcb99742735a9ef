"""Every metric of every issuer and group at one moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import isfinite

from overhang.core.catalogue import METRICS, Pane
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.binding import binding, bound
from overhang.core.metrics.capex import capex
from overhang.core.metrics.cds import cds
from overhang.core.metrics.debt import debt
from overhang.core.metrics.equity import equity
from overhang.core.metrics.evidence import absent
from overhang.core.metrics.filings import filings
from overhang.core.metrics.group import group
from overhang.core.metrics.index import index
from overhang.core.metrics.positions import positions
from overhang.core.metrics.staleness import staleness
from overhang.core.metrics.terms import measure_terms
from overhang.core.rules.expressions import Term
from overhang.core.snapshot import Reading

_MEASURED = (equity, capex, debt, filings, cds, index, positions)
_ISSUER_METRICS = tuple(
    each.id for each in METRICS.values() if each.pane is not Pane.GROUP
)
_BEYOND = absent("cannot be computed from the numbers on file")
_GROUP_METRICS = tuple(each.id for each in METRICS.values() if each.pane is Pane.GROUP)


def measure(inputs: Inputs, terms: Sequence[Term] = ()) -> Readings:
    """Measure everything: one reading for every subject and metric of the catalogue.

    What cannot be known is there as an absent reading with its reason. So is what has
    no answer: a number that nobody meant keeps no other pane from being measured.

    Args:
        inputs: what is measured from.
        terms: what rules ask for beside the metrics; each is there by its key.
    """
    panes = [_tried(pane, inputs) for pane in _MEASURED]
    readings: Readings = {}
    for code in inputs.universe.codes:
        known = {
            key: each for pane in panes for key, each in pane.get(code, {}).items()
        }
        readings[code] = _whole(known, _ISSUER_METRICS)
        readings[code] |= _whole(staleness(readings[code], inputs.clock))
    binds = binding(inputs)
    readings = bound(readings, binds)
    of_groups = _tried(partial(group, readings=readings), inputs)
    readings |= bound(
        {
            subject: _whole(of_groups.get(subject, {}), _GROUP_METRICS)
            for subject in (f"group:{key}" for key in inputs.universe.group)
        },
        binds,
    )
    if terms:
        asked = _tried(partial(measure_terms, terms=terms), inputs)
        for code, mine in bound(asked, binds).items():
            readings[code] |= _whole(mine)
    return readings


def _tried(pane: Callable[[Inputs], Readings], inputs: Inputs) -> Readings:
    """Measure one pane; nothing where the arithmetic has no answer."""
    try:
        return pane(inputs)
    except ArithmeticError:
        return {}


def _whole(
    known: Mapping[str, Reading], metrics: Sequence[str] = ()
) -> dict[str, Reading]:
    """Return every metric's reading (none named: those that are known), all finite."""
    found = {metric: known.get(metric, _BEYOND) for metric in metrics or known}
    return {
        metric: each if each.value is None or isfinite(each.value) else _BEYOND
        for metric, each in found.items()
    }
