"""How EDGAR is asked: under whose name, at which addresses, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from overhang.config.contact import WANTED, sound_contact
from overhang.core.issuers import Issuer, Universe
from overhang.core.problems import ConfigError, fault
from overhang.sources.edgar.tags import tags

BASE = "https://data.sec.gov"
"""Where the JSON interfaces are, unless a desk sets another address."""

REQUESTS_A_SECOND = 5.0
"""For the whole process. EDGAR blocks an address at 10, for some ten minutes."""


class About(StrEnum):
    """What a request is for."""

    SUBMISSIONS = "submissions"
    """The list of filings."""
    CONCEPT = "concept"
    """One tag's figures."""


class Request(NamedTuple):
    """One address to ask, with `GET`."""

    issuer: str
    about: About
    tag: str
    """The concept; empty for the list of filings."""
    url: str


def contact(given: str | None) -> str:
    """Return the User-Agent to send with every request.

    EDGAR answers 403 to whoever does not say who asks and how to reach them.

    Raises:
        ConfigError: It is missing, or names nobody, or no address that could exist.
    """
    if text := sound_contact(given or ""):
        return text
    raise ConfigError([fault("EDGAR contact", given or None, WANTED)])


def requests(universe: Universe, base: str = BASE) -> tuple[Request, ...]:
    """Return all there is to ask for a universe, most urgent first.

    Every issuer's list of filings comes first, so that a deal is seen before the first
    concept is asked. Then its concepts, issuer by issuer, so that the lines of one
    balance sheet are asked together. A 404 for a concept says that the issuer never
    used the tag; that is no fault.

    Args:
        universe: Who is watched.
        base: Where the interfaces are, without a slash at the end.
    """
    issuers = universe.issuer.items()
    lists = (submissions(code, issuer, base) for code, issuer in issuers)
    facts = (each for code, issuer in issuers for each in concepts(code, issuer, base))
    return (*lists, *facts)


def submissions(code: str, issuer: Issuer, base: str = BASE) -> Request:
    """Return the request for an issuer's list of filings: asked at every poll."""
    url = f"{base}/submissions/CIK{issuer.cik:010d}.json"
    return Request(code, About.SUBMISSIONS, "", url)


def concepts(code: str, issuer: Issuer, base: str = BASE) -> tuple[Request, ...]:
    """Return the requests for an issuer's figures, capex first.

    They can change only when it filed a periodic report, so between two of those there
    is nothing to ask.
    """
    return tuple(_concepts(code, issuer, base, tags(issuer.cik)))


def _concepts(
    code: str, issuer: Issuer, base: str, names: Iterable[str]
) -> Iterator[Request]:
    stem = f"{base}/api/xbrl/companyconcept/CIK{issuer.cik:010d}/us-gaap"
    for tag in names:
        yield Request(code, About.CONCEPT, tag, f"{stem}/{tag}.json")
