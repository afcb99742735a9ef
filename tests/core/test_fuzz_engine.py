"""The fuzzer finds what is wrong: a fuzzer that finds nothing proves nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random
from time import thread_time

from fuzz.judge import Judge
from fuzz.ladder import climb
from fuzz.mutate import inputs
from fuzz.target import Rung, Target, hold

ROOT = Path(__file__).parents[2]


def target(**more: object) -> Target:
    """A target that knows one word, in seeds of ten."""
    parts: dict[str, object] = {
        "name": "planted",
        "size": 40,
        "check": lambda data: True,
        "seeds": lambda: [b"0123456789"],
        "made": lambda rng: rng.randbytes(4),
        "words": [b"needle"],
    }
    return Target(**{**parts, **more})  # type: ignore[arg-type]


def spin(seconds: float) -> None:
    end = thread_time() + seconds
    while thread_time() < end:
        pass


def test_inputs_are_told_by_their_seed_and_held_to_their_size() -> None:
    one, same, other = (list(inputs(target(), Random(seed), 200)) for seed in (1, 1, 2))
    assert one == same
    assert one != other
    assert max(map(len, one)) <= 40


def test_an_error_is_found_once_for_each_place_by_its_shortest_input() -> None:
    def check(data: bytes) -> bool:
        hold(b"needle" not in data, "a needle", data)
        if b"\x00" in data:
            raise KeyError(data)
        return True

    judge = Judge(check)
    for data in (b"a needle", b"needle", b"\x00", b"fine", b"the needle"):
        judge.run(data)
    assert [(each.data, each.times) for each in judge.findings.values()] == [
        (b"needle", 3),
        (b"\x00", 1),
    ]
    assert (judge.count, judge.taken) == (5, 1)


def test_chance_finds_a_word_that_breaks_a_reader() -> None:
    def check(data: bytes) -> bool:
        hold(b"needle" not in data, "found")
        return True

    planted = target()
    judge = Judge(check)
    for data in inputs(planted, Random(1), 2000):
        judge.run(data)
    assert len(judge.findings) == 1


def test_only_what_is_slow_each_time_is_slow() -> None:
    waits = iter([0.02])

    def check(data: bytes) -> bool:
        spin(0.02 if data == b"slow" else next(waits, 0.0))
        return True

    judge = Judge(check, limit=0.01)
    for data in (b"once", b"slow", b"fast"):
        judge.run(data)
    assert (judge.slow, judge.slowest_data) == (1, b"slow")


def test_time_that_grows_with_the_square_is_steep() -> None:
    def square(data: bytes) -> None:
        spin(0.03 * (len(data) / 1000) ** 2)

    def line(data: bytes) -> None:
        spin(0.03 * len(data) / 1000)

    shapes = {"square": Rung(bytes, square), "line": Rung(bytes, line)}
    climbs = climb(target(ladder=shapes), (1000, 2000))
    steep = {each.shape: each.steep for each in climbs}
    assert steep == {"square": True, "line": False}


def test_the_command_prints_its_figures_and_keeps_the_slowest(tmp_path: Path) -> None:
    command = ["tests.fuzz", "text", "--runs", "50", "--keep", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "| inputs | 50 " in done.stdout
    assert (tmp_path / "text-slowest").exists()
