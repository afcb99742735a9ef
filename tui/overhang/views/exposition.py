"""A verdict in Prometheus's text format, for a textfile collector or a script.

Labels hold only what names a series: what changes with time, as a state or a phase, is
a value. A figure out of date is left out, so its series ends as it should; so is one
that may only be displayed. One for use inside the firm carries `rights="internal"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from overhang.core.rights import Rights
from overhang.core.snapshot import Reading, Snapshot
from overhang.views.rule_evidence import is_fresh
from overhang.views.verdict import Pair, Verdict

_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def exposition(verdict: Verdict, snapshot: Snapshot | None) -> str:
    """Write what is known as gauges; without a snapshot, only that nothing is."""
    return "".join(f"{line}\n" for line in _lines(verdict, snapshot))


def _lines(verdict: Verdict, snapshot: Snapshot | None) -> Iterator[str]:
    up = snapshot is not None and not verdict.faults
    yield from _family("overhang_up", "Whether collector, sources and rules are sound.")
    yield f"overhang_up {int(up)}"
    yield from _family("overhang_status", "0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.")
    yield f"overhang_status {int(verdict.status)}"
    if snapshot is None:
        return
    readings = _readings(verdict.pairs, snapshot)
    yield from _family("overhang_reading", "What rules judge, in the metric's unit.")
    for (subject, metric), reading in readings.items():
        if reading is None or not is_fresh(reading) or reading.value is None:
            continue
        if reading.rights is not Rights.DISPLAY:
            internal = reading.rights is Rights.INTERNAL
            marks = {"rights": reading.rights.value} if internal else {}
            labels = _labels(subject=subject, metric=metric, **marks)
            yield f"overhang_reading{labels} {reading.value!r}"
    yield from _family("overhang_reading_fresh", "Whether that figure is in date.")
    for (subject, metric), reading in readings.items():
        labels = _labels(subject=subject, metric=metric)
        yield f"overhang_reading_fresh{labels} {int(is_fresh(reading))}"
    loud = {(each.rule, each.subject): each for each in verdict.firing}
    yield from _family("overhang_alert", "What fires: 0 nothing, 1 info to 3 crit.")
    for rule, subject in verdict.pairs:
        alert = loud.get((rule.id, subject))
        labels = _labels(rule=rule.id, subject=subject)
        yield f"overhang_alert{labels} {int(alert.severity) if alert else 0}"


def _readings(
    pairs: Iterable[Pair], snapshot: Snapshot
) -> dict[tuple[str, str], Reading | None]:
    """Return the figures that the rules watch, each once; none: not measured."""
    return {
        (subject, rule.metric): snapshot.reading(subject, rule.metric)
        for rule, subject in pairs
        if rule.metric
    }


def _family(name: str, text: str) -> tuple[str, str]:
    return f"# HELP {name} {text}", f"# TYPE {name} gauge"


def _labels(**labels: str) -> str:
    inside = ",".join(
        f'{name}="{value.translate(_ESCAPED)}"' for name, value in labels.items()
    )
    return f"{{{inside}}}"
