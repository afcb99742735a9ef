"""A message in the two forms that leave this program: JSON and plain words."""

from __future__ import annotations

from typing import Any

import msgspec

from overhang.core.alerts.messages import Item, Message
from overhang.core.safe_text import safe_text

SCHEMA = "overhang.alert/1"
_LINES = 20
_HEAD = 200


def payload(message: Message) -> bytes:
    """Return a message as one JSON object: times in ISO 8601, severities in words."""
    return msgspec.json.encode(
        {
            "schema": SCHEMA,
            "id": message.id,
            "channel": message.channel,
            "subject": message.subject,
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
    """Say in one line what matters most."""
    items = [*message.firing, *message.resolved]
    if not items:
        return safe_text(message.subject)
    word = items[0].severity.name if message.firing else "OVER"
    more = f" (+{len(items) - 1} more)" if len(items) > 1 else ""
    return safe_text(f"{_line(word, items[0], _HEAD)}{more}")


def lines(message: Message) -> str:
    """Say each alert on a line of its own, the loudest first."""
    rows = [_line(each.severity.name, each) for each in message.firing]
    rows += [_line("OVER", each) for each in message.resolved]
    more = len(rows) - _LINES
    rows = rows[:_LINES] + ([f"and {more} more"] if more > 0 else [])
    if message.maybe_repeated:
        rows.append("(may have been sent before)")
    return "\n".join(rows)


def _line(word: str, item: Item, length: int = 256) -> str:
    """Say one alert, with its subject even if its rule's own text leaves that out."""
    subject = item.subject.removeprefix("group:")
    text = item.text or item.rule
    named = text if subject in text else f"{subject}: {text}"
    return safe_text(f"[{word}] {named}", length)


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "rule": item.rule,
        "subject": item.subject,
        "severity": item.severity.name.lower(),
        "metric": item.metric,
        "text": item.text,
        "value": item.value,
        "fired_at": item.fired_at,
        "resolved_at": item.resolved_at,
    }
