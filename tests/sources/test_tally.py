from __future__ import annotations

import gc
import weakref

from overhang.core.snapshot import SourceHealth
from overhang.sources.base import Problem, SourceError
from overhang.sources.connector import Found
from overhang.sources.tally import Tally
from overhang.sources.web.bucket import UNCOUNTED
from support.deliveries import utc


class _Body:
    """What a host sent."""


def test_a_fault_holds_on_to_nothing_that_it_is_about() -> None:
    held: list[weakref.ref[_Body]] = []

    def read() -> None:
        body = _Body()
        held.append(weakref.ref(body))
        try:
            raise ValueError(body)
        except ValueError:
            raise SourceError([Problem("a", "", "b")]) from None

    tally = Tally(SourceHealth(table="closes", kind="", place=""), utc, str)
    try:
        read()
    except SourceError as error:
        tally.add(Found("closes", fault=error), UNCOUNTED)
    gc.collect()

    assert held[0]() is None
    told = tally.close(None, UNCOUNTED, "")
    assert told.health.errors == ("a: expected b",)
