"""The board's tables: one issuer a row, fields in order of importance."""

from overhang.views.panes.capex import capex_pane
from overhang.views.panes.cds import cds_pane
from overhang.views.panes.debt import debt_pane
from overhang.views.panes.equity import equity_pane
from overhang.views.panes.joined import joined_pane

__all__ = ["capex_pane", "cds_pane", "debt_pane", "equity_pane", "joined_pane"]
