"""The log as people read it, from the lines the store writes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from overhang.core.alerts.journal import Entry, Line, lines_after
from overhang.core.snapshot import Input
from overhang.views.base import Tone, text_of
from overhang.views.layout import fit
from overhang.views.log import (
    history_lines,
    history_view,
    line_page,
    of_alert,
    read_log,
)
from overhang.views.width import line_width
from support.sample_alerts import LOG
from support.sample_universe import TAKEN

ZONE = ZoneInfo("America/New_York")


def read(*entries: Entry) -> list[Line]:
    return read_log(lines_after("", 0, entries))


def test_the_log_is_read_newest_first() -> None:
    view = history_view("alerts", read(*LOG), ZONE, "")
    table = fit(view, 100)
    assert [row.key for row in view.rows] == ["5", "4", "3", "2", "1"]
    assert (
        text_of([table.header, *table.lines])
        == """\
             what            issuer rule                        value level      by says
09 Oct 16:05 recovering   !! ORCL   equity-dd-52w              -47.0% was < -50%
09 Oct 15:55 noted        !! ORCL   equity-dd-52w                                ab asked the desk
09 Oct 15:50 silenced               issuer MSFT, rule equity-*                   ab earnings
09 Oct 15:45 acknowledged !! ORCL   equity-dd-52w                                jk called treasury
09 Oct 15:35 fired        !! ORCL   equity-dd-52w              -58.1% < -50%        ORCL 52w drawdo…"""  # noqa: E501
    )


@pytest.mark.parametrize(
    ("old", "new", "said", "tone"),
    [
        ("inactive", "firing", "fired", Tone.CRIT),
        ("pending", "firing", "fired", Tone.CRIT),
        ("recovering", "firing", "fires again", Tone.CRIT),
        ("inactive", "pending", "pending", Tone.MUTED),
        ("pending", "inactive", "let go", Tone.BENIGN),
        ("recovering", "inactive", "over", Tone.BENIGN),
        ("firing", "recovering", "recovering", Tone.MUTED),
    ],
)
def test_a_transition_is_said_in_a_word(
    old: str, new: str, said: str, tone: Tone
) -> None:
    entry = Entry(at=TAKEN, kind="transition", severity="crit", old=old, new=new)
    (row,) = history_view("alerts", read(entry), ZONE, "").rows
    assert (row.cells[1].text, row.cells[1].tone) == (said, tone)


def test_what_was_refused_says_so_and_why() -> None:
    entry = Entry(at=TAKEN, kind="ack", by="jk", said_at=TAKEN, refused="it is over")
    (row,) = history_view("alerts", read(entry), ZONE, "").rows
    assert (row.cells[1].text, row.cells[1].tone) == ("ack refused", Tone.WARN)
    assert row.cells[-1].text == "it is over"
    assert "refused  it is over" in text_of(line_page(read(entry)[0], ZONE, 80))


def test_a_line_that_is_none_is_left_out() -> None:
    lines = [*lines_after("", 0, LOG[:1]), "not a line", "{}"]
    assert [each.n for each in read_log(lines)] == [1]


def test_the_filter_and_an_empty_log_are_said() -> None:
    view = history_view("alerts", read(*LOG), ZONE, "noted orcl")
    assert [row.key for row in view.rows] == ["4"]
    assert view.about == "only noted orcl: 1 of 5"
    nothing = history_view("alerts", read(*LOG), ZONE, "banana")
    assert text_of(nothing.notes) == "nothing here holds these words"
    assert text_of(history_view("alerts", [], ZONE, "").notes) == "nothing has happened"


def test_the_history_of_one_alert_says_who_and_why() -> None:
    mine = of_alert(read(*LOG), "equity-dd-52w", "ORCL")
    assert (
        text_of(history_lines(mine, ZONE, 80))
        == """\
at                    what           by, or figure
09 Oct 26 16:05 EDT   recovering     52w drawdown -47.0% was < -50%
09 Oct 26 15:55 EDT   noted          ab
    asked the desk
09 Oct 26 15:45 EDT   acknowledged   jk
    called treasury
09 Oct 26 15:35 EDT   fired          52w drawdown -58.1% < -50%"""
    )


def test_one_line_says_what_was_judged_and_by_what() -> None:
    line = read(*LOG)[0]
    assert (
        text_of(line_page(line, ZONE, 80))
        == f"""\
what       fired equity-dd-52w ORCL
at         09 Oct 26 15:35 EDT
figure     52w drawdown -58.1% < -50%
about      09 Oct 26 fresh
known at   09 Oct 26 16:05 EDT
judged by  equity.drawdown.52w < -50% for 1 close
says       ORCL 52w drawdown -58.1% < -50%
alert      equity-dd-52w/ORCL
line       1, {line.hash[:12]}

Inputs
input        value   about       quality
close   USD 137.55   09 Oct 26
    closes.csv"""
    )


def test_what_the_log_escaped_stays_harmless() -> None:
    entry = Entry(
        at=TAKEN,
        kind="note",
        rule="r\x1b]0;x\x07",
        subject="OR\x9bCL",
        text="\x1b[31mred\u202e",
        by="j\x07k",
        inputs=(Input("clo\x1bse", 1.0, "x\x9b", dt.date(2026, 1, 2), "\x1b"),),
    )
    lines = read(entry)
    view = history_view("alerts", lines, ZONE, "")
    shown = [cell.text for cell in view.rows[0].cells]
    shown += [text_of(line_page(lines[0], ZONE, 80))]
    shown += [text_of(history_lines(lines, ZONE, 80))]
    assert "red" in "".join(shown)
    for text in shown:
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_of_the_log_is_wider_than_the_terminal(width: int) -> None:
    lines = read(*LOG)
    shown = [*history_lines(lines, ZONE, width)]
    for each in lines:
        shown += line_page(each, ZONE, width)
    assert all(line_width(line) <= width for line in shown)


@pytest.mark.parametrize(
    ("value", "level"), [(0.0, "was > 4sd"), (4.0, "was > 4sd"), (5.1, "> 4sd")]
)
def test_a_figure_that_came_back_is_not_written_as_beyond(
    value: float, level: str
) -> None:
    entry = Entry(
        at=TAKEN,
        kind="transition",
        old="firing",
        new="inactive",
        metric="cds.5y.z.60d",
        value=value,
        threshold=4.0,
    )
    (row,) = history_view("alerts", read(entry), ZONE, "").rows
    assert row.cells[5].text == level
