"""Every capex figure of an issuer: guidance, twelve months of cash, lease promises."""

from __future__ import annotations

from overhang.core.events import Forecast, Guidance
from overhang.core.metrics.balances import Balances, leases_not_commenced
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.cash import Ledger, cash
from overhang.core.metrics.coverage import by_measure
from overhang.core.metrics.evidence import rows_by_issuer
from overhang.core.metrics.outlook import outlook
from overhang.core.observations import Balance, CashFlow


def capex(inputs: Inputs) -> Readings:
    """Measure every `capex.*` id for every issuer of the universe."""
    guided = rows_by_issuer(inputs, "capex_guidance", Guidance)
    flows = rows_by_issuer(inputs, "cash_flow", CashFlow)
    sheets = rows_by_issuer(inputs, "balances", Balance)
    forecasts = rows_by_issuer(inputs, "forecasts", Forecast, key="scope")
    readings: Readings = {}
    for code, issuer in inputs.universe.issuer.items():
        year_end = issuer.fiscal_year_end
        owed = Balances(inputs, sheets.get(code, ()), year_end)
        ledger = Ledger(inputs, by_measure(flows.get(code, ())), year_end)
        readings[code] = {
            **outlook(inputs, guided.get(code, ()), forecasts.get(code, ())),
            **cash(ledger),
            "capex.leases_not_commenced": leases_not_commenced(owed),
        }
    return readings
