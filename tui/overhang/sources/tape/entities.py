"""Who a print is about: by identifier, then by name, each as a table says it.

A name counts only when all of it is known. What follows a name may be a bond's coupon
and maturity, and nothing else: `Oracle Financial Services` is not Oracle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from overhang.core.issuers import Universe
from overhang.core.problems import ConfigError, fault

_WORD = re.compile(r"[a-z0-9]+")
_BOND = re.compile(r"(?:[0-9][0-9./%-]*|[0-9]{1,2}[a-z]{3}[0-9]{2,4}|due|sr|nts?|bds?)")
_FORMS = frozenset(
    {"ag", "co", "company", "corp", "corporation", "inc", "incorporated", "limited"}
    | {"llc", "ltd", "nv", "plc", "sa", "the"}
)
"""What a company is, behind its name."""
_RED_ENTITY, _PAIR = 6, 9
"""Characters of a RED entity code (or a CUSIP issuer number), and of the whole code."""
_ISIN = re.compile(r"(?:US|CA)([0-9A-Z]{6})[0-9A-Z]{3}[0-9]")


class Entities:
    """Finds the issuer of a print."""

    def __init__(
        self,
        identifiers: Mapping[str, Iterable[str]],
        names: Mapping[str, Iterable[str]],
    ) -> None:
        """Take the tables.

        Args:
            identifiers: By issuer's code: RED, ISIN or CUSIP codes, whole, or the six
                characters that name the entity in them.
            names: By issuer's code: names it goes by.

        Raises:
            ConfigError: Two issuers share an identifier or a name, or one is empty;
                with every fault.
        """
        self._problems: list[str] = []
        self._by_id = self._table("identifier", identifiers, _code)
        self._by_name = self._table("name", names, clean)
        self._known: dict[tuple[str, str, str], str] = {}
        if self._problems:
            raise ConfigError(self._problems)

    @classmethod
    def of(
        cls,
        universe: Universe,
        identifiers: Mapping[str, Iterable[str]] | None = None,
        aliases: Mapping[str, Iterable[str]] | None = None,
    ) -> Entities:
        """Take the universe's own names, and a desk's tables on top of them."""
        names: dict[str, list[str]] = {}
        for code, issuer in universe.issuer.items():
            names[code] = [issuer.entity, issuer.cds.entity if issuer.cds else ""]
        for code, more in (aliases or {}).items():
            names.setdefault(code, []).extend(more)
        told = {code: [each for each in mine if each] for code, mine in names.items()}
        return cls(identifiers or {}, told)

    def issuer(self, underlier: str, upi_name: str, asset_name: str) -> str:
        """Return the code of who is meant; empty: nobody who is watched.

        Args:
            underlier: Identifiers, parted by `;`. Several that name two issuers name
                nobody: that is a basket.
            upi_name: The name in the product's identifier, asked next.
            asset_name: The name of the underlying asset, asked last.
        """
        key = (underlier, upi_name, asset_name)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 100_000:
                self._known.clear()
            found = self._known[key] = self._find(*key)
        return found

    def _find(self, underlier: str, upi_name: str, asset_name: str) -> str:
        codes = {
            code
            for each in underlier.split(";")
            if (code := self._identified(_code(each)))
        }
        if codes:
            return codes.pop() if len(codes) == 1 else ""
        return self._named(upi_name) or self._named(asset_name)

    def _identified(self, code: str) -> str:
        """Look an identifier up, whole and then by the entity in it."""
        if code in self._by_id:
            return self._by_id[code]
        isin = _ISIN.fullmatch(code)
        if isin:
            return self._by_id.get(isin[1], "")
        if len(code) == _PAIR:
            return self._by_id.get(code[:_RED_ENTITY], "")
        return ""

    def _named(self, name: str) -> str:
        """Look a name up, whole and then without a bond's terms behind it."""
        return self._by_name.get(clean(name), "") or self._by_name.get(_bare(name), "")

    def _table(
        self,
        what: str,
        rows: Mapping[str, Iterable[str]],
        read: Callable[[str], str],
    ) -> dict[str, str]:
        """Turn a table of issuers around, noting what is not one issuer's."""
        found: dict[str, str] = {}
        for code, mine in rows.items():
            for each in mine:
                key = read(each)
                if not key:
                    self._problems.append(fault(f"{what} of {code}", each, "letters"))
                elif found.setdefault(key, code) != code:
                    expected = f"one issuer's, it is {found[key]}'s"
                    self._problems.append(fault(f"{what} of {code}", each, expected))
        return found


def clean(name: str) -> str:
    """Return a name without case, marks and the form of the company.

    `AMAZON.COM; INC.` and `Amazon.com, Inc.` are `amazon com`.
    """
    words = _WORD.findall(name.lower())
    if len(words) > 1 and words[0] == "the":
        del words[0]
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)


def _bare(name: str) -> str:
    """Return a name without the coupon and maturity of a bond behind it."""
    words = name.lower().split()
    end = len(words)
    while end and _BOND.fullmatch(words[end - 1]):
        end -= 1
    return clean(" ".join(words[:end]))


def _code(text: str) -> str:
    """Return an identifier as it is compared."""
    return text.strip().upper()
