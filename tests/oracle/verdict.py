"""What a run did, against what it had to do."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from oracle.expect import VOUCHED_S, Oracle, Transition
from oracle.witness import records
from oracle.world import LOUD_FAULTS, POLL_S, World
from overhang.core.alerts.journal import verify
from overhang.store import open_store

NEAR = timedelta(seconds=2 * VOUCHED_S)
"""How far apart the oracle and the product may be."""
_TOLD_S = 180.0
"""Seconds of one life in which what fires must be told: the wait for others, a try."""
_ORDER = ("info", "warn", "crit")
_STANDS = ("firing", "recovering")

Line = Mapping[str, Any]


class Life(NamedTuple):
    """From when to when a collector lived, on the monotonic clock."""

    start: float
    end: float


class Episode(NamedTuple):
    """One alert from its firing until it was over, on the monotonic clock."""

    id: str
    rule: str
    subject: str
    severity: str
    start: float
    end: float


class Verdict:
    """Reads what a run left behind.

    Args:
        world: what happened.
        folder: the store and the record.
    """

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self.records = list(records(folder / "record.jsonl"))
        self.count = Counter(each["k"] for each in self.records)
        oracle = Oracle()
        self.expected = list(oracle.follow(self.records))
        self.gaps = oracle.gaps
        store = open_store(f"sqlite://{folder / 'store.db'}", write=False)
        lines = store.log()
        self.actions = {each.number for each in store.actions()}
        store.close()
        self.is_whole = not verify(lines).fault
        self.log: list[Line] = [json.loads(each) for each in lines]
        self.seen = [
            Transition(
                each["rule"],
                each["subject"],
                each["severity"],
                each["old"],
                each["new"],
                datetime.fromisoformat(each["at"]),
            )
            for each in self.log
            if each["kind"] == "transition"
        ]
        self.missed, self.extra, self.late = _compared(self.expected, self.seen)

    @property
    def unfounded(self) -> list[Transition]:
        """Ends that no evidence asked for."""
        return [each for each in self.extra if each.old in _STANDS]

    @cached_property
    def lives(self) -> list[Life]:
        """Return all lives."""
        found: list[Life] = []
        for each in self.records:
            if "m" not in each:
                continue
            if each["k"] == "up":
                found.append(Life(each["m"], each["m"]))
            else:
                found[-1] = found[-1]._replace(end=each["m"])
        return found

    @cached_property
    def delays(self) -> list[float]:
        """Return how long each delivery waited until a look at it was stored.

        Those that met a full disk, or the end of their process, are not counted.
        """
        found: list[float] = []
        waiting: list[float] = []
        for each in self.records:
            match each["k"]:
                case "up" | "lost":
                    waiting = []
                case "got":
                    waiting.append(each["m"])
                case "kept":
                    found += [each.get("m", at) - at for at in waiting]
                    waiting = []
        return found

    @cached_property
    def repeats(self) -> tuple[int, int]:
        """Return how many messages came again, and how many of them said so."""
        known = set[str]()
        again = marked = 0
        for each in self.records:
            if each["k"] == "heard":
                again += each["id"] in known
                marked += each["id"] in known and each["again"]
                known.add(each["id"])
        return again, marked

    @cached_property
    def untold(self) -> list[Episode]:
        """Return what fired long enough, and loud, and was never told."""
        told = {
            one
            for each in self.records
            if each["k"] == "heard"
            for one in each["firing"]
        }
        return [
            each
            for each in self._episodes
            if each.id not in told
            and not self._is_muted(each)
            and any(
                min(life.end, each.end) - max(life.start, each.start)
                > self._slack(each)
                for life in self.lives
            )
        ]

    @cached_property
    def unheard_of(self) -> set[str]:
        """Return what was told and is in no log."""
        known = {each.id for each in self._episodes}
        heard = (each for each in self.records if each["k"] == "heard")
        return {one for each in heard for one in each["firing"]} - known

    @cached_property
    def lost_actions(self) -> int:
        """Return how many actions were lost, or applied twice."""
        did = {each["number"] for each in self.records if each["k"] == "did"}
        applied = Counter(each["action"] for each in self.log if "action" in each)
        twice = sum(count != 1 for count in applied.values())
        return len(did - self.actions) + len(self.actions ^ applied.keys()) + twice

    @cached_property
    def shown(self) -> list[float]:
        """Return how long each loud fault went unsaid, life by life; inf: for ever."""
        found: list[float] = []
        for fault in self._world.faults:
            if fault.kind not in LOUD_FAULTS:
                continue
            first, last = self._mono(fault.start), self._mono(fault.end)
            for life in self.lives:
                start, end = max(first, life.start), min(last, life.end)
                due = start + POLL_S + 1
                masked = any(
                    self._world.fault(fault.feed, self._world.true(at)) != fault
                    for at in (start + 0.01, min(due, end - 0.01))
                )
                if start >= end or masked:
                    continue
                said = self._said(fault.feed, start, end)
                if said is not None:
                    found.append(said - start)
                elif due < end and not self._is_full(start, due):
                    found.append(float("inf"))
        return found

    @cached_property
    def _failures(self) -> Mapping[str, list[tuple[float, bool]]]:
        found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
        for each in self.records:
            if each["k"] == "shown":
                for feed in ("cds_marks", "closes"):
                    found[feed].append((each["m"], feed in each["failed"]))
        return found

    def _said(self, feed: str, start: float, end: float) -> float | None:
        """Return when within a time it first stood there that a feed failed."""
        told = self._failures[feed]
        place = bisect_right(told, (start, True)) - 1
        if place >= 0 and told[place][1]:
            return start
        return next((at for at, bad in told[place + 1 :] if bad and at < end), None)

    @cached_property
    def _episodes(self) -> list[Episode]:
        mono = {
            datetime.fromisoformat(each["w"]): each["m"]
            for each in self.records
            if each["k"] == "look"
        }
        found: list[Episode] = []
        open_: dict[str, Episode] = {}
        for each in self.log:
            if each["kind"] != "transition" or not each.get("alert"):
                continue
            at = mono[datetime.fromisoformat(each["at"])]
            key = each["rule"], each["subject"], each["severity"]
            if each["new"] == "inactive":
                found.append(open_.pop(each["alert"])._replace(end=at))
            elif each["alert"] not in open_:
                open_[each["alert"]] = Episode(each["alert"], *key, at, self._world.end)
        return [*found, *open_.values()]

    def _is_muted(self, one: Episode) -> bool:
        """Whether a worse level, or a silence, may have kept it quiet."""
        rank = _ORDER.index(one.severity)
        worse = any(
            (each.rule, each.subject) == (one.rule, one.subject)
            and _ORDER.index(each.severity) > rank
            and each.start < one.end
            and each.end > one.start - 600
            for each in self._episodes
        )
        return worse or any(
            each["kind"] == "silence" and one.subject in each["matched"]
            for each in self.log
        )

    def _slack(self, one: Episode) -> float:
        full = sum(
            each.size + 60
            for each in self._world.full
            if each.at < one.start + 600 and each.at + each.size > one.start - 600
        )
        return _TOLD_S + full

    def _is_full(self, start: float, end: float) -> bool:
        return any(
            each.at < end and each.at + each.size > start for each in self._world.full
        )

    def _mono(self, true: float) -> float:
        """Return when, on the monotonic clock, a true time was reached."""
        low, high = 0.0, true
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (
                (low, middle) if self._world.true(middle) >= true else (middle, high)
            )
        return high


def _compared(
    expected: Sequence[Transition], seen: Sequence[Transition]
) -> tuple[list[Transition], list[Transition], list[float]]:
    """Return what is missing, what is too much, and how late the rest came."""
    rest: dict[tuple[str, str, str], list[Transition]] = defaultdict(list)
    for each in seen:
        rest[each.key].append(each)
    missed: list[Transition] = []
    late: list[float] = []
    for each in expected:
        mine = rest[each.key]
        found = next(_same(each, mine), None)
        if found is None:
            missed.append(each)
        else:
            mine.remove(found)
            late.append((found.at - each.at).total_seconds())
    return missed, [each for mine in rest.values() for each in mine], late


def _same(one: Transition, mine: Sequence[Transition]) -> Iterator[Transition]:
    for each in mine:
        if each[:5] == one[:5] and abs(each.at - one.at) <= NEAR:
            yield each
