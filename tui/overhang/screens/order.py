"""In which order rows stand: fixed until the user says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from overhang.core.catalogue import METRICS, Worse
from overhang.core.snapshot import Snapshot
from overhang.views.base import PaneView
from overhang.views.flags import is_loud
from overhang.views.sieve import sieve, sieved


@dataclass(frozen=True)
class Order:
    """A frozen order: a refresh never moves a row under the cursor."""

    kind: str = "listed"
    keys: tuple[str, ...] = ()
    """Subjects in order; empty: as the universe lists them."""
    name: str = "as listed"

    def next(self, snapshot: Snapshot, metric: str) -> Order:
        """Go on to the next kind of order, taken from this snapshot."""
        if self.kind == "listed":
            keys = _worst_first(snapshot)
            return Order("worst", keys, "worst first")
        if self.kind == "worst" and metric in METRICS:
            keys = _by_value(snapshot, metric)
            return Order("value", keys, f"by {METRICS[metric].title}")
        return Order()


def arranged(
    view: PaneView, snapshot: Snapshot, order: Order, wanted: str = ""
) -> PaneView:
    """Return a pane with its rows in this order.

    Args:
        view: a pane, as listed.
        snapshot: knows the names of its issuers.
        order: in which order.
        wanted: words that a row's code or name must hold; empty: all rows.
    """
    rows = view.rows
    if order.keys:
        place = {key: at for at, key in enumerate(order.keys)}
        rows = tuple(sorted(rows, key=lambda row: place.get(row.key, len(place))))
    issuers = snapshot.universe.issuer
    found = tuple(sieve(wanted, rows, lambda row: f"{row.key} {issuers[row.key].name}"))
    about = sieved(wanted, len(found), len(rows))
    if not about:
        return view._replace(rows=found)
    return view._replace(rows=found, about=about, notes=())


def _worst_first(snapshot: Snapshot) -> tuple[str, ...]:
    weight: dict[str, list[int]] = {code: [0] * 4 for code in snapshot.universe.codes}
    for each in snapshot.standings:
        if each.subject in weight and is_loud(each):
            weight[each.subject][-each.severity] += 1
    # Severities are 1 to 3, so the counts read crit, warn, info from the left.
    ranked = sorted(weight, key=lambda code: weight[code][1:], reverse=True)
    return tuple(ranked)


def _by_value(snapshot: Snapshot, metric: str) -> tuple[str, ...]:
    adverse = -1 if METRICS[metric].worse is Worse.LOWER else 1

    def rank(code: str) -> tuple[bool, float]:
        reading = snapshot.reading(code, metric)
        value = reading.value if reading else None
        return (value is None, 0.0 if value is None else -adverse * value)

    return tuple(sorted(snapshot.universe.codes, key=rank))
