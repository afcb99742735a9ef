"""One channel over time, without a channel: what stands comes in, messages come out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from overhang.core.alerts.alert import Alert, Key, Phase
from overhang.core.alerts.dedupe import FAILED, SENT, remembered
from overhang.core.alerts.dispatch import Due, due
from overhang.core.alerts.drafts import Route, Scene
from overhang.core.alerts.messages import Message, Told
from overhang.core.rules.book import Waits
from support.telling import NOW

MINUTE = dt.timedelta(minutes=1)


class Listener:
    """One channel over time: what stands comes in, messages come out."""

    def __init__(self, route: Route | None = None, waits: Waits | None = None) -> None:
        self.route = route or Route("desk")
        self.waits = waits or Waits()
        self.told: dict[str, Told] = {}
        self.sent: list[dt.datetime] = []
        self.ended: dict[Key, dt.datetime] = {}
        self.broken = False
        self.next: dt.datetime | None = None

    def hear(self, alerts: Sequence[Alert], at: dt.datetime = NOW) -> list[Message]:
        """Deliver all that is due at a moment; return what was said."""
        said: list[Message] = []
        self._forget(alerts, at)
        while (found := self.look(alerts, at)).post or found.quietly:
            self.told |= {each.subject: each for each in found.quietly}
            if found.post is None:
                continue
            state = FAILED if self.broken else SENT
            parts = [
                replace(each, state=state, next_try=at + MINUTE)
                for each in found.post.parts
            ]
            self.told |= {each.subject: each for each in parts}
            self.sent += [at] if parts[0].tries == 1 else []
            said.append(found.post.message)
        self.next = found.next
        return said

    def look(self, alerts: Sequence[Alert], at: dt.datetime = NOW) -> Due:
        by_subject: defaultdict[str, list[Alert]] = defaultdict(list)
        for each in alerts:
            by_subject[each.subject].append(each)
        waits = {each.rule: self.waits for each in alerts}
        scene = Scene(at, by_subject, self.ended, waits)
        return due(self.route, self.told, self.sent, scene)

    def _forget(self, alerts: Sequence[Alert], at: dt.datetime) -> None:
        standing = {each.key for each in alerts if each.phase is not Phase.PENDING}
        known = {key for each in self.told.values() for key in remembered(each)}
        self.ended = {key: self.ended.get(key, at) for key in known - standing}
