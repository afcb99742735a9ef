"""Every payload through each gate: the border, the sink, titles, notices, crashes."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
from pathlib import Path

import pyte
import pytest
from rich.cells import cell_len
from rich.segment import Segment

from overhang.cli.failures import Exit, told
from overhang.collector.main import _Inert
from overhang.core.notify import Notify
from overhang.core.safe_text import safe_text
from overhang.terminal.crash import report
from overhang.terminal.guard import printable
from overhang.terminal.notices import Voice, Wrap, sound, title
from overhang.terminal.shadow import Piece, Shadow
from overhang.views.dump import plain_cell
from support.payloads import CLASSES, PAYLOADS, WORDS
from support.vocabulary import strays

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def test_there_are_payloads_of_every_class() -> None:
    assert len(set(WORDS)) == len(PAYLOADS) >= 105
    assert all(len(each) >= 5 for each in CLASSES.values())


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_border_leaves_one_short_line_of_it(name: str) -> None:
    shown = safe_text(PAYLOADS[name])
    assert strays(shown.encode()) == []
    assert len(shown) <= 256
    assert safe_text(shown) == shown
    assert not set(shown) & set("\r\n\t")


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_sink_obeys_none_of_it_though_no_border_saw_it(name: str) -> None:
    raw = PAYLOADS[name][:2000]
    assert all(each.isprintable() or each.isspace() for each in printable(raw))
    cut = len(raw) // 2
    pieces = [Segment(raw[:cut]), Segment(raw[cut:])]
    sent = Shadow(200, 2, None).advance([Piece(0, 0, pieces), Piece(195, 1, pieces)])
    assert strays(sent.encode()) == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_stands_beside_it_keeps_its_column(name: str) -> None:
    """The terminal has widths of its own: it takes a flag for two letters, or one."""
    words = safe_text(PAYLOADS[name], 60)
    screen = pyte.Screen(200, 1)
    drawn = [Segment(words), Segment("|x")]
    pyte.Stream(screen).feed(Shadow(200, 1, None).advance([Piece(0, 0, drawn)]))
    assert screen.buffer[0][cell_len(words)].data == "|"


@pytest.mark.parametrize("name", PAYLOADS)
def test_it_ends_no_title_and_no_notice(name: str) -> None:
    raw = PAYLOADS[name]
    assert strays(title(raw).encode()) == []
    for means, wrap in itertools.product(Notify, Wrap):
        said = sound(Voice(means, wrap, titled=True), raw)
        # A bell that rings alone is no stray where nothing else was wanted.
        assert said == "\x07" or strays(said.encode()) == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_crash_over_it_is_told_as_text(name: str, tmp_path: Path) -> None:
    error = ValueError(PAYLOADS[name])
    told = report(error, tmp_path, NOW)
    assert strays(told.encode()) == []
    assert len(told.splitlines()) == 2
    (file,) = tmp_path.iterdir()
    assert strays(file.read_bytes()) == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_an_error_nobody_foresaw_is_told_as_text(
    name: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def fail() -> int:
        raise ValueError(PAYLOADS[name])

    assert told(fail) == Exit.FAILED
    said = b"".join(capfdbinary.readouterr())
    assert b"ValueError" in said
    assert strays(said) == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_library_logs_it_as_text(name: str) -> None:
    try:
        raise ValueError(PAYLOADS[name])
    except ValueError as error:
        record = logging.LogRecord(
            "lib", 40, "x.py", 1, "%s", (PAYLOADS[name],), (ValueError, error, None)
        )
    assert strays(_Inert().format(record).encode()) == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_spreadsheet_computes_none_of_it(name: str) -> None:
    assert not str(plain_cell(PAYLOADS[name])).startswith(tuple("=+-@\t\r"))


SEEN_AS_TEXT = {"osc: window", "control: line", "control: a false line"}
"""The program sets its title too, and every command ends its lines."""


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_check_of_sessions_finds_what_a_terminal_obeys(name: str) -> None:
    group = name.split(":")[0]
    if group in ("osc", "string", "escape", "8 bits", "control"):
        raw = PAYLOADS[name].encode("utf-8", "surrogateescape")
        assert (strays(raw) == []) == (name in SEEN_AS_TEXT)
