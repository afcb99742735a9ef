"""A message in the two forms that leave this program: JSON and plain words."""

from __future__ import annotations

from typing import Any

import msgspec

from overhang.core.alerts.messages import Item, Message
from overhang.core.outward import outward_message
from overhang.core.rights import Rights
from overhang.core.safe_text import safe_text

SCHEMA = "overhang.alert/1"
_Worded = tuple[str, Item]
"""An alert, and in a word how it is."""
_LINES = 20
_HEAD = 200
_TEXT = 1000
"""Characters of one alert's text."""


def payload(message: Message) -> bytes:
    """Return a message as one JSON object: times in ISO 8601, severities in words.

    Every text is one line without control characters. Of a figure that may only be
    displayed it says that a rule fires, and no value.
    """
    message = outward_message(message)
    return msgspec.json.encode(
        {
            "schema": SCHEMA,
            "id": message.id,
            "channel": message.channel,
            "subject": safe_text(message.subject),
            "at": message.at,
            "why": message.why,
            "severity": message.severity.name.lower(),
            "maybe_repeated": message.maybe_repeated,
            "text": headline(message),
            "firing": [_item(each) for each in message.firing],
            "resolved": [_item(each) for each in message.resolved],
        }
    )


def headline(message: Message) -> str:
    """Say in one line what is new and how much of it; if nothing is, what stands."""
    news, over, known = _parts(message)
    told = news or over or known
    if not told:
        return safe_text(message.subject)
    beside = [f"+{len(told) - 1} more"] if len(told) > 1 else []
    if news and over:
        beside.append(f"{len(over)} over")
    more = f" ({', '.join(beside)})" if beside else ""
    return safe_text(f"{_line(*told[0], _HEAD)}{more}")


def lines(message: Message) -> str:
    """Say each alert on a line of its own: what is new, what is over, what stands."""
    rows = [_line(*each) for part in _parts(message) for each in part]
    more = len(rows) - _LINES
    rows = rows[:_LINES] + ([f"and {more} more"] if more > 0 else [])
    if message.maybe_repeated:
        rows.append("(may have been sent before)")
    return "\n".join(rows)


def _parts(message: Message) -> tuple[list[_Worded], list[_Worded], list[_Worded]]:
    """Return what is new, what is over and what was told before, the loudest first."""
    message = outward_message(message)
    firing = sorted(message.firing, key=lambda each: -each.severity)
    over = sorted(message.resolved, key=lambda each: -each.severity)
    return (
        [(each.severity.name, each) for each in firing if each.new],
        [("OVER", each) for each in over],
        [(f"{each.severity.name} still", each) for each in firing if not each.new],
    )


def _line(word: str, item: Item, length: int = 256) -> str:
    """Say one alert, with its subject even if its rule's own text leaves that out."""
    subject = item.subject.removeprefix("group:")
    text = item.text or item.rule
    named = text if subject in text else f"{subject}: {text}"
    mark = " [internal]" if item.rights is Rights.INTERNAL else ""
    return f"{safe_text(f'[{word}] {named}', length - len(mark))}{mark}"


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": safe_text(item.id),
        "rule": safe_text(item.rule),
        "subject": safe_text(item.subject),
        "severity": item.severity.name.lower(),
        "metric": safe_text(item.metric),
        "text": safe_text(item.text, _TEXT),
        "value": item.value,
        "rights": item.rights.value,
        "fired_at": item.fired_at,
        "resolved_at": item.resolved_at,
        "new": item.new,
    }
