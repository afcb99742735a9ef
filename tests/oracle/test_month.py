"""The collector comes to the same alerts as an oracle, and the oracle can tell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DAYS = os.environ.get("OVERHANG_TEST_DAYS", "0.25")
"""Virtual days; the figure in the README is of 30."""
BREAKAGES = {
    "silence-resolves": "ends without evidence",
    "restart-forgets-for": "transitions extra",
    "keep-is-not-stored": "transitions missed",
    "step-demotes": "transitions extra",
    "suspend-counts": "transitions extra",
    "repeat-is-unmarked": "repeats without the mark",
}


def run(*more: str) -> tuple[int, str]:
    """Run some hours from half past seven in New York, busier than usual."""
    busy = ("--hour=7.5", "--rate=3", "--seed=6", "--kill-every=12")
    done = subprocess.run(
        [sys.executable, "-m", "tests.oracle", *busy, *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_transition_is_the_oracles() -> None:
    status, said = run("--days", DAYS)
    assert status == 0, said


@pytest.mark.parametrize("broken", BREAKAGES)
def test_the_oracle_notices(broken: str) -> None:
    status, said = run("--days", "0.5", "--broken", broken)
    over = [each for each in said.splitlines() if each.endswith("| OVER |")]
    assert status == 1, said
    assert any(BREAKAGES[broken] in each for each in over), said
