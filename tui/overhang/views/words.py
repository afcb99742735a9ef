"""The short words and marks of the screens: one place, and the help lists them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from overhang.core.catalogue import METRICS, Pane, Worse
from overhang.core.snapshot import Severity, State
from overhang.views.base import Tone

STALE_MARK = "~"
MARKS: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.NONE: "",
        Severity.INFO: "i",
        Severity.WARN: "!",
        Severity.CRIT: "!!",
    }
)
TONES: Mapping[Severity, Tone] = MappingProxyType(
    {
        Severity.NONE: Tone.PLAIN,
        Severity.INFO: Tone.INFO,
        Severity.WARN: Tone.WARN,
        Severity.CRIT: Tone.CRIT,
    }
)
LETTERS: Mapping[Severity, str] = MappingProxyType(
    {Severity.CRIT: "C", Severity.WARN: "W", Severity.INFO: "I"}
)
"""Worst first, as the status line counts them: `2C 1W 3I`."""

PANES: Mapping[Pane, str] = MappingProxyType(
    {
        Pane.EQUITY: "Drawdown",
        Pane.CAPEX: "Capex guidance",
        Pane.DEBT: "Debt issuance",
        Pane.CDS: "CDS",
        Pane.GROUP: "Group",
    }
)
TABLES: Mapping[Pane, tuple[str, ...]] = MappingProxyType(
    {
        Pane.EQUITY: ("closes", "results"),
        Pane.CAPEX: ("capex_guidance", "cash_flow", "balances", "forecasts"),
        Pane.DEBT: ("deals", "tranches", "ratings", "balances"),
        Pane.CDS: ("cds_marks", "cds_activity"),
        Pane.GROUP: ("forecasts", "facts"),
    }
)
"""What each pane is measured from."""

_SHORT = {
    "equity.chg.1d": "1D price change",
    "equity.chg.5d": "5D price change",
    "equity.chg.1m": "1M price change",
    "equity.drawdown.peak": "drawdown from peak",
    "equity.drawdown.52w": "52w drawdown",
    "equity.drawdown.results": "since results",
    "equity.value_lost": "value lost since results",
    "equity.value_lost.peak": "value lost from peak",
    "equity.vol.60d": "60d volatility",
    "capex.guidance.low": "guidance low",
    "capex.guidance.mid": "guidance midpoint",
    "capex.guidance.high": "guidance high",
    "capex.guidance.revision": "guidance revision",
    "capex.guidance.raises": "guidance raises this year",
    "capex.guidance.vs_forecast": "guidance against forecast",
    "capex.actual": "capex 12m",
    "capex.ocf": "OCF 12m",
    "capex.to_ocf.ltm": "capex/OCF",
    "capex.fcf.ltm": "FCF after capex",
    "capex.leases_not_commenced": "leases not commenced",
    "debt.issued.ytd": "issued YTD",
    "debt.issued.ltm": "issued LTM",
    "debt.last.size": "last deal",
    "debt.last.cover": "cover",
    "debt.last.nic": "NIC",
    "cds.5y": "CDS 5Y",
    "cds.5y.chg.1d": "CDS 1D",
    "cds.5y.chg.1w": "CDS 1W",
    "cds.5y.chg.1m": "CDS 1M",
    "cds.5y.chg.ytd": "CDS YTD",
    "cds.5y.z.60d": "CDS z 60d",
    "cds.mark_age": "CDS mark age",
    "cds.net_notional": "net notional",
    "cds.dealers": "dealers",
    "group.value_lost": "value lost",
    "group.value_lost.pct": "value lost, %",
    "group.issued.ytd": "issued YTD",
    "group.issued.ltm": "issued LTM",
    "group.capex.to_ocf": "capex/OCF",
    "group.cds.basket": "CDS basket",
}
_CHANGES = frozenset(
    {
        "equity.chg.1d",
        "equity.chg.5d",
        "equity.chg.1m",
        "equity.drawdown.results",
        "equity.vs_group",
        "capex.guidance.revision",
        "capex.guidance.vs_forecast",
        "debt.last.upsize",
        "cds.5y.chg.1d",
        "cds.5y.chg.1w",
        "cds.5y.chg.1m",
        "cds.5y.chg.ytd",
        "cds.5y.z.60d",
    }
)


def short(metric: str) -> str:
    """Name a metric in a few words for a note: `52w drawdown`."""
    return _SHORT.get(metric) or METRICS[metric].title


def is_change(metric: str) -> bool:
    """Whether the metric is a change: written with its sign, toned by its side."""
    return metric in _CHANGES


def side(metric: str, value: float) -> Tone:
    """Say whether a change is on the adverse or the benign side."""
    worse = METRICS[metric].worse
    if not value or worse is Worse.NEITHER:
        return Tone.PLAIN
    return Tone.ADVERSE if (value > 0) == (worse is Worse.HIGHER) else Tone.BENIGN


def mark(severity: Severity, state: State) -> str:
    """Write a tone: `!!`, `!`, `i`, and `~` when the figure is old or gone."""
    return MARKS[severity] + ("" if state is State.FRESH else STALE_MARK)


def subject_name(subject: str) -> str:
    """Name a subject in a note: `ORCL`, or `the five` for `group:five`."""
    kind, _, name = subject.rpartition(":")
    return f"the {name}" if kind else name


_BROKERS = {
    "Morgan Stanley": "MS",
    "Goldman Sachs": "GS",
    "Bank of America": "BofA",
    "JPMorgan": "JPM",
    "JP Morgan": "JPM",
}


def broker_name(broker: str) -> str:
    """Shorten a broker's name as desks do: `MS`."""
    return _BROKERS.get(broker, broker)
