"""What to do about a source that does not answer as it should."""

from __future__ import annotations

import re
from typing import NamedTuple


class _Case(NamedTuple):
    """One kind of fault: what its words hold, and what to do."""

    holds: re.Pattern[str]
    advice: str
    kind: str = ""
    """The kind of feed it is about; empty: any."""


def _case(words: str, advice: str, kind: str = "") -> _Case:
    return _Case(re.compile(words, re.IGNORECASE), advice, kind)


_CASES = (
    _case(r"\bexpected\b", "what they send is not what is asked for: check {place}"),
    _case(
        r"more than 10 times",
        "wait ten minutes and see what else here asks EDGAR; check contact in {place}",
        "edgar",
    ),
    _case(r"\b403\b", "EDGAR wants a contact: set contact in {place}", "edgar"),
    _case(r"no key|\b401\b|\b403\b", "check key in {place}"),
    _case(r"\b407\b", "the proxy wants a login: set proxy in {place}"),
    _case(r"\b404\b|\b410\b|not found", "check url in {place}"),
    _case(r"\b429\b", "ask less often: set every or rate in {place}"),
    _case(r"certificate", "certificate not trusted: set ca in {place}"),
    _case(r"private|loopback", "private = true in {place} if that is meant"),
    _case(r"not known|resolve|name", "check url in {place}, and the name server"),
    _case(
        r"refused|unreachable|reset|connection",
        "check url in {place}, and the firewall",
    ),
    _case(
        r"no answer|time|late|silent", "raise timeout in {place}, or check the proxy"
    ),
    _case(r"\b5\d\d\b", "theirs to mend: it is asked again by itself"),
)


def advice(fault: str, kind: str, place: str) -> str:
    """Return what to do about a fault, in a line.

    Args:
        fault: why a source could not be read, in plain words.
        kind: the kind of its feed, `files` or `http`.
        place: where its settings are: `[source.edgar]`.
    """
    for each in _CASES:
        if each.kind in ("", kind) and each.holds.search(fault):
            return each.advice.format(place=place)
    return f"check {place}"
