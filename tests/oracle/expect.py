"""The oracle: which transitions must have happened. Shares no code with the product.

It reads what the world delivered, and when the collector looked and could write down
what it saw. The semantics: a breach fires once there was evidence of it for as long as
the rule asks; what fires is over once there was evidence of that for as long as the
rule keeps. Silence, no number, a process that is down, a machine that sleeps, a clock
that is set: none of them is evidence, so none moves a state or counts as time. One look
vouches for the 20 s before it at most. A figure that is out of date still says where
things stood, and vouches for no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from oracle.rules import RULES, Rule
from oracle.world import ISSUERS, NEW_YORK, is_session

VOUCHED_S = 20.0
_WAITING = ("pending", "recovering")
_CLOSES = 2
"""The longest wait in closes."""
_HOURS = {
    "cds_marks": ("sifma", time(8), time(17)),
    "closes": ("nyse", time(9, 30), time(16)),
}
SHORT = {("sifma", date(2027, 3, 25)): time(14)}
"""When a session ends that ends early."""

Told = Mapping[str, Sequence[tuple[str, float | None]]]
"""What a feed told, by issuer: days and figures, none where it was no number."""
Rows = Mapping[str, Sequence[tuple[str, float]]]
"""What stands, by issuer."""


class Transition(NamedTuple):
    """One alert came into another phase."""

    rule: str
    subject: str
    severity: str
    old: str
    new: str
    at: datetime
    """On the wall clock."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Whose it is."""
        return self.rule, self.subject, self.severity


@dataclass
class _State:
    phase: str = "inactive"
    earned: float = 0.0
    unsure: float = 0.0
    """Open seconds since the last look that knew."""
    blind: bool = False
    judged: str = ""
    """The newest day that was judged."""
    stood: set[str] = field(default_factory=set)
    """The days that have stood ever since something was judged."""


@dataclass
class Oracle:
    """Follows one run."""

    states: dict[tuple[str, str, str], _State] = field(default_factory=dict)
    evidence: dict[str, Rows] = field(default_factory=dict)
    """What stands in the store, by feed."""
    delivered: dict[str, Rows] = field(default_factory=dict)
    """What this process was given and may not have written yet."""
    gaps: list[float] = field(default_factory=list)
    """Seconds between looks of one process while something waited."""
    _wall: datetime | None = None
    _mono: float | None = None

    def follow(self, records: Iterable[Mapping[str, Any]]) -> Iterator[Transition]:
        """Yield every transition that a run must have had."""
        look: Mapping[str, Any] | None = None
        for each in records:
            match each["k"]:
                case "up":
                    self.delivered = {}
                    self._mono, look = None, None
                case "got":
                    stood = (self.evidence | self.delivered).get(each["feed"], {})
                    self.delivered[each["feed"]] = _standing(each["rows"], stood)
                case "look":
                    look = each
                case "kept" if look is not None:
                    yield from self._looked(look)
                    look = None
                case "lost" if look is not None:
                    # Time that could not be written down does not count.
                    self._mono = look["m"]

    def _looked(self, look: Mapping[str, Any]) -> Iterator[Transition]:
        wall = datetime.fromisoformat(look["w"])
        if self._mono is not None:
            since = look["m"] - self._mono
            if any(
                self.states[rule.rule, issuer, rule.severity].phase in _WAITING
                for rule in RULES
                for issuer in ISSUERS
                if not rule.in_closes
            ):
                self.gaps.append(since)
        elif self._wall is not None:
            since = (wall - self._wall).total_seconds()
        else:
            since = 0.0
        since = min(max(since, 0.0), VOUCHED_S)
        self._wall, self._mono = wall, look["m"]
        self.evidence |= self.delivered
        today = wall.astimezone(NEW_YORK).date()
        for rule in RULES:
            passed = _open(rule.feed, wall - timedelta(seconds=since), wall)
            for issuer in ISSUERS:
                key = rule.rule, issuer, rule.severity
                state = self.states.setdefault(key, _State())
                rows = self.evidence.get(rule.feed, {}).get(issuer, ())
                for old, new in _judge(rule, state, rows, today, passed):
                    yield Transition(*key, old, new, wall)


def _standing(told: Told, stood: Rows) -> Rows:
    """Return what stands once a feed told something: no number changes nothing."""
    found: dict[str, list[tuple[str, float]]] = {}
    for issuer, rows in told.items():
        before = dict(stood.get(issuer, ()))
        known = ((day, before.get(day) if v is None else v) for day, v in rows)
        found[issuer] = [(day, value) for day, value in known if value is not None]
    return found


def _judge(
    rule: Rule,
    state: _State,
    rows: Sequence[tuple[str, float]],
    today: date,
    passed: float,
) -> Iterator[tuple[str, str]]:
    """Move one state by what one look shows; yield the phases before and after."""
    day = today.isoformat()
    known = [each for each in rows if each[0] <= day]
    state.stood &= {each[0] for each in known}
    past = [each for each in known if each[0] < day]
    if state.judged:
        # Days that came at once are judged one by one: no close is passed over.
        past = [each for each in past if each[0] > state.judged]
    else:
        # Of a name never seen before, the closes that rules wait for count.
        past = past[-_CLOSES:] if rule.feed == "closes" else []
    for each in past:
        yield from _step(rule, state, each, today, 0.0)
    last = known[-1] if known else None
    if last and state.phase != "inactive" and last[0] < state.judged:
        # The newer day was withdrawn. One told since then is history: what it was
        # proves nothing of how things stand.
        last = last if last[0] in state.stood else None
    yield from _step(rule, state, last, today, passed)
    if last:
        state.stood = {each[0] for each in known}


def _step(
    rule: Rule,
    state: _State,
    row: tuple[str, float] | None,
    today: date,
    passed: float,
) -> Iterator[tuple[str, str]]:
    before = state.phase
    waits = before in _WAITING
    if row is None:
        if waits:
            state.unsure, state.blind = state.unsure + passed, True
        return
    day, value = row
    newer = day > state.judged
    state.judged = max(day, state.judged)
    beyond = value > rule.trip if rule.above else value < rule.trip
    safe = value <= rule.clear if rule.above else value >= rule.clear
    fresh = rule.in_closes or _age(date.fromisoformat(day), today) < 2
    wanted = {"inactive": beyond, "pending": beyond}.get(before, safe)
    if not wanted:
        state.phase = "firing" if before in ("firing", "recovering") else "inactive"
        state.earned, state.unsure, state.blind = 0.0, 0.0, False
    else:
        span = rule.hold if before in ("inactive", "pending") else rule.keep
        if not waits:
            state.earned = 1.0 if rule.in_closes else 0.0
            state.unsure, state.blind = 0.0, not fresh
            state.phase = "pending" if before == "inactive" else "recovering"
        elif rule.in_closes:
            state.earned += newer
        elif fresh:
            known = passed + state.unsure
            state.earned += min(known, VOUCHED_S) if state.blind else known
            state.unsure, state.blind = 0.0, False
        else:
            state.unsure, state.blind = state.unsure + passed, True
        if state.earned >= span:
            state.phase = "firing" if state.phase == "pending" else "inactive"
            state.earned, state.unsure, state.blind = 0.0, 0.0, False
    if state.phase != before:
        yield before, state.phase


def _open(feed: str, start: datetime, end: datetime) -> float:
    """Return the seconds of a market's sessions between two moments."""
    market, opens, closes = _HOURS[feed]
    total = 0.0
    day = start.astimezone(NEW_YORK).date()
    while day <= end.astimezone(NEW_YORK).date():
        if is_session(market, day):
            first = datetime.combine(day, opens, NEW_YORK)
            end_of_day = SHORT.get((market, day), closes)
            last = datetime.combine(day, end_of_day, NEW_YORK)
            seconds = (min(end, last) - max(start, first)).total_seconds()
            total += max(seconds, 0.0)
        day += timedelta(days=1)
    return total


def _age(about: date, today: date) -> int:
    """Count the business days of credit since a mark."""
    days = range(1, (today - about).days + 1)
    return sum(is_session("sifma", about + timedelta(days=each)) for each in days)
