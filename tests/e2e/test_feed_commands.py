"""Commands on a feed that is well, fails, hangs and is gone: statuses and words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from overhang.bundled import bundled
from support.feed_scene import RowsTwin, business_day
from support.server import Answer, Manner
from support.shell import overhang
from support.terminal import private_env

pytestmark = pytest.mark.e2e

KEY = "k4n4ry-9f3e"
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def twin() -> Iterator[RowsTwin]:
    day = f"{business_day()}"
    with RowsTwin([{"s": "ORCL", "d": day, "p": 150.0}]) as twin:
        yield twin


@pytest.fixture
def desk(twin: RowsTwin, tmp_path: Path) -> Run:
    """A function that runs a command on one feed and a folder without tables."""
    folder = tmp_path / "desk"
    folder.mkdir()
    for name in ("universe.toml", "rules.toml"):
        shutil.copy(bundled("data") / name, folder)
    config = tmp_path / "overhang.toml"
    config.write_text(
        f'data = "{folder}"\n[source.px]\nkind = "quotes"\nurl = "{twin.url}/px"\n'
        'key = "env:PX_KEY"\ntable = "closes"\nrows = "data"\nprivate = true\n'
        'fields = { issuer = "s", date = "d", close_usd = "p" }\n'
        # What is asked again at once takes up to 1.5 s to fail.
        'timeout = "2s"\nrate = 50\n'
    )

    def run(*argv: str) -> CompletedProcess[str]:
        done = overhang(
            private_env(tmp_path, PX_KEY=KEY), *argv, "--config", str(config)
        )
        assert KEY not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def closes(done: CompletedProcess[str]) -> object:
    return json.loads(done.stdout)["subjects"]["ORCL"]["equity.close"]["value"]


def test_a_feed_that_is_well_is_no_reason_to_fail(desk: Run) -> None:
    well = desk("sources", "--format", "json")
    (feed,) = (each for each in json.loads(well.stdout)["sources"] if each["feed"])
    assert (feed["feed"], feed["state"], feed["rows"]) == ("px", "ok", 1)
    found = desk("snapshot", "--format", "json")
    assert closes(found) == 150.0
    doctor = desk("doctor", "--source", "px")
    assert [each.returncode for each in (well, found, doctor)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(b"{}", status=503), "not available (HTTP 503)"),
        (Answer(manner=Manner.HANG), "no answer within 2 s"),
        (Answer(b"<html>Please log in</html>", "text/html"), "a login page?"),
    ],
    ids=["failing", "hanging", "login page"],
)
def test_one_that_is_not_is_named_and_its_last_figure_stands(
    desk: Run, twin: RowsTwin, answer: Answer, words: str
) -> None:
    assert desk("snapshot").returncode == 0
    twin.fault = answer

    sources = desk("sources")
    assert sources.returncode == 3
    assert "px closes: " in sources.stderr
    assert words in sources.stderr
    found = desk("snapshot", "--format", "json")
    assert (found.returncode, closes(found)) == (3, 150.0)
    assert words in found.stderr
    check = desk("check", "--issuer", "ORCL")
    assert check.returncode == 3
    assert check.stdout.startswith("OVERHANG UNKNOWN - 1 fault, ")
    assert words in check.stdout.splitlines()[0]
    doctor = desk("doctor", "--source", "px")
    assert doctor.returncode == 3
    assert words in doctor.stdout
