"""How a mistake in a file that a person edits is told: all of them, with places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from overhang.core.safe_text import safe_text

_SHOWN = 64
"""Characters of a found value that are shown."""


class ConfigError(Exception):
    """A file, flag or variable that cannot be used, with every fault found in it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def fault(what: str, found: object, expected: str) -> str:
    """Say in one line what stands there and what should: both inert."""
    return f"{safe_text(what)}: found {shown(found)}, expected {expected}"


def shown(value: object) -> str:
    """Write a value as its file would: text in quotes, inert and cut."""
    if isinstance(value, str):
        return f'"{safe_text(value, _SHOWN)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return safe_text(str(value), _SHOWN)


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no such name, and which one was probably meant."""
    import difflib

    names = list(known)
    small = {each.lower(): each for each in reversed(names)}
    near = difflib.get_close_matches(name[:_SHOWN].lower(), small, n=1, cutoff=0.5)
    if near:
        hint = f', did you mean "{small[near[0]]}"?'
    else:
        hint = f"; known: {_listed(names)}"
    return f"unknown {kind} {shown(name)}{hint}"


def _listed(names: Sequence[str]) -> str:
    """Name a few, and how many more there are."""
    few, more = names[:8], len(names) - 8
    return ", ".join(few) + (f" and {more} more" if more > 0 else "") or "none"
