"""The figures of a run, as a table with their limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from oracle.verdict import Verdict
from oracle.world import POLL_S, World

DELAY_S = 40.0
"""Two of the intervals that one look vouches for."""


class Figure(NamedTuple):
    """One figure of a run."""

    what: str
    value: float
    limit: float | None = None
    """At most this; none: nothing was promised."""

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.limit is None or self.value <= self.limit


def figures(world: World, verdict: Verdict, kills: int) -> list[Figure]:
    """Return what is to be told of a run."""
    repeats, marked = verdict.repeats
    count = verdict.count
    return [
        Figure("virtual days", round(world.end / 86400, 2)),
        Figure("kills", kills),
        Figure("feed faults", len(world.faults)),
        Figure("wall clock steps", len(world.steps)),
        Figure("suspends", len(world.suspends)),
        Figure("writes that found the disk full", count["lost"]),
        Figure("looks", count["look"]),
        Figure("transitions expected", len(verdict.expected)),
        Figure("transitions seen", len(verdict.seen)),
        Figure("transitions missed", len(verdict.missed), 0),
        Figure("transitions extra", len(verdict.extra), 0),
        Figure("ends without evidence", len(verdict.unfounded), 0),
        Figure(
            "seconds late, p99", _p99([abs(each) for each in verdict.late]), DELAY_S
        ),
        Figure("delivery to stored look, s, p99", _p99(verdict.delays), DELAY_S),
        Figure("look to look while a wait runs, s, p99", _p99(verdict.gaps), DELAY_S),
        Figure("messages", count["heard"]),
        Figure("messages repeated", repeats, kills + count["lost"]),
        Figure("repeats without the mark", repeats - marked, 0),
        Figure("alerts never told", len(verdict.untold), 0),
        Figure("told and not in the log", len(verdict.unheard_of), 0),
        Figure("actions", len(verdict.actions)),
        Figure("actions lost or applied twice", verdict.lost_actions, 0),
        Figure("logs whose chain is broken", not verdict.is_whole, 0),
        Figure("faults that were to be shown", len(verdict.shown)),
        Figure("shown within, s", max(verdict.shown, default=0.0), POLL_S + 1),
    ]


def table(found: Iterable[Figure]) -> list[str]:
    """Write figures in Markdown."""
    lines = ["| | measured | at most | |", "|---|--:|--:|---|"]
    for each in found:
        limit = "" if each.limit is None else f"{each.limit:,.0f}"
        said = "" if each.limit is None else "ok" if each.holds else "OVER"
        value = f"{each.value:,.2f}".removesuffix(".00")
        lines.append(f"| {each.what} | {value} | {limit} | {said} |")
    return lines


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)] if values else 0.0
