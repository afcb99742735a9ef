"""What a notification says: one line for all that is new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from overhang.core.alerts.messages import Item, Message
from overhang.views.words import LETTERS, subject_name

_ROOM = 90
"""Characters for the worst of them; what stands after it is to be seen too."""


def announcement(messages: Sequence[Message]) -> str:
    """Say messages in one line, the worst first: `CRIT ORCL CDS 5Y 312bp > 300bp`.

    Several are counted, `2C 1W ORCL CDS 5Y 312bp > 300bp, and 2 more`. It is about what
    is new; if nothing is, about what is over; else it says what still stands. Empty
    when there is nothing to say.

    Args:
        messages: Oldest first. What a later one says of an alert replaces the earlier.
    """
    firing, over = _standing(messages)
    news = [each for each in firing if each.new]
    told = news or over or firing
    if not told:
        return ""
    head = _over(over) if over and not news else _tally(told)
    line = f"{head} {_cut(_words(told[0]))}"
    if not (news or over):
        line = f"still {line}"
    if len(told) > 1:
        line += f", and {len(told) - 1} more"
    if news and over:
        line += f", {len(over)} over"
    if any(each.maybe_repeated for each in messages):
        line += " (perhaps told before)"
    return line


def _standing(messages: Iterable[Message]) -> tuple[list[Item], list[Item]]:
    """Return what fires and what is over, the loudest first."""
    firing: dict[str, Item] = {}
    over: dict[str, Item] = {}
    for message in messages:
        for each in message.firing:
            was = firing.get(each.id)
            firing[each.id] = replace(each, new=True) if was and was.new else each
        for each in message.resolved:
            firing.pop(each.id, None)
            over[each.id] = each
    return _sorted(firing.values()), _sorted(over.values())


def _sorted(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda each: -each.severity)


def _over(over: list[Item]) -> str:
    return "over:" if len(over) == 1 else f"{len(over)} over:"


def _tally(firing: list[Item]) -> str:
    if len(firing) == 1:
        return firing[0].severity.name
    tally = Counter(each.severity for each in firing)
    return " ".join(f"{tally[each]}{LETTERS[each]}" for each in LETTERS if tally[each])


def _words(item: Item) -> str:
    """Return what an alert says, with whom it is about."""
    # The line starts with how loud it is.
    words = item.text.replace(f" ({item.severity.name.lower()})", "", 1) or item.rule
    _, _, code = item.subject.rpartition(":")
    named = re.search(rf"\b{re.escape(code)}\b", words)
    return words if named else f"{subject_name(item.subject)} {words}"


def _cut(words: str) -> str:
    return words if len(words) <= _ROOM else f"{words[: _ROOM - 1]}…"
