"""What is held of the tape: messages about names that are watched, and their chains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from overhang.core.calendars import Calendars
from overhang.core.observations import CdsActivity, CdsMark
from overhang.core.records import Record, Vintage
from overhang.core.rights import Rights
from overhang.core.tape.conversion import flat_rate
from overhang.core.tape.days import tape_days
from overhang.core.tape.discounting import Discount
from overhang.core.tape.marks import activity, marks
from overhang.core.tape.message import TapeMessage, distinct
from overhang.core.tape.netting import net
from overhang.sources.tape.tape import SOURCE

Kind = TypeVar("Kind", bound=Record)


class Derived(NamedTuple):
    """What the messages held add up to."""

    marks: list[CdsMark]
    activity: list[CdsActivity]


class Holding:
    """Messages by identifier, each once, whatever order they come in."""

    def __init__(self, messages: Iterable[TapeMessage]) -> None:
        """Start from what stands in the store."""
        self._held = distinct(messages)
        self._strays: dict[str, dict[str, TapeMessage]] = {}
        """Messages about nobody who is watched, by the message that each names: the
        one that it names may come later and be about somebody who is."""

    def __len__(self) -> int:
        return len(self._held)

    @property
    def files(self) -> Set[dt.date]:
        """The days whose files gave something."""
        return {each.file for each in self._held.values() if each.file is not None}

    def take(
        self, messages: Iterable[TapeMessage], now: dt.datetime, *, history: bool
    ) -> list[Vintage]:
        """Keep what matters; return what is new, or told in better words.

        Args:
            messages: Of one delivery, each identifier once.
            now: UTC.
            history: Whether it is from before anything was gathered: then each counts
                as known when the tape said it, else it becomes known now.
        """
        found: list[Vintage] = []
        for each in self._relevant(messages):
            held = self._held.get(each.message_id)
            if held is not None and distinct((held, each))[each.message_id] is held:
                continue
            self._held[each.message_id] = each
            # Better words for what is known are known now, however old it is.
            known_at = min(each.heard_at, now) if history and held is None else now
            found.append(Vintage(known_at, each))
        return found

    def derived(
        self, rate: Discount | None, rights: Rights, calendars: Calendars
    ) -> Derived:
        """Net and level all that is held; slow with a big name's months."""
        solve = flat_rate(rate) if rate else None
        days = tape_days(net(self._held.values()), solve)
        return Derived(
            [_bound(each, rights) for each in marks(days, SOURCE, calendars)],
            [_bound(each, rights) for each in activity(days, SOURCE)],
        )

    def forget_strays(self) -> None:
        """Let go of them: every file is in, so what they name will not come."""
        self._strays.clear()

    def _relevant(self, messages: Iterable[TapeMessage]) -> list[TapeMessage]:
        """Return messages about a watched name, and what follows on those chains."""
        wanted: list[TapeMessage] = []
        for each in messages:
            if each.issuer or each.message_id in self._held:
                wanted.append(each)
            elif each.original_id:
                named = self._strays.setdefault(each.original_id, {})
                both = (named.get(each.message_id, each), each)
                named[each.message_id] = distinct(both)[each.message_id]
        known = [*self._named(), *(each.message_id for each in wanted)]
        while known:
            followers = self._strays.pop(known.pop(), {})
            wanted.extend(followers.values())
            known.extend(followers)
        return wanted

    def _named(self) -> list[str]:
        """Return the messages held that strays name."""
        return [each for each in self._strays if each in self._held]


def _bound(record: Kind, rights: Rights) -> Kind:
    return replace(record, rights=rights)
