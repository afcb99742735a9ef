"""`overhang check` as a monitoring system runs it: a line, a status, in time."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from overhang.collector.once import known
from overhang.config.load import load_settings
from overhang.store import open_store
from overhang.store.base import Heartbeat
from overhang.store.lead import try_lead
from overhang.store.place import store_dir, store_url
from support.interpreter import loaded_after
from support.shell import overhang
from support.shipped import DATA

CALM = ("--rule", "equity-dd-52w", "--issuer", "MSFT")
"""What is in date on the shipped data, and far from its levels."""


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose store holds the shipped data, judged."""
    home = tmp_path_factory.mktemp("home")
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    env = {**kept, "HOME": str(home), "OVERHANG_STATE": str(home / "state")}
    assert overhang(env, "snapshot", "--format", "csv").returncode == 0
    return env


def directory_of(env: dict[str, str]) -> Path:
    settings = load_settings({}, env, user_dir=Path(env["HOME"]))
    return store_dir(settings.state_dir, settings.store_key)


@contextmanager
def led(env: dict[str, str], silent: timedelta) -> Iterator[None]:
    """Lead as a collector would, with a last sign of life some time ago."""
    directory = directory_of(env)
    lead = try_lead(directory)
    assert lead is not None
    try:
        at = datetime.now(UTC) - silent
        store = open_store(store_url(directory), write=True)
        store.beat(Heartbeat(pid=4711, at=at, started_at=at, version="0"))
        store.close()
        yield
    finally:
        os.close(lead)


def test_the_shipped_data_is_critical_and_says_what_is_stale(
    gathered: dict[str, str],
) -> None:
    done = overhang(gathered, "check")
    assert (done.returncode, done.stderr) == (2, "")
    first = done.stdout.splitlines()[0]
    assert first.startswith("OVERHANG CRITICAL - ")
    assert "ORCL: Drawdown from 52-week high -54.8% < -50% (crit)" in done.stdout
    assert "not known: " in first
    assert " | 'MSFT_cds-5y-level'=U;" in first
    assert len(done.stdout.encode()) < 8192


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        (CALM, 0, "OVERHANG OK - nothing fires, 1 rule judged"),
        (("--rule", "deal-nic", "--issuer", "amzn"), 1, "OVERHANG WARNING - 1 warn: "),
        (("--rule", "cds-5y-level", "--issuer", "MSFT"), 3, "OVERHANG UNKNOWN - "),
        (("--rule", "cds-5y-lvl"), 3, 'did you mean "cds-5y-level"?'),
        (("--issuer", "OCRL"), 3, 'did you mean "ORCL"?'),
        (("--nope",), 3, "OVERHANG UNKNOWN - No such option"),
        (("--format", "xml"), 3, "OVERHANG UNKNOWN - Invalid value"),
        (("--data", "/no/such/folder"), 3, "expected a folder that exists"),
    ],
)
def test_the_status_is_a_plugin_s_and_one_line_says_why(
    gathered: dict[str, str], argv: tuple[str, ...], status: int, said: str
) -> None:
    done = overhang(gathered, "check", *argv)
    assert (done.returncode, done.stderr) == (status, "")
    assert said in done.stdout.splitlines()[0]


def test_a_wrong_rule_file_is_unknown(env: dict[str, str], tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('schema = 1\n[[rule]]\nid = "a"\nmetric = "cds.6y"\n')
    config = tmp_path / "desk.toml"
    config.write_text('rules = "rules.toml"\n')
    done = overhang(env, "check", "--config", str(config))
    assert (done.returncode, done.stderr) == (3, "")
    assert "rules.toml:4" in done.stdout


def test_a_wrong_rule_file_hides_nothing_that_a_collector_knows(
    env: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(DATA, folder)
    env |= {"OVERHANG_DATA": str(folder), "HOME": str(tmp_path)}
    assert overhang(env, "snapshot", "--format", "csv").returncode == 0
    rules = folder / "rules.toml"
    rules.write_text(rules.read_text().replace('"> 5bd"', '"> 5"', 1))
    with led(env, timedelta(seconds=1)):
        done = overhang(env, "check", "--rule", "cds-mark-age", "--issuer", "ORCL")
    assert done.returncode == 2
    assert done.stdout.startswith("OVERHANG CRITICAL - 1 crit: ORCL: CDS mark age ")
    assert "fault: rules.toml:" in done.stdout
    assert overhang(env, "check", "--rule", "cds-mark-age").returncode == 3


def test_a_store_that_cannot_be_written_is_unknown(
    env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("in the way")
    done = overhang(env, "check")
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("OVERHANG UNKNOWN - ")


def test_a_reader_that_left_changes_nothing_of_the_status(
    gathered: dict[str, str],
) -> None:
    script = f"{sys.executable} -m overhang check | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script],
        env=gathered,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("2\n", "")


def test_an_endpoint_that_never_answers_is_unknown_in_time(env: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        begun = time.monotonic()
        done = overhang(env, "check", "--url", url, "--timeout", "1")
        took = time.monotonic() - begun
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("OVERHANG UNKNOWN - ")
    assert took < 10


def test_a_collector_that_runs_is_asked_and_one_that_is_silent_is_unknown(
    gathered: dict[str, str],
) -> None:
    with led(gathered, timedelta(seconds=1)):
        assert overhang(gathered, "check", *CALM).returncode == 0
    with led(gathered, timedelta(minutes=3)):
        done = overhang(gathered, "check", *CALM)
    assert done.returncode == 3
    assert "collector 4711 silent for 3 min" in done.stdout
    with led(gathered, timedelta(hours=-1)):
        done = overhang(gathered, "check", *CALM)
    assert done.returncode == 3
    assert "collector 4711 silent since the clock was put back" in done.stdout


def test_what_was_stored_before_is_known_to_be_late_when_time_ran_out(
    gathered: dict[str, str],
) -> None:
    settings = load_settings({}, gathered, user_dir=Path(gathered["HOME"]))
    found = known(settings, gathered, timeout=0.001)
    assert found.snapshot is not None
    assert found.late == "not everything answered within 0.001 s"
    assert known(settings, gathered, timeout=30).late == ""


def test_whatever_hangs_is_cut_when_time_is_up() -> None:
    code = (
        "import threading, overhang.cli.check as check\n"
        "check.limit(0.1, 'text')\n"
        "threading.Thread(target=threading.Event().wait).start()\n"
        "threading.Event().wait()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == "OVERHANG UNKNOWN - nothing could be told in time\n"


def test_json_and_prometheus_end_with_the_same_status(gathered: dict[str, str]) -> None:
    whole = json.loads(overhang(gathered, "check", "--format", "json").stdout)
    assert (whole["status"], whole["exit"]) == ("critical", 2)
    done = overhang(gathered, "check", "--format", "prometheus")
    assert done.returncode == 2
    assert "\noverhang_up 1\noverhang_status 2\n" in f"\n{done.stdout}".replace(
        "# HELP overhang_status 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.\n"
        "# TYPE overhang_status gauge\n",
        "",
    )


@pytest.mark.parametrize("style", ["json", "prometheus"])
def test_data_stays_data_when_nothing_is_known(
    gathered: dict[str, str], style: str
) -> None:
    done = overhang(gathered, "check", "--format", style, "--rule", "nope")
    assert done.returncode == 3
    if style == "json":
        whole = json.loads(done.stdout)
        assert (whole["status"], whole["exit"]) == ("unknown", 3)
        assert 'unknown rule "nope"' in whole["summary"]
    else:
        assert "overhang_up 0\n" in done.stdout
        assert "overhang_status 3\n" in done.stdout
        assert 'unknown rule "nope"' in done.stderr


def loaded(env: dict[str, str], *argv: str) -> set[str]:
    """Run a command in a fresh interpreter; return what it loaded, by first name."""
    code = f"from overhang.cli.main import run; run({list(argv)!r})"
    names = loaded_after(f"import os; os.environ.update({env!r})\n{code}")
    return {name.partition(".")[0] for name in names}


def test_a_check_draws_nothing_and_only_gathering_takes_pandas(
    gathered: dict[str, str],
) -> None:
    assert not {"textual", "rich", "httpx"} & loaded(gathered, "check")
    with led(gathered, timedelta(seconds=1)):
        commands = (
            ("check",),
            ("alerts", "list"),
            ("alerts", "log"),
            ("rules", "explain", "equity-dd-52w", "ORCL"),
        )
        for argv in commands:
            found = {"textual", "rich", "httpx", "pandas"} & loaded(gathered, *argv)
            assert not found, argv


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        (("equity-dd-52w", "orcl"), 0, "crit firing: ORCL: Drawdown from 52-week"),
        (("equity-dd-52", "ORCL"), 2, 'did you mean "equity-dd-52w"?'),
        (("group-value-lost", "ORCL"), 2, "does not watch ORCL, but group:four"),
    ],
)
def test_a_rule_is_explained_for_whom_it_watches(
    gathered: dict[str, str], argv: tuple[str, ...], status: int, said: str
) -> None:
    done = overhang(gathered, "rules", "explain", *argv, "--width", "100")
    assert done.returncode == status
    assert said in (done.stderr if status else done.stdout)


def test_its_help_says_what_it_does_not_count(env: dict[str, str]) -> None:
    assert "data.stale.*" in overhang(env, "check", "--help").stdout
