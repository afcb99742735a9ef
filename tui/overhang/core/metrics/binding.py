"""What binds a reading outside the desk: the strictest of all that it is made from.

A maximum, a mean or a choice depends on every row it was taken from, cited or not. So a
reading is bound by all rows of its tables about its issuer, and by those of the other
issuers that it is held against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.peers import peers_of
from overhang.core.records import Version
from overhang.core.rights import Rights, strictest
from overhang.core.snapshot import Input, Reading

_TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "equity.": ("closes", "results"),
        "capex.": ("cash_flow",),
        "capex.guidance.": ("capex_guidance",),
        "capex.guidance.vs_forecast": ("capex_guidance", "forecasts"),
        "capex.leases_not_commenced": ("balances",),
        "debt.": ("deals",),
        "debt.filings": ("filings",),
        "debt.total": ("balances",),
        "debt.net": ("balances",),
        "cds.": ("cds_marks",),
        "cds.net_notional": ("cds_activity",),
        "cds.dealers": ("cds_activity",),
        "index.": ("indices",),
        "position.": ("positions",),
        "group.rates.": ("rates",),
        "group.ai_share_ig": ("facts",),
        "data.stale.equity": ("closes", "results"),
        "data.stale.capex": ("capex_guidance", "cash_flow", "balances", "forecasts"),
        "data.stale.debt": ("deals", "filings", "balances"),
        "data.stale.cds": ("cds_marks", "cds_activity"),
    }
)
"""The tables a metric is measured from, by how its id begins; the longest counts."""
_OF_ALL = ("indices", "positions", "rates", "facts")
"""Tables that every subject's figure is taken from as a whole."""
_OF_NONE = ("deals",)
"""Tables in which an issuer without a row has a figure all the same: zero."""
_KEYS: Mapping[str, str] = MappingProxyType({"forecasts": "scope"})
"""The column that names the issuer, where it is not called that."""
_AGAINST: Mapping[str, str] = MappingProxyType(
    {"equity.vs_group": "equity.drawdown.52w", "cds.vs_basket": "cds.5y"}
)
"""Figures that are held against the same figure of the issuer's peers."""
_MEMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "group.value_lost": ("equity.value_lost",),
        "group.value_lost.pct": ("equity.value_lost",),
        "group.capex.guidance": ("capex.guidance.mid", "capex.guidance.low"),
        "group.capex.to_ocf": ("capex.fcf.ltm",),
        "group.issued.ytd": ("debt.issued.ytd",),
        "group.issued.ltm": ("debt.issued.ltm",),
        "group.cds.basket": ("cds.5y",),
    }
)
"""The figures of its members that a group's is made from."""
_NO_MORE_THAN_OWN = (Rights.PUBLIC, Rights.OWN)


class Binding(NamedTuple):
    """What binds the rows, by table and issuer; `*` stands for the whole table."""

    by_row: Mapping[tuple[str, str], Rights]
    inputs: Inputs

    def of(self, subject: str, metric: str) -> Rights:
        """Return what binds one figure.

        Args:
            subject: an issuer's code, or `group:four`.
            metric: a metric's id.
        """
        if metric in _MEMBERS:
            return self._of_group(subject.removeprefix("group:"), metric)
        if metric in _AGAINST:
            others = peers_of(self.inputs.universe)[subject].members
            return strictest(self.of(each, _AGAINST[metric]) for each in others)
        return strictest(self._of_rows(each, subject) for each in _tables(metric))

    def _of_rows(self, table: str, code: str) -> Rights:
        mine = (table, code)
        if table in _OF_ALL or (table in _OF_NONE and mine not in self.by_row):
            mine = (table, "*")
        return self.by_row.get(mine, Rights.OWN)

    def _of_group(self, key: str, metric: str) -> Rights:
        codes = self.inputs.universe.issuer
        return strictest(
            self.of(code, each)
            for code in self.inputs.universe.group[key].members
            for each in _MEMBERS[metric]
            if code in codes
        )


def binding(inputs: Inputs) -> Binding | None:
    """Look at the rights of every row; none when all are the desk's own."""
    found: defaultdict[tuple[str, str], set[Rights]] = defaultdict(set)
    for table, rows in inputs.tables.items():
        for issuer, rights in _pairs(table, rows):
            found[table, issuer].add(rights)
            found[table, "*"].add(rights)
    if all(each == {Rights.OWN} for each in found.values()):
        return None
    return Binding({slot: strictest(each) for slot, each in found.items()}, inputs)


def bound(readings: Readings, binds: Binding | None) -> Readings:
    """Return the readings with what binds each of them; `binds` none: as they are.

    Readings go by a metric's id, or by a term's key, as `chg(cds.5y, 1w)`.
    """
    if binds is None:
        return readings
    return {
        subject: {
            key: _stamped(each, binds.of(subject, _metric_of(key)))
            for key, each in mine.items()
        }
        for subject, mine in readings.items()
    }


def _pairs(table: str, rows: Sequence[Version]) -> Iterable[tuple[str, Rights]]:
    key = _KEYS.get(table, "issuer")
    return {(getattr(row.record, key, "*"), row.record.rights) for row in rows}


def _tables(metric: str) -> tuple[str, ...]:
    begins = (each for each in _TABLES if metric.startswith(each))
    return _TABLES[max(begins, key=len)]


def _metric_of(key: str) -> str:
    """Return the metric that a reading's key names: `cds.5y` of `chg(cds.5y, 1w)`."""
    return key.partition("(")[2].partition(",")[0] if "(" in key else key


def _stamped(reading: Reading, rights: Rights) -> Reading:
    if rights is reading.rights:
        return reading
    inputs = reading.inputs
    if rights not in _NO_MORE_THAN_OWN:
        inputs = tuple(_computed(each, rights) for each in inputs)
    return replace(reading, rights=rights, inputs=inputs)


def _computed(cite: Input, rights: Rights) -> Input:
    """Bind an input that no one row says: a mean, a change, a figure of a member."""
    return cite if cite.source else replace(cite, rights=rights)
