from __future__ import annotations

import csv
import io

import msgspec
import pytest

from overhang.views.dump import as_csv, as_json, as_ndjson, as_text
from support.snapshots import reading, sample_snapshot


def test_text_holds_the_strip_and_the_four_panes() -> None:
    text = as_text(sample_snapshot(), 80)
    assert text.startswith("shipped data as of 2026-10-09\nrules.toml:14")
    for name in ("DRAWDOWN 1!! 2! 1i", "CAPEX GUIDANCE", "DEBT ISSUANCE", "CDS 2! 1i"):
        assert f"\n {name}" in text
    assert "USD bn  since results  four -153.7 -1.3%" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_json_is_subjects_then_metrics() -> None:
    whole = msgspec.json.decode(as_json(sample_snapshot()))
    assert whole["schema"] == 1
    assert whole["today"] == "2026-10-09"
    assert whole["taken_at"] == "2026-10-09T20:05:00Z"
    assert whole["subjects"]["META"]["cds.5y"] == {
        "value": 94.0,
        "unit": "bp",
        "state": "dead",
        "about": "2026-08-31",
        "age_bd": 28,
        "bound": "exact",
        "quality": "secondary",
        "severity": "warn",
        "label": "20 Dec 31",
        "reason": "",
        "rights": "own",
    }
    drawdown = whole["subjects"]["ORCL"]["equity.drawdown.52w"]
    assert drawdown["unit"] == "fraction"
    assert drawdown["value"] == pytest.approx(-0.581, abs=5e-4)
    assert whole["subjects"]["ORCL"]["capex.to_ocf.ltm"]["unit"] == "x"
    absent = whole["subjects"]["MSFT"]["capex.to_ocf.ltm"]
    assert absent["value"] is None
    assert absent["state"] == "absent"
    assert absent["reason"].startswith("FY26 Q3")
    assert whole["sources"][1]["errors"][0] == "HTTP 503 from desk.example"


def test_ndjson_and_csv_say_the_same() -> None:
    snapshot = sample_snapshot()
    lines = [msgspec.json.decode(line) for line in as_ndjson(snapshot).splitlines()]
    rows = list(csv.DictReader(io.StringIO(as_csv(snapshot))))
    assert len(lines) == len(rows) == sum(map(len, snapshot.readings.values()))
    assert list(lines[0])[:3] == list(rows[0])[:3] == ["subject", "metric", "value"]
    for line, row in zip(lines, rows, strict=True):
        assert (row["subject"], row["metric"]) == (line["subject"], line["metric"])
        assert row["value"] == ("" if line["value"] is None else str(line["value"]))
        assert row["severity"] == line["severity"]


def test_a_text_that_a_spreadsheet_would_run_is_quoted_and_a_number_is_not() -> None:
    snapshot = sample_snapshot()
    snapshot.readings["ORCL"] = {
        "equity.chg.1d": reading(-0.03, label="=HYPERLINK(1)"),
        "equity.chg.5d": reading(0.01, label="@cmd"),
    }
    rows = {
        row["metric"]: row
        for row in csv.DictReader(io.StringIO(as_csv(snapshot)))
        if row["subject"] == "ORCL"
    }
    assert rows["equity.chg.1d"]["label"] == "'=HYPERLINK(1)"
    assert rows["equity.chg.5d"]["label"] == "'@cmd"
    assert rows["equity.chg.1d"]["value"] == "-0.03"
