"""How a rule file is told in one line: what of it is in force."""

from __future__ import annotations

from datetime import datetime

from overhang.core.rules.book import RuleBook


def in_force(book: RuleBook, now: datetime) -> str:
    """Count rules, limits, inhibitions and silences; `now` is UTC.

    `22 rules (4 built in), 1 limit, 3 inhibitions, 2 silences (1 over)`.
    """
    limits = sum(rule.limit is not None for rule in book.rules)
    builtin = len(book.rules) - len(book.written)
    over = sum(it.until is not None and it.until <= now for it in book.silences)
    counts = [
        _count(len(book.rules) - limits, "rule", builtin, "built in"),
        _count(limits, "limit"),
        _count(len(book.inhibitions), "inhibition"),
        _count(len(book.silences), "silence", over, "over"),
    ]
    return ", ".join(each for each in counts if each)


def _count(number: int, what: str, some: int = 0, how: str = "") -> str:
    """Write how many there are; nothing when there is none."""
    if not number:
        return ""
    words = f"{number} {what}{'s' if number > 1 else ''}"
    return f"{words} ({some} {how})" if some else words
