"""A power cut tears the log: all that was whole before the place is there."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from support.torn import DAMAGES, INDEXES, Wreck


@pytest.mark.parametrize("emptied_after", [0, 18])
def test_a_torn_log_holds_every_turn_before_the_tear(
    tmp_path: Path, emptied_after: int
) -> None:
    random = Random(2026)
    wreck = Wreck(tmp_path / "whole", emptied_after=emptied_after)
    found = {
        wreck.tear(tmp_path / f"{damage} {index}", damage, index, random)
        for damage in DAMAGES
        for index in INDEXES
    }
    assert len(found) > 3
