"""What was measured, against what was promised, as a table for the README."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One promise. `value`, `bare` and `limit` are in `unit`."""

    what: str
    value: float
    unit: str
    """`ms`, `B`, `MB`, `%`."""
    bare: float | None = None
    """The bare app's figure of the same run."""
    limit: float | None = None
    """At most this."""
    times: float | None = None
    """At most this many times the bare app's."""

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        within = self.limit is None or self.value <= self.limit
        if self.times is not None and self.bare:
            within = within and self.value / self.bare <= self.times
        return within


def print_table(title: str, rows: Sequence[Row]) -> int:
    """Print rows in Markdown; return how many promises are broken."""
    print(f"\n{title}\n")
    print("| | measured | bare app | ratio | at most | |")
    print("|---|--:|--:|--:|--:|---|")
    for row in rows:
        bare = f"{_number(row.bare)} {row.unit}" if row.bare is not None else ""
        ratio = f"{row.value / row.bare:.2f}x" if row.bare else ""
        limits = [f"{row.times:g}x"] if row.times is not None else []
        limits += [f"{_number(row.limit)} {row.unit}"] if row.limit is not None else []
        print(
            f"| {row.what} | {_number(row.value)} {row.unit} | {bare} | {ratio} "
            f"| {', '.join(limits)} | {'ok' if row.holds else 'OVER'} |"
        )
    return sum(not row.holds for row in rows)


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value that `share` per cent of at least two values lie under."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"
