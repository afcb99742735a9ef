"""The command line as a shell sees it: streams and statuses."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from overhang.cli.main import run
from support.shipped import DATA

VECTORS = Path(__file__).parents[1] / "vectors"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment without anybody's configuration or state."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    return {**kept, "HOME": str(tmp_path), "OVERHANG_STATE": str(tmp_path / "state")}


def overhang(env: dict[str, str], *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "overhang", *argv],
        env=env,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def test_the_board_needs_a_terminal_and_says_what_does_not(env: dict[str, str]) -> None:
    done = overhang(env)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "not a terminal" in done.stderr
    assert "overhang snapshot" in done.stderr


def test_a_snapshot_as_json_holds_the_figures_with_unit_and_state(
    env: dict[str, str],
) -> None:
    done = overhang(env, "snapshot", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    figure = json.loads(done.stdout)["subjects"]["ORCL"]["equity.drawdown.52w"]
    assert figure["value"] == pytest.approx(141.40 / 313.02 - 1, abs=5e-5)
    assert (figure["unit"], figure["state"], figure["severity"]) == (
        "fraction",
        "fresh",
        "crit",
    )


def test_a_snapshot_as_csv_has_a_row_for_every_reading(env: dict[str, str]) -> None:
    done = overhang(env, "snapshot", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["subject"] for row in rows} >= {"MSFT", "ORCL", "group:four"}
    assert all(row["value"] or row["reason"] for row in rows)


def test_a_snapshot_as_text_keeps_to_its_width(env: dict[str, str]) -> None:
    done = overhang(env, "snapshot", "--width", "60")
    assert done.returncode == 0
    assert "DRAWDOWN" in done.stdout
    tables = [line for line in done.stdout.splitlines() if line[:4] in ("MSFT", "ORCL")]
    assert tables
    assert all(len(line) <= 60 for line in tables)


def test_a_broken_table_is_named_on_standard_error_and_in_the_status(
    env: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(DATA, folder)
    marks = folder / "cds_marks.csv"
    marks.write_text(marks.read_text().replace("227.5", "wide", 1))
    done = overhang(env, "snapshot", "--data", str(folder), "--format", "ndjson")
    assert done.returncode == 3
    assert "spread_bp: found 'wide', expected a number" in done.stderr
    assert all(json.loads(line)["subject"] for line in done.stdout.splitlines())


def test_the_sources_command_tells_how_each_table_is_doing(env: dict[str, str]) -> None:
    done = overhang(env, "sources")
    assert done.returncode == 0
    assert "closes" in done.stdout
    assert "2,675" in done.stdout


def test_a_reader_that_has_seen_enough_is_no_error(env: dict[str, str]) -> None:
    command = f"{sys.executable} -m overhang snapshot --format ndjson | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("snapshto",), "No such command"),
        (("--data", "/no/such/folder", "snapshot"), "expected a folder that exists"),
        (("snapshot", "--format", "pdf"), "'pdf' is not one of"),
        (("--tz", "Mars/Olympus", "config", "check"), "Mars/Olympus"),
    ],
)
def test_wrong_usage_is_answered_in_words_with_status_2(
    env: dict[str, str], argv: tuple[str, ...], said: str
) -> None:
    done = overhang(env, *argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "argv",
    [
        ("snapshot", "a\x1b]0;x\x07b\u202e\nError: forged"),
        ("alerts", "list", "a\x1b]0;x\x07b\u202e\nError: forged", "more\x9b"),
        ("--data", "/no/such\x1b[2J\u202e\nError: forged", "snapshot"),
    ],
)
def test_wrong_usage_is_repeated_without_what_a_terminal_obeys(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    assert run(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "forged" in err
    assert all(each.isprintable() for each in err.splitlines())
    assert not any(each.startswith("Error: forged") for each in err.splitlines())


def test_a_configuration_is_started_once_and_is_valid(env: dict[str, str]) -> None:
    written = overhang(env, "config", "init")
    assert written.returncode == 0
    path = written.stdout.strip()
    assert overhang(env, "config", "path").stdout.strip() == path
    assert overhang(env, "config", "check").stdout.startswith("ok: 5 issuers")
    again = overhang(env, "config", "init")
    assert again.returncode == 1
    assert "--force" in again.stderr


def test_a_token_is_never_shown(env: dict[str, str]) -> None:
    done = overhang(
        {**env, "OVERHANG_TOKEN": "canary-4711"},
        "--url",
        "http://127.0.0.1:9",
        "config",
        "show",
    )
    assert done.returncode == 0
    assert "canary-4711" not in done.stdout + done.stderr


def test_a_good_rules_file_is_told_by_what_is_in_force(env: dict[str, str]) -> None:
    path = VECTORS / "rules_example.toml"
    done = overhang(env, "rules", "check", str(path))
    assert (done.returncode, done.stdout) == (
        0,
        "ok: 9 rules (4 built in), 1 limit, 1 inhibition, 1 silence (1 over) "
        f"({path})\n",
    )


def test_a_bad_rules_file_is_refused_with_every_fault(
    env: dict[str, str], tmp_path: Path
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(
        'schema = 1\n[[rule]]\nid = "a"\nmetric = "cds.5y"\nwarn = "> 80"\n'
        '[[rule]]\nid = "b"\nmetric = "cds.6y"\nwarn = "> 80bp"\n'
    )
    done = overhang(env, "rules", "check", str(rules))
    assert done.returncode == 2
    assert f"{rules.name}:5" in done.stderr
    assert "80bp" in done.stderr
    assert f"{rules.name}:8" in done.stderr
    assert "cds.5y" in done.stderr
