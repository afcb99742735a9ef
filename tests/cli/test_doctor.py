from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from overhang.cli.checkup.advice import advice
from overhang.cli.main import run
from support.first_store import make_first_store
from support.server import Answer, LoopbackServer
from support.shipped import DATA

CANARY = "k4n4ry-9f3e"
ROWS = b'[{"sym":"ORCL","d":"2026-10-09","px":137.55}]'
Doctor = Callable[..., tuple[int, dict[str, dict[str, str]], str]]


def quotes(name: str, url: str, more: str = "") -> str:
    return f"""
[source.{name}]
kind = "quotes"
url = "{url}"
private = true
table = "closes"
{more}
[source.{name}.fields]
issuer = "sym"
date = "d"
close_usd = "px"
"""


@pytest.fixture
def doctor(
    env: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Doctor:
    """Runs it on a configuration; returns status, checks by name, and all it said."""
    for name in os.environ:
        if name.startswith(("OVERHANG_", "XDG_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    def call(text: str, *argv: str) -> tuple[int, dict[str, dict[str, str]], str]:
        file = tmp_path / "overhang.toml"
        file.write_text(text)
        given = ("--config", str(file), "--format", "json", "--timeout", "5")
        status = run(["doctor", *given, *argv])
        out, err = capsys.readouterr()
        checks = json.loads(out)["checks"] if out else []
        return status, {each["what"]: each for each in checks}, out + err

    return call


def test_a_sound_desk_is_all_ok_and_nothing_is_written(
    doctor: Doctor, tmp_path: Path
) -> None:
    status, checks, _ = doctor("")
    assert status == 0
    assert {each["level"] for each in checks.values()} == {"ok"}
    assert list(checks)[:3] == ["program", "terminal", "configuration"]
    assert "17 of 17 read" in checks["tables"]["found"]
    assert not (tmp_path / "state").exists()


def test_a_table_of_which_rows_are_left_out_is_a_warning_with_the_place(
    doctor: Doctor, tmp_path: Path
) -> None:
    desk = tmp_path / "desk"
    shutil.copytree(DATA, desk)
    closes = desk / "closes.csv"
    head, first, rest = closes.read_text().split("\n", 2)
    wrong = first.replace(".", "o", 1)
    closes.write_text(f"{head}\n{wrong}\n{rest}")
    status, checks, _ = doctor(f'data = "{desk}"')
    found = checks["table closes"]
    assert (status, found["level"]) == (0, "warn")
    assert found["found"].startswith("1 row left out: closes.csv:2: close_usd: found")
    assert "17 of 17 read" in checks["tables"]["found"]


def test_only_a_damaged_store_is_to_be_begun_anew(
    doctor: Doctor, directory: Path
) -> None:
    file = directory / "store.db"
    file.write_bytes(b"no database" * 1000)
    found = doctor("")[1]["store"]
    assert "is no store" in found["found"]
    assert "collect" in found["advice"]
    file.unlink()
    (directory / "elsewhere").mkdir()
    file.symlink_to("elsewhere")
    found = doctor("")[1]["store"]
    assert "the disk does not answer" in found["found"]
    assert "advice" not in found or not found["advice"]


def test_an_outdated_store_is_a_warning_with_advice(
    doctor: Doctor, directory: Path
) -> None:
    shutil.rmtree(directory)
    directory.mkdir()
    make_first_store(directory / "store.db")
    status, checks, _ = doctor("")
    found = checks["store"]
    assert (status, found["level"]) == (0, "warn")
    assert found["found"].endswith("an older overhang wrote it")
    assert found["advice"].startswith("end its collector if one runs")


def test_a_feed_is_asked_as_a_collector_asks_and_its_key_is_never_shown(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_KEY", CANARY)
    with LoopbackServer() as server:
        server.answers["/good"] = Answer(ROWS)
        url = f"{server.url}/good"
        status, checks, said = doctor(quotes("good", url, 'key = "env:DESK_KEY"'))
        assert any(CANARY in " ".join(each.headers.values()) for each in server.asked)
    assert status == 0
    assert checks["good key"]["found"] == "env:DESK_KEY: there"
    assert "127.0.0.1" in checks["good network"]["found"]
    assert checks["good answer"]["found"].startswith("closes: 1 rows")
    assert CANARY not in said


def test_a_desk_that_lives_on_feeds_needs_no_files(
    doctor: Doctor, tmp_path: Path
) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "universe.toml").write_bytes(
        (DATA / "universe.toml").read_bytes()
    )
    head = f'data = "{tmp_path / "desk"}"\n'
    with LoopbackServer() as server:
        server.answers["/good"] = Answer(ROWS)
        status, checks, _ = doctor(head + quotes("good", f"{server.url}/good"))
    assert checks["tables"]["level"] == "warn"
    assert "feeds" in checks["tables"]["advice"]
    assert status == 0
    assert doctor(head)[1]["tables"]["level"] == "fail"


def test_only_what_is_far_away_fails_with_3(doctor: Doctor) -> None:
    with LoopbackServer() as server:
        gone = f"{server.url}/gone"
        status, checks, _ = doctor(quotes("gone", gone), "--source", "gone")
    assert status == 3
    assert set(checks) == {"gone network", "gone closes"}
    assert checks["gone closes"]["advice"] == "check url in [source.gone]"


def test_a_closed_port_and_a_key_that_is_not_there_say_what_to_do(
    doctor: Doctor,
) -> None:
    with LoopbackServer() as server:
        closed = server.url
    text = quotes("dead", closed, 'key = "env:NOT_THERE"')
    status, checks, _ = doctor(text, "--source", "dead")
    assert status == 1
    assert "NOT_THERE" in checks["dead key"]["found"]
    assert checks["dead network"]["found"].endswith("Connection refused")
    assert "firewall" in checks["dead network"]["advice"]


def test_a_page_that_is_no_data_is_a_failure(doctor: Doctor) -> None:
    with LoopbackServer() as server:
        server.answers["/good"] = Answer(b"<html>log in</html>", media="text/html")
        status, checks, _ = doctor(quotes("good", f"{server.url}/good"))
    assert status == 3
    assert checks["good closes"]["level"] == "fail"


def test_offline_asks_nobody(doctor: Doctor) -> None:
    with LoopbackServer() as server:
        status, checks, _ = doctor(quotes("good", f"{server.url}/x"), "--offline")
        assert not server.asked
    assert status == 0
    assert not any(each.startswith("good") for each in checks)


def test_a_wrong_file_and_a_feed_that_is_not_there_are_usage(doctor: Doctor) -> None:
    status, checks, _ = doctor("nonsense = 1\n")
    assert status == 2
    assert "overhang.toml:1" in checks["configuration"]["found"]
    status, _, said = doctor("", "--source", "nobody")
    assert status == 2
    assert "no feed 'nobody': none is set up" in said


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("HTTP 403 from data.sec.gov", "edgar", "set contact in [source.x]"),
        ("(HTTP 403): asked more than 10 times a second", "edgar", "ten minutes"),
        ("HTTP 403 from desk.example", "quotes", "check key in [source.x]"),
        ("HTTP 404", "quotes", "check url in [source.x]"),
        ("unable to get local issuer certificate", "quotes", "set ca in [source.x]"),
        ("HTTP 429", "quotes", "set every or rate in [source.x]"),
        ("row 1: found 'x', expected a number", "quotes", "not what is asked for"),
        ("something else", "quotes", "check [source.x]"),
    ],
)
def test_every_fault_has_its_advice(fault: str, kind: str, words: str) -> None:
    assert words in advice(fault, kind, "[source.x]")
