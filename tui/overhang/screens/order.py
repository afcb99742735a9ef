"""In which order rows stand, and which of them: fixed until the user says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

from overhang.core.catalogue import METRICS, Worse
from overhang.core.snapshot import Snapshot
from overhang.views.base import PaneView
from overhang.views.flags import is_loud


@dataclass(frozen=True)
class Order:
    """A frozen order: a refresh never moves a row under the cursor."""

    kind: str = "listed"
    keys: tuple[str, ...] = ()
    """Subjects in order; empty: as the universe lists them."""
    name: str = "as listed"
    wanted: str = ""
    """Show only issuers whose code or name holds this."""

    def next(self, snapshot: Snapshot, metric: str) -> Order:
        """Go on to the next kind of order, taken from this snapshot."""
        if self.kind == "listed":
            keys = _worst_first(snapshot)
            return replace(self, kind="worst", keys=keys, name="worst first")
        if self.kind == "worst" and metric in METRICS:
            keys = _by_value(snapshot, metric)
            name = f"by {METRICS[metric].title}"
            return replace(self, kind="value", keys=keys, name=name)
        return Order(wanted=self.wanted)

    def only(self, wanted: str) -> Order:
        """Filter by code or name."""
        return replace(self, wanted=wanted.strip().casefold())


def arranged(view: PaneView, snapshot: Snapshot, order: Order) -> PaneView:
    """Return a pane with its rows in this order, and only those wanted."""
    rows = view.rows
    if order.keys:
        place = {key: at for at, key in enumerate(order.keys)}
        rows = tuple(sorted(rows, key=lambda row: place.get(row.key, len(place))))
    if not order.wanted:
        return view._replace(rows=rows)
    issuers = snapshot.universe.issuer
    found = tuple(
        row
        for row in rows
        if order.wanted in f"{row.key} {issuers[row.key].name}".casefold()
    )
    about = f"only {order.wanted}: {len(found)} of {len(rows)}"
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
