from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from overhang.cli.main import run
from support.shipped import DATA

TEST = """
rules = "rules.toml"
[[test]]
name = "one close is not enough"
issuer = "MSFT"
[test.input]
"cds.5y" = "101 101"
[test.expect.cds-5y-level]
crit = "{states}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rules = (DATA / "rules.toml").read_text(encoding="utf-8")
    (tmp_path / "rules.toml").write_text(rules, encoding="utf-8")
    return tmp_path


def written(folder: Path, states: str) -> str:
    path = folder / "own_test.toml"
    path.write_text(TEST.format(states=states), encoding="utf-8")
    return str(path)


def test_tests_that_hold_end_with_zero(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(folder, "pending firing")
    assert run(["rules", "test", path, str(DATA / "rules_test.toml")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("ok: ")
    assert said.endswith(" tests\n")


def test_a_failure_names_its_place_and_ends_with_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "test", written(folder, "firing firing")]) == 1
    assert capsys.readouterr().out == (
        "own_test.toml:9: one close is not enough: step 1 (6 Jan 25): "
        "cds-5y-level crit: expected firing, got pending\n"
        "1 wrong: 1 tests\n"
    )


def test_a_mistake_in_a_test_file_ends_with_two(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "test", written(folder, "lit")]) == 2
    assert "own_test.toml:9: one close is not enough" in capsys.readouterr().err


def fired(*more: str) -> list[str]:
    return [
        *("rules", "test", "--format", "csv", "--since", "2025-10-27"),
        *("--until", "2025-12-12", "--issuer", "ORCL", *more),
    ]


def test_the_past_is_judged_day_by_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(fired("--rule", "equity-dd-52w", "--against")) == 0
    told = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert [(row["severity"], row["fired"], row["ended"]) for row in rows] == [
        ("info", "2025-11-06", ""),
        ("warn", "2025-11-20", "2025-12-08"),
        ("warn", "2025-12-11", ""),
    ]
    assert {row["subject"] for row in rows} == {"ORCL"}
    assert "judging 2025-10-27 to 2025-12-12" in told.err


@pytest.mark.parametrize("in_force", [True, False])
def test_a_folder_s_own_past_and_rules_are_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], in_force: bool
) -> None:
    closes = (DATA / "closes.csv").read_text(encoding="utf-8")
    (tmp_path / "closes.csv").write_text(closes, encoding="utf-8")
    rules = tmp_path / "own.toml"
    rules.write_text(
        '[[rule]]\nid = "deep"\nmetric = "equity.drawdown.52w"\nwarn = "< -35%"\n',
        encoding="utf-8",
    )
    data = ("--data", str(tmp_path), "--against")
    flag = data if in_force else ("--against", str(tmp_path))
    assert run(fired("--rules", str(rules), *flag)) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["rule"] for row in rows} <= {"deep", "data.stale.equity"}
    assert ("deep", "2025-11-20") in {(row["rule"], row["fired"]) for row in rows}


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["rules", "test"], "give test files, or --against for the past"),
        (["rules", "test", "--against", "--rule", "nope*"], 'unknown rule "nope*"'),
        (["rules", "test", "--against", "--since", "soon"], "does not match"),
        (
            ["rules", "test", "--against", "--url", "http://127.0.0.1:9"],
            "give a folder, the tables come from a url",
        ),
        (["rules", "test", "/nowhere/at_all.toml"], "at_all.toml"),
    ],
)
def test_wrong_usage_ends_with_two(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(argv) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_tables_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "test", "--against", str(tmp_path)]) == 2
    assert "no table there" in capsys.readouterr().err
