"""How a reading comes to be: the signature every pane's metrics share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from overhang.core.calendars import Calendars
from overhang.core.issuers import Universe
from overhang.core.records import Version
from overhang.core.snapshot import Clock, Reading

Readings = dict[str, dict[str, Reading]]
"""By subject (`ORCL`, `group:four`), then by metric id."""


class Inputs(NamedTuple):
    """All that may be measured from. Time and data are arguments."""

    tables: Mapping[str, Sequence[Version]]
    """The versions that stand, by table; a missing table is an empty one."""
    universe: Universe
    clock: Clock
    calendars: Calendars
