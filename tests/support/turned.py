"""One turn of a connector over real HTTP, against a server on the loopback."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from overhang.core.records import Record
from overhang.sources.connector import Connector, Found
from overhang.sources.web.reach import Reach
from overhang.sources.web.shared import Shared
from overhang.sources.web.web import Web

Kind = TypeVar("Kind", bound=Record)


async def turn(connector: Connector) -> list[Found]:
    """Return all that one turn finds."""
    shared = Shared(trust_env=False)
    web = Web(shared, Reach(private=True, timeout=5.0))
    try:
        return [each async for each in connector.turn(web)]
    finally:
        await web.aclose()
        await shared.aclose()


def rows(found: Iterable[Found], kind: type[Kind]) -> list[Kind]:
    """Return the rows of one kind, in the order in which they were found."""
    return [
        vintage.record
        for each in found
        for vintage in each.vintages
        if isinstance(vintage.record, kind)
    ]


def faults(found: Iterable[Found]) -> list[str]:
    """Return what went wrong, in words."""
    return [str(each.fault) for each in found if each.fault is not None]
