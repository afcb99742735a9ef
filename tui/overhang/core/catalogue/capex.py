"""What is measured of spending: guidance, capex, what pays for it."""

from __future__ import annotations

from overhang.core.catalogue.conventions import TWELVE
from overhang.core.catalogue.metric import Metric, Pane, Unit, Worse

_PANE = Pane.CAPEX
_PCT, _X, _BN = Unit.PERCENT, Unit.TIMES, Unit.USD_BN
_UP, _DOWN = Worse.HIGHER, Worse.LOWER

CAPEX = (
    Metric("capex.guidance.low", _PANE, "Capex guidance low", _BN, _UP, "as given"),
    Metric(
        "capex.guidance.mid",
        _PANE,
        "Capex guidance midpoint",
        _BN,
        _UP,
        "(low + high) / 2",
        "A floor, a ceiling or words have no midpoint.",
    ),
    Metric("capex.guidance.high", _PANE, "Capex guidance high", _BN, _UP, "as given"),
    Metric(
        "capex.guidance.revision",
        _PANE,
        "Capex guidance revision",
        _PCT,
        _UP,
        "midpoint / prior midpoint - 1",
        "Same period and definition; a definition change breaks the series "
        "and is no cut.",
    ),
    Metric(
        "capex.guidance.raises",
        _PANE,
        "Capex guidance raises this year",
        Unit.COUNT,
        _UP,
        "statements this calendar year that raised the number",
        "Midpoint up and not inside the range before, or all of it above the old "
        "floor or ceiling; a range inside the one before is narrowed.",
    ),
    Metric(
        "capex.guidance.vs_forecast",
        _PANE,
        "Capex guidance against broker forecast",
        _PCT,
        _UP,
        "midpoint / forecast for the same period - 1",
        "The forecast's date is shown; a three-year sum is never compared with a year.",
    ),
    Metric(
        "capex.actual",
        _PANE,
        "Capex, twelve months",
        _BN,
        _UP,
        "sum of cash capex",
        TWELVE,
    ),
    Metric(
        "capex.ocf",
        _PANE,
        "Operating cash flow, twelve months",
        _BN,
        _DOWN,
        "sum of operating cash flow",
        TWELVE,
    ),
    Metric(
        "capex.to_ocf.ltm",
        _PANE,
        "Capex / OCF",
        _X,
        _UP,
        "capex / operating cash flow",
        TWELVE + " OCF of zero or less: not meaningful.",
    ),
    Metric(
        "capex.ocf_cover",
        _PANE,
        "OCF cover",
        _X,
        _DOWN,
        "operating cash flow / capex",
        TWELVE,
    ),
    Metric(
        "capex.fcf.ltm",
        _PANE,
        "Free cash flow after capex",
        _BN,
        _DOWN,
        "operating cash flow - capex",
        TWELVE + " Before buybacks, dividends and finance leases.",
    ),
    Metric(
        "capex.funding_gap",
        _PANE,
        "Funding gap",
        _BN,
        _UP,
        "max(0, -(FCF - lease principal - dividends - buybacks))",
        TWELVE,
    ),
    Metric(
        "capex.leases_not_commenced",
        _PANE,
        "Leases signed, not commenced",
        _BN,
        _UP,
        "as reported in the lease note",
    ),
)
