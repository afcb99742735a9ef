"""Which rules and issuers a command is about, by name or by shell pattern."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from overhang.core.issuers import Universe
from overhang.core.problems import ConfigError, unknown
from overhang.core.rules.book import RuleBook
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Snapshot

_WILD = frozenset("*?[")


def wanted(
    known: Sequence[str],
    universe: Universe,
    rules: Sequence[str],
    issuers: Sequence[str],
) -> Callable[[str, str], bool]:
    """Return whether a rule's id and a subject are asked for; no pattern means all.

    Args:
        known: the ids of all rules.
        universe: the issuers and groups.
        rules: patterns of ids.
        issuers: patterns of codes and groups.

    Raises:
        ConfigError: a pattern fits nothing; the message names the nearest.
    """
    ids = _fitting("rule", rules, known)
    subjects = _fitting("issuer", issuers, subjects_of(universe))
    # What is not asked about may be a rule no longer, and counts all the same.
    return lambda rule, subject: (
        (not rules or rule in ids) and (not issuers or subject in subjects)
    )


def known_rule(rules: Sequence[str], name: str) -> str:
    """Return a rule's id, however its letters are cased.

    Raises:
        ConfigError: there is none; the message names the nearest.
    """
    return _known("rule", name, rules)


def known_subject(universe: Universe, name: str) -> str:
    """Return an issuer's code or `group:four`, however its letters are cased.

    Raises:
        ConfigError: there is none; the message names the nearest.
    """
    return _known("issuer", name, subjects_of(universe))


def pattern(kind: str, text: str, names: Sequence[str]) -> str:
    """Return a pattern that fits at least one name; a plain name as it is written.

    Raises:
        ConfigError: it fits nothing; the message names the nearest.
    """
    if not _WILD & set(text):
        return _known(kind, text, names)
    # No name holds what cannot be seen, but `[!...]` fits whatever stands in it.
    unseen = safe_text(text) != text
    if unseen or not any(fnmatchcase(each, text) for each in names):
        raise ConfigError([unknown(kind, text, names)])
    return text


def judged_by(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the ids of the rules that a snapshot was judged by."""
    standing = {each.rule for each in snapshot.standings}
    return tuple(sorted(standing | {each.rule for each in snapshot.alerts}))


def rules_of(book: RuleBook) -> tuple[str, ...]:
    """Return the ids of all rules, built-in ones with them."""
    return tuple(each.id for each in book.rules)


def subjects_of(universe: Universe) -> tuple[str, ...]:
    """Return the issuers' codes, then the groups as `group:four`."""
    return (*universe.codes, *(f"group:{each}" for each in universe.group))


def _known(kind: str, name: str, names: Sequence[str]) -> str:
    folded = {each.casefold(): each for each in names}
    found = folded.get(name.casefold())
    if found is None:
        raise ConfigError([unknown(kind, name, names)])
    return found


def _fitting(kind: str, patterns: Sequence[str], names: Sequence[str]) -> set[str]:
    if not patterns:
        return set(names)
    fit: set[str] = set()
    wrong = []
    for each in patterns:
        folded = each.casefold()
        found = {name for name in names if fnmatchcase(name.casefold(), folded)}
        fit |= found
        if not found:
            wrong.append(unknown(kind, each, names))
    if wrong:
        raise ConfigError(wrong)
    return fit
