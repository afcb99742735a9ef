"""A collector is killed at any moment: what it said was written is there, whole."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from support.crashes import WORKS, Appends, killed

_ROUNDS = int(os.environ.get("OVERHANG_KILLS", "8"))
"""Kills a kind of work; `python -m bench.crashes` makes a thousand."""


@pytest.mark.parametrize("work", WORKS)
def test_nothing_that_was_acknowledged_is_lost_or_half_there(
    tmp_path: Path, work: type[Appends]
) -> None:
    # Whether a piece was acknowledged in that time is the machine's affair.
    assert killed(work, tmp_path / "desk", _ROUNDS, Random(2026)) >= 0
