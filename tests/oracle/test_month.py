"""The collector comes to the same alerts as an oracle, and the oracle can tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from oracle.expect import SHORT
from oracle.world import STARTS, is_session

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"
DAYS = os.environ.get("OVERHANG_TEST_DAYS", "0.25")
"""Virtual days; the figure in the README is of 30."""
BREAKAGES = {
    "silence-resolves": "ends without evidence",
    "restart-forgets-for": "transitions extra",
    "keep-is-not-stored": "transitions missed",
    "step-demotes": "transitions extra",
    "suspend-counts": "transitions extra",
    "repeat-is-unmarked": "repeats without the mark",
    "put-back-silences": "transitions missed",
}


SEEDS = (6, 7, 8, 4)


def run(*more: str, seed: int = SEEDS[0]) -> tuple[int, str]:
    """Run some hours from half past seven in New York, busier than usual."""
    busy = ("--hour=7.5", "--rate=3", f"--seed={seed}", "--kill-every=6")
    done = subprocess.run(
        [sys.executable, "-m", "tests.oracle", *busy, *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_oracles_markets_trade_when_the_exchanges_say() -> None:
    years = json.loads((VECTORS / "calendars.json").read_text("utf-8"))["years"]
    for start in STARTS:
        for day in (start.date() + timedelta(days=n) for n in range(31)):
            if day.weekday() < 5:
                said = years[str(day.year)]
                for market in ("nyse", "sifma"):
                    closed = str(day) in said[f"{market}_closed"]
                    assert is_session(market, day) is not closed, (market, day)
                    early = str(day) in said[f"{market}_early"]
                    assert ((market, day) in SHORT) is early, (market, day)


def test_every_transition_is_the_oracles() -> None:
    status, said = run("--days", DAYS)
    assert status == 0, said


@pytest.mark.parametrize("broken", BREAKAGES)
def test_the_oracle_notices(broken: str) -> None:
    assert any(_is_noticed(broken, seed) for seed in SEEDS)


def _is_noticed(broken: str, seed: int) -> bool:
    """Return whether a run shows it: a kill has to come at the wrong moment."""
    _, said = run("--days", "0.5", "--broken", broken, seed=seed)
    over = [each for each in said.splitlines() if each.endswith("| OVER |")]
    return any(BREAKAGES[broken] in each for each in over)
