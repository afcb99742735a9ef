"""Whom a rule is about: what its metric is measured for, and the one it names."""

from __future__ import annotations

from overhang.core.catalogue import METRICS, Metric, Pane
from overhang.core.issuers import Universe
from overhang.core.problems import unknown
from overhang.core.rules.place import Place
from overhang.core.toml_file import Table


def metric_of(place: Place, table: Table) -> Metric | None:
    """Find the metric a rule names, or note why there is none."""
    name = table.get("metric")
    if not isinstance(name, str):
        place.fault("metric", name, 'a metric as "cds.5y"')
        return None
    if name not in METRICS:
        place.say("metric", unknown("metric", name, METRICS))
    return METRICS.get(name)


def subject_key(metric: Metric) -> str:
    """Return the key that names whom a metric is measured for."""
    return "group" if metric.pane is Pane.GROUP else "issuer"


def refuse_other(place: Place, table: Table, metric: Metric) -> None:
    """Note groups that a rule names for a metric of issuers, and the other way."""
    key = subject_key(metric)
    other = "issuer" if key == "group" else "group"
    if other in table:
        place.say(other, f"{metric.id} is measured for {key}s, not {other}s")


def subject_of(place: Place, key: str, name: object, universe: Universe) -> str:
    """Return the one issuer or group that a rule judges; empty when there is none."""
    names = universe.issuer if key == "issuer" else universe.group
    if not isinstance(name, str):
        place.fault(key, name, f"one {key}")
        return ""
    if name not in names:
        place.say(key, unknown(key, name, names))
        return ""
    return name if key == "issuer" else f"group:{name}"
