"""Who is watched: the universe, its groups, and each issuer's identity."""

from __future__ import annotations

from datetime import date

import msgspec


class CdsIdentity(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """The contract whose level is watched. A tenor alone is not a contract."""

    entity: str
    """Reference entity."""
    tier: str = "SNRFOR"
    clause: str = "XR14"
    currency: str = "USD"
    coupon_bp: int = 100


class Shares(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shares outstanding, all classes, held fixed when market value is compared."""

    millions: float
    on: date
    source: str
    quality: str
    note: str = ""


class Issuer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One company that is watched."""

    name: str
    """What the desk calls it: `Alphabet`."""
    entity: str
    """Legal name: `Alphabet Inc.`."""
    cik: int
    """SEC central index key."""
    fiscal_year_end: str
    """Month and day: `06-30`."""
    shares: Shares | None = None
    cds: CdsIdentity | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named list of issuers."""

    title: str
    members: tuple[str, ...]


class Universe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All issuers in the order they are shown, and the groups."""

    schema: int = 1
    issuer: dict[str, Issuer]
    """By code: `MSFT`."""
    group: dict[str, Group] = {}
    """By key: `four`, `five`."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The issuers' codes, in order."""
        return tuple(self.issuer)
