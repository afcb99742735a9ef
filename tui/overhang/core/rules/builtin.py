"""The rules that every book has: that figures are out of date is an alert itself."""

from __future__ import annotations

from collections.abc import Collection

from overhang.core.catalogue import METRICS, Pane
from overhang.core.rules.book import NOW, Ladder, Rule, Waits, ladder
from overhang.core.snapshot import Level
from overhang.core.states import Severity

_DAILY = ("data.stale.cds", "data.stale.equity")
"""What should be new every day: its silence is a fault. A filing is merely late."""
_NOTE = "Figures are out of date by their own calendar: what they show may be gone."
BUILTIN = tuple(each.id for each in METRICS.values() if each.pane is Pane.DATA)
"""Their ids: the metrics they watch."""


def builtin_rules(watched: Collection[str], waits: Waits) -> tuple[Rule, ...]:
    """Return the rules on metrics that a file does not watch itself.

    They speak at once, whatever the file's defaults are, and hold without data.
    """
    plain = waits._replace(hold=NOW, keep=NOW, no_data="hold", ignore=())
    return tuple(
        Rule(id=name, metric=name, above=True, ladder=_any(name), own={}, waits=plain)
        for name in BUILTIN
        if name not in watched
    )


def _any(name: str) -> Ladder:
    """Return the one level of a count that should be zero."""
    severity = Severity.WARN if name in _DAILY else Severity.INFO
    return ladder((Level(severity, 0.0),), 0.0, above=True, note=_NOTE)
