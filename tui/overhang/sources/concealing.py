"""Taking secrets out of what a host said: many repeat the key they were asked with."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, unquote

_HIDDEN = "***"
_TELLING = 8
"""Characters at its beginning by which a secret is known that was cut short."""


def conceal(text: str, secrets: Iterable[str]) -> str:
    """Return a text in which no secret stands, in whatever form or case.

    Args:
        text: what may repeat them, cut short or not.
        secrets: empty ones are none.
    """
    forms = {form.lower() for each in secrets if each for form in _forms(each)}
    if not forms:
        return text
    heads = sorted({re.escape(each[:_TELLING]) for each in forms}, reverse=True)
    found_at = re.compile("|".join(heads), re.IGNORECASE)
    kept, at = list[str](), 0
    while found := found_at.search(text, at):
        start = found.start()
        kept += (text[at:start], _HIDDEN)
        at = max(found.end(), *(_agree(text, start, each) for each in forms))
    return "".join((*kept, text[at:]))


def _forms(secret: str) -> Iterator[str]:
    """Yield how a secret may be written: in quotes, in JSON, in an address."""
    yield secret
    yield repr(secret)[1:-1]
    yield json.dumps(secret)[1:-1]
    yield quote(secret)
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield unquote(secret)
    yield b64encode(secret.encode("utf-8", "surrogateescape")).decode()


def _agree(text: str, start: int, form: str) -> int:
    """Return where a text no longer agrees with a form that begins at `start`."""
    there = text[start : start + len(form)].lower()
    pairs = enumerate(zip(there, form, strict=False))
    differ = (at for at, (one, other) in pairs if one != other)
    return start + next(differ, min(len(there), len(form)))
