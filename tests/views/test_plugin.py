"""The words and figures a monitoring system reads."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from overhang.core.rights import Rights
from overhang.core.snapshot import Reading, Snapshot
from overhang.views.exposition import exposition
from overhang.views.perfdata import BYTES, perfdata
from overhang.views.plugin import as_json, as_text, unknown
from overhang.views.verdict import Verdict, standings_of, verdict
from support.scenes import CDS, DRAWDOWN, absent, book_of, dead, fresh, scene

RULES = CDS + DRAWDOWN
BOOK = book_of(RULES)
READINGS = {
    "MSFT": {"cds.5y": fresh(50.0), "equity.drawdown.52w": fresh(-0.25)},
    "ORCL": {"cds.5y": fresh(227.5), "equity.drawdown.52w": dead(-0.1)},
}
_ITEM = re.compile(r"'[^'=|]+'=(?:U|-?\d+(?:\.\d+)?%?)(?:;[-\d.:~]*){0,2}")


def weigh(snapshot: Snapshot) -> Verdict:
    return verdict(snapshot, BOOK, lambda _, __: True)


def written(readings: dict[str, dict[str, Reading]]) -> str:
    snapshot = scene(BOOK, readings)
    return as_text(weigh(snapshot), snapshot)


def test_the_first_line_counts_names_and_gives_figures() -> None:
    first = written(READINGS).splitlines()[0]
    words, _, figures = first.partition(" | ")
    assert words == (
        "OVERHANG CRITICAL - 1 crit, 1 warn: ORCL: CDS 5Y 227.5bp > 100bp (crit); "
        "MSFT: Drawdown from 52-week high -25% < -20% (warn); not known: 1 stale"
    )
    assert figures == (
        "'MSFT_cds-level'=50;~:80;~:100 'ORCL_cds-level'=227.5;~:80;~:100 "
        "'MSFT_dd'=-25%;-20:;-30: 'ORCL_dd'=U;-20:;-30:"
    )


def test_what_is_counted_is_told_in_full_below() -> None:
    assert written(READINGS).splitlines()[1:] == [
        "crit: ORCL: CDS 5Y 227.5bp > 100bp (crit)",
        "warn: MSFT: Drawdown from 52-week high -25% < -20% (warn)",
        "doubt: ORCL equity.drawdown.52w dead: mark is 9 business days old (dd)",
    ]


def test_all_is_well_in_words() -> None:
    mine = {"cds.5y": fresh(50.0), "equity.drawdown.52w": fresh(-0.1)}
    first = written({"MSFT": mine, "ORCL": mine}).partition(" | ")[0]
    assert first == "OVERHANG OK - nothing fires, 4 rules judged"


def test_unknown_says_what_is_stale_and_what_is_not_there() -> None:
    readings = {
        "MSFT": {"cds.5y": absent(), "equity.drawdown.52w": fresh(-0.1)},
        "ORCL": {"cds.5y": fresh(50.0), "equity.drawdown.52w": dead(-0.1)},
    }
    assert written(readings).startswith(
        "OVERHANG UNKNOWN - 1 stale, 1 absent: MSFT cds.5y absent: no mark (cds-level);"
    )


def test_who_has_an_alert_is_said() -> None:
    snapshot = scene(BOOK, READINGS, acked_by="jk")
    text = as_text(weigh(snapshot), snapshot)
    assert "(crit) (acknowledged by jk);" in text.splitlines()[0]


HOSTILE = st.text(st.characters(codec="utf-8"), max_size=60)


@given(words=HOSTILE, by=HOSTILE)
def test_whatever_an_alert_says_the_first_line_has_one_bar(words: str, by: str) -> None:
    snapshot = scene(BOOK, READINGS, acked_by=f"|{by}")
    told = tuple(replace(each, text=f"|{words}") for each in snapshot.alerts)
    snapshot = replace(snapshot, alerts=told)
    text = as_text(weigh(snapshot), snapshot)
    first, *rest = text.splitlines()
    assert text.count("|") == 1
    assert all(map(_ITEM.fullmatch, first.partition(" | ")[2].split(" ")))
    assert len(rest) == 3


def test_nothing_known_is_one_inert_line() -> None:
    assert unknown("a|b\x1b[2J\nc") == "OVERHANG UNKNOWN - a/b\u241b[2J c\n"


def test_that_figures_are_stale_is_said_once() -> None:
    rule = '[[rule]]\nid = "old"\nmetric = "data.stale.cds"\nwarn = "> 0"\n'
    book = book_of(rule)
    readings = {
        "MSFT": {"data.stale.cds": fresh(3.0)},
        "ORCL": {"data.stale.cds": absent("not counted")},
    }
    snapshot = scene(book, readings)
    told = as_text(verdict(snapshot, book, lambda _, __: True), snapshot)
    assert "doubt: MSFT: Stale " in told
    assert "MSFT data.stale.cds" not in told
    assert "doubt: ORCL data.stale.cds absent: not counted (old)\n" in told


def test_figures_keep_to_their_room_and_say_how_many_are_left_out() -> None:
    many = "".join(DRAWDOWN.replace('"dd"', f'"dd-{n:03}"') for n in range(60))
    book = book_of(many)
    snapshot = scene(book, READINGS)
    found = verdict(snapshot, book, lambda _, __: True)
    figures, left_out = perfdata(found.pairs, standings_of(snapshot))
    assert len(figures.encode()) <= BYTES
    assert len(figures.split(" ")) + left_out == 120
    assert left_out == 20
    text = as_text(found, snapshot)
    assert "figures left out: 20;" in text
    assert len(text.encode()) < 8192


def test_long_names_leave_room_for_fewer() -> None:
    long = "d" * 50
    many = "".join(DRAWDOWN.replace('"dd"', f'"{long}-{n:03}"') for n in range(45))
    book = book_of(many)
    found = verdict(scene(book, READINGS), book, lambda _, __: True)
    figures, left_out = perfdata(found.pairs, standings_of(scene(book, READINGS)))
    assert 0.95 * BYTES < len(figures.encode()) <= BYTES
    assert left_out == 90 - len(figures.split(" "))


def test_of_a_position_its_size_is_given_whatever_its_side() -> None:
    book = book_of(
        '[[limit]]\nid = "cs01"\nmetric = "position.cs01"\nissuer = "ORCL"\n'
        'limit = "$50k/bp"\nsoft = "80%"\nhard = "100%"\n'
    )
    snapshot = scene(book, {"ORCL": {"position.cs01": fresh(-45_000.0)}})
    found = verdict(snapshot, book, lambda _, __: True)
    figures, _ = perfdata(found.pairs, standings_of(snapshot))
    assert figures == "'ORCL_cs01'=45000;~:40000;~:50000"


def test_json_holds_what_was_weighed() -> None:
    snapshot = scene(BOOK, READINGS)
    whole = msgspec.json.decode(as_json(weigh(snapshot), snapshot))
    assert (whole["status"], whole["exit"]) == ("critical", 2)
    assert [(each["subject"], each["severity"]) for each in whole["firing"]] == [
        ("ORCL", "crit"),
        ("MSFT", "warn"),
    ]
    assert whole["doubts"][0]["reason"] == "mark is 9 business days old"
    assert {(each["rule"], each["subject"], each["state"]) for each in whole["rules"]}
    assert whole["rules"][3] == {
        "rule": "dd",
        "subject": "ORCL",
        "metric": "equity.drawdown.52w",
        "value": -0.1,
        "rights": "own",
        "state": "dead",
        "severity": "none",
    }


_SAMPLE = re.compile(
    r'[a-z_]+(?:\{[a-z]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z]+="[^"]*")*\})? -?[\d.e+-]+'
)


def test_prometheus_reads_every_line_and_stale_series_end() -> None:
    snapshot = scene(BOOK, READINGS)
    text = exposition(weigh(snapshot), snapshot)
    lines = text.splitlines()
    assert text.endswith("\n")
    samples = [each for each in lines if not each.startswith("# ")]
    assert all(map(_SAMPLE.fullmatch, samples))
    assert len(samples) == len({each.rpartition(" ")[0] for each in samples})
    assert 'overhang_reading{subject="ORCL",metric="cds.5y"} 227.5' in samples
    assert not any(
        each.startswith('overhang_reading{subject="ORCL",metric="equity')
        for each in samples
    )
    drawdown = '{subject="ORCL",metric="equity.drawdown.52w"}'
    assert f"overhang_reading_fresh{drawdown} 0" in samples
    assert 'overhang_alert{rule="cds-level",subject="ORCL"} 3' in samples
    assert 'overhang_alert{rule="cds-level",subject="MSFT"} 0' in samples
    assert {"overhang_up 1", "overhang_status 2"} <= set(samples)


@pytest.mark.parametrize("kind", ["# HELP", "# TYPE"])
def test_every_family_is_announced_once(kind: str) -> None:
    snapshot = scene(BOOK, READINGS)
    lines = exposition(weigh(snapshot), snapshot).splitlines()
    names = [each.split()[2] for each in lines if each.startswith(kind)]
    used = {
        each.partition("{")[0].partition(" ")[0] for each in lines if each[0] != "#"
    }
    assert len(names) == len(set(names))
    assert set(names) == used


@pytest.mark.parametrize("write", [as_text, as_json, exposition])
def test_a_figure_to_be_displayed_only_is_told_in_no_form(
    write: Callable[[Verdict, Snapshot], str],
) -> None:
    def told(rights: Rights) -> str:
        bound = {"cds.5y": fresh(127.0625, rights=rights)}
        snapshot = scene(BOOK, {"MSFT": bound, "ORCL": bound})
        return write(weigh(snapshot), snapshot)

    assert "127.0625" in told(Rights.OWN)
    assert "127.0625" in told(Rights.INTERNAL)
    left = told(Rights.DISPLAY)
    assert "127" not in left
    assert "cds-level" in left
