"""HTTP sources as tests want them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from overhang.sources.http import HttpSource, clients
from overhang.sources.pacing import Pace
from support.deliveries import utc

QUICK = Pace(every=60, floor=0.01, ceiling=0.05, longest=900)
"""Failures that may pass are tried again at once; all else waits for `refresh`."""


def http_source(
    base: str | Mapping[str, str],
    *tables: str,
    token: str = "",
    read_token: Callable[[], str] | None = None,
    every: float = 60.0,
    pace: Pace = QUICK,
    deadline: float = 5.0,
    cap: int = 2**20,
    trust_env: bool = False,
) -> HttpSource:
    """Return a source of loopback endpoints that loses no time over failures."""
    return HttpSource(
        base,
        tables or ("closes",),
        clock=utc,
        rng=Random(1),
        client=clients(trust_env=trust_env),
        token=token,
        read_token=read_token,
        every=every,
        pace=pace,
        deadline=deadline,
        cap=cap,
    )
