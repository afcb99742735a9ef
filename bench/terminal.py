"""Lines that stall or crawl, and sizes that hurt. Run `python -m bench.terminal`."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

from bench.folder import copy_data, many
from bench.measure import ROOT
from bench.table import Row, print_table

from support.pulses import Watch, pulse_env
from support.terminal import Terminal, private_env

F12 = "\x1b[24~"
FIGURES = re.compile(r"-\d+\.\d%")
FAULTY = ROOT / "tests" / "support" / "faulty.py"
KEYS = "AjjG\r\x1b51/z4\rG\x1b\x1b0jj\r\x1bvvsnno\x1bS0/Z\r\x1b"
RULE = """
[[rule]]
id = "told-{number}"
when = "equity.close > 0.{number:03}1usd"
severity = "warn"
note = "{note}"
"""


def opened(home: Path, *arguments: str, fault: str = "flood") -> Terminal:
    """Open a board that beats, in a home of its own."""
    home.mkdir()
    env = private_env(home, **pulse_env(home / "pulse"))
    argv = [sys.executable, str(FAULTY), fault, *arguments]
    board = Terminal(argv, env=env, columns=140, lines=40)
    board.wait(lambda text: FIGURES.search(text) is not None, 300)
    board.tree()
    board.listen(5)
    return board


def shares(home: Path, seconds: float, rate: int) -> tuple[float, float]:
    """Return what the viewer and the collector miss of their beats, in per cent.

    Args:
        home: Where the board lives.
        seconds: How long.
        rate: Bytes a second that the terminal takes, of a board that repaints all of
            its screen twenty times a second.
    """
    with opened(home) as board:
        board.is_drawn = False
        board.press(F12)
        board.listen(1)
        watches = [Watch(home / "pulse", each) for each in ("viewer", "collector")]
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            if rate:
                board.read(0.1, rate // 10)
            time.sleep(max(0.0, now + 0.1 - time.monotonic()))
        viewer, collector = (100 - 100 * each.share() for each in watches)
        return viewer, collector


def hostile(folder: Path, issuers: int, alerts: int) -> Path:
    """Make a desk with so many alerts, a word of 1 MB and 100,000 line breaks."""
    if issuers > 5:
        many(folder, issuers)
    else:
        copy_data(folder)
    notes = ["Z" * 1_000_000, r"\n" * 100_000]
    with (folder / "rules.toml").open("a") as file:
        for number in range(max(2, alerts // issuers)):
            note = notes.pop() if notes else "plain"
            file.write(RULE.format(number=number, note=note))
    return folder


def stall(home: Path, data: Path, keys: str) -> float:
    """Return the viewer's longest stall, in ms, while keys walk the screens."""
    with opened(home, "--data", str(data), fault="complain") as board:
        board.is_drawn = False
        watch = Watch(home / "pulse", "viewer")
        for key in keys:
            board.press(key)
            board.wait_for(lambda: board.listen(0.3) < 300, 60)
        return 1000 * watch.stall()


def main() -> int:
    """Measure; return how many promises are broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--alerts", type=int, default=10_000)
    chosen = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, rate in (("stalled", 0), ("4 kB/s", 4096)):
            viewer, collector = shares(folder / what[:1], chosen.seconds, rate)
            rows.append(Row(f"{what}: beats the viewer misses", viewer, "%", limit=5))
            rows.append(Row(f"{what}: the collector", collector, "%", limit=1))
        desks = {
            "shipped data": copy_data(folder / "five"),
            "a 1 MB word, 100,000 line breaks": hostile(folder / "long", 5, 10),
            f"{chosen.alerts:,} alerts": hostile(folder / "many", 500, chosen.alerts),
        }
        for what, data in desks.items():
            worst = stall(folder / f"{data.name}-home", data, KEYS)
            rows.append(Row(f"longest stall, {what}", worst, "ms", limit=100))
    return print_table("The terminal", rows)


if __name__ == "__main__":
    sys.exit(main())
