"""Every metric by name: unit, adverse side, formula. What readings are read with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from overhang.core.catalogue.capex import CAPEX
from overhang.core.catalogue.cds import CDS
from overhang.core.catalogue.debt import DEBT
from overhang.core.catalogue.desk import DESK
from overhang.core.catalogue.equity import EQUITY
from overhang.core.catalogue.group import GROUP
from overhang.core.catalogue.metric import Metric, Pane, Unit, Worse

__all__ = ["DAILY", "METRICS", "Metric", "Pane", "Unit", "Worse"]

METRICS: Mapping[str, Metric] = MappingProxyType(
    {each.id: each for each in (*EQUITY, *CAPEX, *DEBT, *CDS, *GROUP, *DESK)}
)
"""By id. A metric of pane `group` is measured for groups, the others for issuers."""

DAILY = frozenset({"cds.5y", "cds.5y.par", "equity.close", "index.cdx_ig.5y"})
"""The metrics that have a daily series, so that `chg`, `z` and `pct` can be taken."""
