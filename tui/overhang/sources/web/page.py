"""What an address answered."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """A whole answer that can be used."""

    body: bytes
    """Unpacked."""
    media: str
    """Its media type in lower case, without parameters."""
    changed: bool
    """No: byte for byte what the last answer to this question was, even when that was
    before a restart. Whoever keeps nothing over a restart reads the body all the same.
    """
