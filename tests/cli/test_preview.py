"""`overhang preview`, as a shell sees it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from overhang.cli.main import run
from overhang.config.load import load_settings
from overhang.sources.formats.csv import read_csv
from overhang.sources.tables import read_table
from overhang.store import open_store
from overhang.store.base import Batch
from overhang.store.place import store_dir, store_url
from support.drops import NOW, RUN, csv_of, xlsx_of
from support.shipped import DATA

MAPPING = """
[source.gs]
kind = "drop"
folder = "drops"
files = "gs_*"
table = "cds_marks"
header = 3
fields = { issuer = "Name", date = "Date" }
tenors = { "5Y.bid" = "5Y Bid", "5Y.ask" = "5Y Ask" }
symbols = { "Oracle Corp" = "ORCL" }
"""


@pytest.fixture
def config(
    tmp_path: Path, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A configuration with one drop folder, which this process uses."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "drops").mkdir()
    path = tmp_path / "overhang.toml"
    path.write_text(MAPPING)
    monkeypatch.setenv("OVERHANG_CONFIG", str(path))
    return path


@pytest.fixture
def run_file(config: Path) -> Path:
    path = config.parent / "drops" / "gs_run.xlsx"
    path.write_bytes(xlsx_of(RUN))
    return path


def test_the_rows_are_shown_with_what_was_left_out(
    run_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["preview", str(run_file)]) == 0
    out, err = capsys.readouterr()
    assert out == (
        "file     gs_run.xlsx: would be read, 1 row for cds_marks\n"
        "sheets   Run (this one)\n"
        "header   line 3\n"
        "mapping  [source.gs]\n"
        "         issuer  Name\n"
        "         date    Date\n"
        "         5Y.bid  5Y Bid\n"
        "         5Y.ask  5Y Ask\n"
        "\n"
        "issuer  tenor  date          bid    ask    mid  unit\n"
        "ORCL    5Y     2026-03-02  120.5  124.5  122.5  bp\n"
        "\n"
        "left out\n"
        "  2 lines about 2 other names left out\n"
        '  Microsoft Corp: is that MSFT? then symbols = { "Microsoft Corp" = "MSFT" }\n'
        "  Boeing Co\n"
    )
    assert err == ""


def test_json_holds_the_same(
    run_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["preview", str(run_file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["source"] == "gs"
    assert found["header"] == 3
    assert found["unknown"] == {"Microsoft Corp": "MSFT", "Boeing Co": ""}
    assert found["rows"][0] == {
        "issuer": "ORCL",
        "date": "2026-03-02",
        "tenor": "5Y",
        "spread_bp": 122.5,
        "bid_bp": 120.5,
        "ask_bp": 124.5,
        "source": "gs",
        "quality": "dealer",
        "rights": "internal",
    }


def test_a_file_that_would_be_refused_is_told_with_every_fault(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = config.parent / "gs_bad.csv"
    rows = (
        *RUN[:3],
        ("Oracle Corp", "2 March", 9, 5, 1, 1),
        ("META", "", 1, "x", 1, 1),
    )
    path.write_bytes(csv_of(rows))

    assert run(["preview", str(path)]) == 1

    out, err = capsys.readouterr()
    assert "gs_bad.csv: would be refused" in out
    assert err.splitlines() == [
        "overhang: gs_bad.csv:4: Date: found '2 March', "
        "expected a date as 2026-03-31 for date",
        "overhang: gs_bad.csv:5: 5Y Ask: found 'x', "
        "expected a number such as 1234.5 for ask_bp",
    ]


def test_a_suggestion_can_be_put_into_the_configuration(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = config.parent / "drops" / "run.csv"
    path.write_bytes(csv_of(RUN))

    assert run(["preview", str(path)]) == 1
    out, err = capsys.readouterr()
    assert "no [source.NAME] is set up for it" in err
    rows, suggestion = out.split("# A suggestion, guessed from the header")
    config.write_text(suggestion.partition("\n")[2])

    assert run(["preview", str(path)]) == 0
    again = capsys.readouterr().out
    table = rows.partition("issuer  tenor")[2].partition("\n\n")[0]
    assert table in again
    assert table.count("\n") == 3
    assert "mapping  [source.runs]" in again


def test_a_file_without_a_header_says_what_is_needed(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = config.parent / "notes.csv"
    path.write_bytes(b"hello,world\n1,2\n")

    assert run(["preview", str(path)]) == 1
    assert "no line names columns that are known" in capsys.readouterr().err


def test_the_desks_own_tables_are_checked_as_well(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["preview", str(DATA / "ratings.csv")]) == 0
    assert "ratings.csv: would be read," in capsys.readouterr().out

    config.write_text(MAPPING.replace("gs_*", "*"))
    path = config.parent / "ratings.csv"
    path.write_bytes((DATA / "ratings.csv").read_bytes() + b"x,y\n" * 3)
    assert run(["preview", str(path)]) == 1
    assert "ratings.csv:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        (("nope.csv",), 1, "nope.csv: no such file"),
        (("gs_run.xlsx", "--source", "hs"), 2, 'unknown drop folder "hs"'),
        ((), 2, "Missing argument 'FILE'"),
    ],
)
def test_wrong_usage_has_words_and_a_status(
    config: Path,
    capsys: pytest.CaptureFixture[str],
    argv: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    assert config.is_file()
    assert run(["preview", *argv]) == status
    assert said in capsys.readouterr().err


def test_an_own_table_is_held_against_what_stands(
    tmp_path: Path,
    env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings = load_settings({}, env, user_dir=tmp_path)
    header, *rows = (DATA / "ratings.csv").read_text().splitlines(keepends=True)
    shipped = read_csv((DATA / "ratings.csv").read_bytes(), "x")
    standing = read_table("ratings", shipped).rows
    directory = store_dir(settings.state_dir, settings.store_key)
    with closing(open_store(store_url(directory), write=True)) as store:
        store.append([Batch("ratings", standing[1:])], known_at=NOW)
    path = tmp_path / "ratings.csv"
    path.write_text(header + "".join(rows[:-1]))

    assert run(["preview", str(path)]) == 0
    assert "changes  1 new, 0 corrected, 1 withdrawn\n" in capsys.readouterr().out
