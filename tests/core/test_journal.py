"""The log's lines: what is written is read, and what is changed is found."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from overhang.core.alerts.journal import (
    GENESIS,
    Entry,
    Verdict,
    last_ends,
    line_of,
    lines_after,
    read,
    verify,
)
from overhang.core.records import Bound, Quality
from overhang.core.snapshot import Input
from overhang.core.states import Severity
from support.stored import T0, at
from support.turns import entry

FULL = Entry(
    at=T0,
    kind="transition",
    rule="cds-5y-level",
    subject="ORCL",
    severity="warn",
    alert="7f3a",
    old="pending",
    new="firing",
    metric="cds.5y",
    value=212.5,
    unit="bp",
    threshold=200.0,
    about=dt.date(2026, 10, 8),
    known_at=T0,
    state="fresh",
    text="5Y past 200 bp",
    judged_by="cds.5y > 200 bp for 2 closes",
    inputs=(
        Input(
            "5Y mid",
            212.5,
            "bp",
            dt.date(2026, 10, 8),
            "desk",
            Quality.COMPOSITE,
            Bound.FLOOR,
        ),
    ),
    action=3,
    by="ann",
    said_at=T0,
    why="on it",
    until=T0,
    matched="ORCL, every rule",
)


def log(count: int = 5) -> list[str]:
    return lines_after("", 0, [entry(f"entry {n}", n) for n in range(1, count + 1)])


def fields(line: str, kind: type[Entry] = Entry) -> dict[str, object]:
    said = msgspec.structs.asdict(read(line))
    return {name: said[name] for name in kind.__struct_fields__}


def test_every_field_that_is_written_is_read() -> None:
    line, digest = line_of(FULL, 1, GENESIS)
    assert fields(line) == msgspec.structs.asdict(FULL)
    found = read(line)
    assert (found.n, found.prev, found.hash) == (1, GENESIS, digest)


def test_a_line_begins_with_its_number_and_ends_with_its_chain() -> None:
    line, digest = line_of(Entry(at=T0, kind="note", text="calm"), 7, "ab" * 32)
    assert line == (
        '{"n":7,"at":"2026-10-09T20:00:00Z","kind":"note","text":"calm"'
        f',"prev":"{"ab" * 32}","hash":"{digest}"}}'
    )


def test_the_hash_can_be_checked_with_the_file_alone() -> None:
    for line in log():
        content, _, digest = line.partition(',"hash":"')
        assert sha256(f"{content}}}".encode()).hexdigest() == digest.rstrip('"}')


def test_a_whole_log_verifies_and_tells_its_head() -> None:
    lines = log()
    assert verify(lines) == Verdict(5, read(lines[-1]).hash)
    assert verify([f"{line}\r\n" for line in lines]) == verify(lines)
    assert verify([]) == Verdict(0, GENESIS)


def test_a_log_goes_on_where_it_ended() -> None:
    lines = log(2)
    lines += lines_after(lines[-1], 2, [entry("later", 9)])
    assert verify(lines).count == 3
    assert [read(line).n for line in lines] == [1, 2, 3]


def forged(line: str, **changes: object) -> str:
    """Return a line with other content and a hash that fits it."""
    content = json.loads(line) | changes
    del content["hash"]
    body = json.dumps(content, separators=(",", ":"))
    return f'{body[:-1]},"hash":"{sha256(body.encode()).hexdigest()}"}}'


LINES = log()
BREAKS: dict[str, tuple[list[str], int, str]] = {
    "a word was changed": (
        [*LINES[:2], LINES[2].replace("entry 3", "entry x"), *LINES[3:]],
        3,
        "was changed",
    ),
    "a blank was put in": (
        [*LINES[:2], LINES[2].replace('":', '": ', 1), *LINES[3:]],
        3,
        "was changed",
    ),
    "the hash was changed": (
        [*LINES[:4], f"{LINES[4][:-3]}x{LINES[4][-2:]}"],
        5,
        "was changed",
    ),
    "a line was taken out": ([*LINES[:2], *LINES[3:]], 3, "is number 4 where 3"),
    "the first line was taken out": (LINES[1:], 1, "is number 2 where 1"),
    "a line comes twice": ([*LINES[:2], LINES[1], *LINES[2:]], 3, "is number 2 wh"),
    "two lines changed places": (
        [LINES[0], LINES[2], LINES[1], *LINES[3:]],
        2,
        "is number 3 where 2",
    ),
    "a line was written anew": (
        [*LINES[:2], forged(LINES[2], text="calm"), *LINES[3:]],
        4,
        "does not follow",
    ),
    "another log goes on": (
        [*LINES[:2], *lines_after("", 2, [entry("x")])],
        3,
        "does not follow",
    ),
    "a line is empty": ([*LINES[:2], "", *LINES[2:]], 3, "not JSON"),
    "a line is torn": ([*LINES[:4], LINES[4][:40]], 5, "not JSON"),
    "a line is deep": ([*LINES[:4], '{"n":' + "[" * 200_000], 5, "line of a log"),
    "an unknown field is deep": ([*LINES[:4], '{"x":' + "[" * 200_000], 5, "not JSON"),
    "a line is huge": (['{"n":' + "9" * 1_000_000 + "}"], 1, "no line of a log"),
    "a line is half a character": (['{"n":"\ud800"}'], 1, "not JSON"),
    "a line is no object": (["[1]"], 1, "no line of a log"),
    "a line has no chain": (['{"n":1}'], 1, "no line of a log"),
    "a line is only its chain": (
        [f'{{"n":1,"prev":"{GENESIS}","hash":"{GENESIS}"}}'],
        1,
        "was changed",
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_the_first_line_that_does_not_hold_is_named(what: str) -> None:
    lines, place, fault = BREAKS[what]
    verdict = verify(lines)
    assert verdict.broken == place
    assert fault in verdict.fault
    assert verdict.count == place - 1
    assert verdict.head == (read(lines[place - 2]).hash if place > 1 else GENESIS)


def test_lines_cut_off_at_the_end_show_in_the_head() -> None:
    assert verify(LINES[:4]).broken is None
    assert verify(LINES[:4]).head != verify(LINES).head


@given(place=st.integers(0), mask=st.integers(1, 255))
def test_no_changed_character_goes_unseen(place: int, mask: int) -> None:
    text = "\n".join(LINES)
    place %= len(text)
    changed = text[:place] + chr(ord(text[place]) ^ mask) + text[place + 1 :]
    # A file is read line by line: at a line feed, and at nothing else.
    assert verify(changed.split("\n")) != verify(LINES)


@given(st.lists(st.text(), max_size=4))
def test_no_text_makes_verifying_fail(lines: list[str]) -> None:
    assert verify([*LINES, *lines]).count == 5


@given(
    text=st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    value=st.floats(allow_nan=False, allow_infinity=False) | st.none(),
)
def test_any_text_is_one_line_of_plain_characters(
    text: str, value: float | None
) -> None:
    said = Entry(at=T0, kind="note", rule=text, text=text, value=value)
    (line,) = lines_after("", 0, [said])
    assert line.isascii()
    assert line.isprintable()
    assert fields(line) == msgspec.structs.asdict(said)
    assert verify([line]).count == 1


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        line_of(entry("\ud800"), 1, GENESIS)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"n":1}',
        '{"x":' + "[" * 200_000,
        '{"a":"\ud800',
        LINES[0].replace('00Z"', '00"'),
    ],
)
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        read(line)


@pytest.mark.parametrize("last", ["", "{}", "x" * 200, LINES[0][:-1]])
def test_a_log_whose_end_was_tampered_with_still_takes_entries(last: str) -> None:
    lines = [LINES[0], last, *lines_after(last, 2, [entry("later")])]
    assert read(lines[2]).prev == GENESIS
    verdict = verify(lines)
    assert verdict.broken == 2


def test_the_last_ends_are_those_of_alerts_at_rest() -> None:
    def moved(new: str, minute: int, subject: str = "ORCL") -> Entry:
        return Entry(
            at=at(minute),
            kind="transition",
            rule="cds-5y-level",
            subject=subject,
            severity="warn",
            new=new,
        )

    lines = lines_after(
        "",
        0,
        [
            moved("firing", 0),
            moved("inactive", 1),
            moved("firing", 2),
            moved("inactive", 3, "META"),
            moved("inactive", 4, "META"),
        ],
    )
    ends = last_ends([*lines, "no line", lines[0].replace("warn", "loud")])
    assert ends == {("cds-5y-level", "META", Severity.WARN): at(4)}
