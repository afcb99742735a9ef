"""What a metric is: unit, adverse side, formula."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """How a value is meant and written."""

    PERCENT = "%"
    """Held as a fraction: -0.27 is -27 %."""
    RATE = "% pa"
    """Held as a fraction too: a yield of 0.0413 is 4.13 % a year."""
    TIMES = "x"
    BP = "bp"
    USD = "USD"
    """A price a share."""
    USD_BN = "USD bn"
    USD_MM = "USD mm"
    USD_PER_BP = "USD/bp"
    """Whole dollars for each basis point."""
    BUSINESS_DAYS = "bd"
    DAYS = "d"
    COUNT = "count"
    SD = "sd"
    """Standard deviations."""


class Worse(StrEnum):
    """Which side is adverse."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Pane(StrEnum):
    """Where a metric is at home: the first word of its id.

    The board shows the first four as tables; the rest stand behind rules.
    """

    EQUITY = "equity"
    CAPEX = "capex"
    DEBT = "debt"
    CDS = "cds"
    GROUP = "group"
    INDEX = "index"
    """What the market as a whole trades at; the same for every issuer."""
    POSITION = "position"
    """The desk's own book."""
    DATA = "data"
    """How far the figures themselves are up to date."""


class Metric(NamedTuple):
    """What one metric is."""

    id: str
    pane: Pane
    title: str
    unit: Unit
    worse: Worse
    formula: str
    convention: str = ""
    """Edge cases and the reference a trader would ask for."""
