"""The short words and marks of the screens: one place, and the help lists them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from overhang.core.catalogue import METRICS, Pane, Worse, names
from overhang.core.catalogue.names import is_change as is_change
from overhang.core.states import Severity
from overhang.views.base import Tone

STALE_MARK = "~"
LIVE_MARK = "*"
"""A price of an open session: no close."""
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
SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {each.name.lower(): each for each in Severity}
)
"""By the words of the log and of files."""

PANES: Mapping[Pane, str] = MappingProxyType(
    {
        Pane.EQUITY: "Drawdown",
        Pane.CAPEX: "Capex guidance",
        Pane.DEBT: "Debt issuance",
        Pane.CDS: "CDS",
        Pane.GROUP: "Group",
        Pane.INDEX: "Index",
        Pane.POSITION: "Positions",
        Pane.DATA: "Data",
    }
)
TABLES: Mapping[Pane, tuple[str, ...]] = MappingProxyType(
    {
        Pane.EQUITY: ("closes", "results"),
        Pane.CAPEX: ("capex_guidance", "cash_flow", "balances", "forecasts"),
        Pane.DEBT: ("deals", "tranches", "ratings", "balances", "filings"),
        Pane.CDS: ("cds_marks", "cds_activity"),
        Pane.GROUP: ("forecasts", "facts"),
        Pane.INDEX: ("indices",),
        Pane.POSITION: ("positions",),
        Pane.DATA: (),
    }
)
"""What each pane is measured from."""

_SIGNED = {
    "equity.value_lost": "value since results",
    "equity.value_lost.peak": "value from peak",
    "group.value_lost": "value since results",
    "group.value_lost.pct": "value since results, %",
}
_SCOPES = {"ai": "AI"}


def short(metric: str) -> str:
    """Name a metric in a few words; one that only a newer collector knows by its id."""
    return names.short(metric) if metric in METRICS else metric


def unit_of(metric: str) -> str:
    """Return a metric's unit; none of one that only a newer collector knows."""
    return METRICS[metric].unit if metric in METRICS else ""


def change_name(metric: str) -> str:
    """Name a metric where a loss is shown as the change it is: `value from peak`."""
    return _SIGNED.get(metric) or short(metric)


def is_loss(metric: str) -> bool:
    """Whether the metric counts a loss: tables turn it into a change with its sign."""
    return metric in _SIGNED


def side(metric: str, value: float) -> Tone:
    """Say whether a change is on the adverse or the benign side."""
    worse = METRICS[metric].worse
    if not value or worse is Worse.NEITHER:
        return Tone.PLAIN
    return Tone.ADVERSE if (value > 0) == (worse is Worse.HIGHER) else Tone.BENIGN


def subject_name(subject: str) -> str:
    """Name a subject or scope: `ORCL`, `the five` for `group:five`, `AI` for `ai`."""
    kind, _, name = subject.rpartition(":")
    return f"the {name}" if kind else _SCOPES.get(name, name)


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
