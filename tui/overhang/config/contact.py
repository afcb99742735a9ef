"""Who asks: the name and address that EDGAR wants with every request."""

from __future__ import annotations

import re

WANTED = 'a name and an address such as "Acme Capital credit-desk@acme.com"'
"""What is expected."""

_CONTACT = re.compile(r"\S.*? \(?[^\s@()]+@(?P<host>[^\s@()]+\.[A-Za-z]{2,})\)?")
_LONGEST = 200
_NOWHERE = re.compile(r"(?:.*\.)?(?:example(?:\.\w+)?|test|invalid|localhost|domain)")
"""Hosts that belong to nobody (RFC 2606), and the one in EDGAR's own sample."""


def sound_contact(given: str) -> str:
    """Return a contact, trimmed; empty when nobody could be reached by it."""
    text = given.strip()
    fits = len(text) <= _LONGEST and text.isascii() and text.isprintable()
    found = _CONTACT.fullmatch(text) if fits else None
    host = found["host"].lower() if found else "invalid"
    return "" if _NOWHERE.fullmatch(host) or host.startswith("domain.") else text
