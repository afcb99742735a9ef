"""`overhang alerts list` and `log` over a real store, as a desk's scripts read them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from overhang.core.alerts.alert import Phase
from overhang.core.rights import Rights
from overhang.store import open_store
from overhang.store.base import AlertMemory, AlertTurn
from overhang.store.place import store_url
from support.alerted import ALERTS, NOW, QUIET, TEXT, moved
from support.shell import PROGRAM, Done


@pytest.mark.usefixtures("led")
def test_the_list_tells_what_fires_what_waits_and_what_is_silenced(done: Done) -> None:
    status, out, err = done("list", "--width", "120")
    assert (status, err) == (0, "")
    assert out.index("ACTIVE") < out.index("PENDING") < out.index("SILENCED")
    rules = ("deal-cover", "cds-5y-level", "issued-ytd")
    rows = [line for line in out.splitlines() if line.startswith("ORCL")]
    assert [rule for line in rows for rule in rules if rule in line] == [
        *("deal-cover", "cds-5y-level", "cds-5y-level", "issued-ytd")
    ]
    assert "equity-*" in out
    assert max(map(len, out.splitlines())) <= 120


@pytest.mark.usefixtures("led")
def test_a_list_holds_only_what_was_asked_for(done: Done) -> None:
    _, out, _ = done("list", "--format", "json", "--rule", "cds-*")
    whole = json.loads(out)
    assert [(each["rule"], each["severity"]) for each in whole["alerts"]] == [
        ("cds-5y-level", "info"),
        ("cds-5y-level", "warn"),
        ("cds-5y-level", "crit"),
    ]
    assert whole["silences"][0]["match"] == {"rule": "equity-*", "severity": "crit"}
    _, out, _ = done("list", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["severity"] for row in rows] == ["info", "warn", "crit", "crit", "warn"]
    assert rows[0]["value"] == "227.5"
    assert rows[0]["acked_by"] == ""


@pytest.mark.usefixtures("led")
def test_the_handover_tells_the_shift_and_leaves_out_what_was_before(
    done: Done,
) -> None:
    status, out, _ = done("list", "--since", "8h", "--width", "100")
    assert status == 0
    fired, over = out.index("\nFired\n"), out.index("\nOver, fired before\n")
    people, stands = out.index("\nDone by people\n"), out.index("\nStands now\n")
    assert fired < over < people < stands
    assert out[fired:over].count(TEXT) == 1
    assert "ab silenced rule equity-* (silence 7): earnings" in out[people:stands]
    assert "deal-cover" in out[stands:]


def test_the_log_is_data_and_verifies(done: Done, tmp_path: Path) -> None:
    status, out, err = done("log")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert [json.loads(line)["n"] for line in lines] == [1, 2, 3, 4]
    assert len(done("log", "--since", "8h")[1].splitlines()) == 3
    assert done("log", "--verify")[1].startswith("ok: 4 lines hold, head ")
    file = tmp_path / "log.jsonl"
    file.write_text(out)
    assert done("log", "--verify", str(file))[0] == 0
    file.write_text(out.replace("227.5bp", "127.5bp", 1))
    status, out, err = done("log", "--verify", str(file))
    assert (status, out) == (1, "")
    assert "line 1: its content does not fit its hash: it was changed" in err


def test_the_log_can_be_read(done: Done) -> None:
    lines = done("log", "--format", "text")[1].splitlines()
    assert lines[1].endswith(f"ORCL cds-5y-level warn  inactive -> firing  {TEXT}")
    assert "ab silenced rule equity-*" in lines[3]


def test_a_reader_that_left_is_no_error(env: dict[str, str], directory: Path) -> None:
    program = " ".join(PROGRAM)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {program} alerts log | true"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("led")
def test_the_handover_keeps_what_a_rule_did_that_is_gone(
    done: Done, directory: Path
) -> None:
    store = open_store(store_url(directory), write=True)
    entries = [
        moved(30, "was-here", Phase.INACTIVE, Phase.FIRING),
        moved(20, "was-here-too", Phase.FIRING, Phase.INACTIVE),
    ]
    turn = AlertTurn(ALERTS, AlertMemory(quiets=(QUIET,)), entries)
    store.append((), known_at=NOW, turn=turn)
    store.close()
    _, out, _ = done("list", "--since", "8h", "--width", "100")
    over, people = out.index("\nOver, fired before\n"), out.index("\nDone by")
    # Beside those of rules that are still there.
    assert out[:over].count(TEXT) == 2
    assert out[over:people].count(TEXT) == 2
    _, out, _ = done("list", "--since", "8h", "--issuer", "ORCL", "--width", "100")
    assert out[:over].count(TEXT) == 2
    _, out, _ = done("list", "--since", "8h", "--rule", "cds-*", "--width", "100")
    assert out[:over].count(TEXT) == 1


@pytest.mark.usefixtures("led")
def test_the_list_numbers_silences_as_unsilence_wants_them(done: Done) -> None:
    assert "#7 ab" in done("list", "--width", "80")[1].partition("SILENCED")[2]


@pytest.mark.parametrize("style", ["jsonl", "text"])
def test_the_log_leaves_out_a_figure_to_be_displayed_only(
    done: Done, directory: Path, style: str
) -> None:
    bound = replace(
        moved(5, "bound", Phase.INACTIVE, Phase.FIRING),
        text="ORCL: CDS 5Y 194.0625bp > 100bp (warn)",
        value=194.0625,
        rights=Rights.DISPLAY,
    )
    store = open_store(store_url(directory), write=True)
    turn = AlertTurn(ALERTS, AlertMemory(quiets=(QUIET,)), [bound])
    store.append((), known_at=NOW, turn=turn)
    store.close()
    status, out, _ = done("log", "--format", style)
    assert status == 0
    assert "194.0" not in out
    assert "withheld" in out
    assert "227.5" in out
    assert done("log", "--verify")[0] == 0
