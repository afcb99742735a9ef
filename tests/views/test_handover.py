"""What one shift hands to the next."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import asdict, replace

from overhang.core.alerts.alert import Phase
from overhang.core.alerts.journal import GENESIS, Entry, Line
from overhang.core.states import Severity
from overhang.views.alerts import Scene
from overhang.views.base import text_of
from overhang.views.handover import handover, stories
from overhang.views.journal import said
from support.judging import MORNING
from support.scenes import CDS, book_of, fresh, scene

NEW_YORK = ZoneInfo("America/New_York")
REST, WAIT, FIRE, BACK = (
    Phase.INACTIVE,
    Phase.PENDING,
    Phase.FIRING,
    Phase.RECOVERING,
)
SNAPSHOT = scene(
    book_of(CDS), {"MSFT": {"cds.5y": fresh(50.0)}, "ORCL": {"cds.5y": fresh(120.0)}}
)


def entry(minute: float, kind: str = "transition", **more: object) -> Line:
    made = Entry(at=MORNING + timedelta(minutes=minute), kind=kind, **more)  # type: ignore[arg-type]
    return Line(**asdict(made), n=1, prev=GENESIS, hash=GENESIS)


def move(
    minute: float, old: Phase, new: Phase, severity: str = "warn", who: str = "MSFT"
) -> Line:
    return entry(
        minute,
        rule="cds-level",
        subject=who,
        severity=severity,
        old=old,
        new=new,
        text=f"{who} {severity} at {minute:g}",
    )


def page(*entries: Line) -> str:
    now = MORNING + timedelta(hours=8)
    lines = handover(Scene(SNAPSHOT, now, NEW_YORK), entries, MORNING, 80)
    return text_of(lines)


def test_a_story_is_what_fired_how_often_and_when_it_was_over() -> None:
    (story,) = stories(
        [
            move(1, REST, WAIT),
            move(2, WAIT, FIRE),
            move(3, FIRE, BACK),
            move(4, BACK, FIRE),
            move(5, BACK, REST),
            move(6, WAIT, FIRE, "crit"),
            move(6, WAIT, FIRE),
            move(7, FIRE, REST, "crit"),
            move(8, FIRE, REST),
        ],
        standing=(),
    )
    assert (story.worst, story.times) == (Severity.CRIT, 2)
    assert story.first == (MORNING + timedelta(minutes=2), "warn")
    assert story.at == MORNING + timedelta(minutes=6)
    assert story.ended == MORNING + timedelta(minutes=8)
    assert story.text == "MSFT crit at 6"


@pytest.mark.parametrize(
    "entries",
    [
        [move(1, REST, WAIT), move(2, WAIT, REST)],
        [move(1, FIRE, BACK), move(2, BACK, FIRE)],
        [entry(1, "note", rule="cds-level", subject="MSFT", text="x")],
    ],
)
def test_what_never_came_to_fire_or_went_on_firing_is_no_story(
    entries: list[Line],
) -> None:
    assert stories(entries, standing=()) == ()


def test_what_still_stands_is_not_over_though_a_level_is() -> None:
    key = ("cds-level", "MSFT")
    (story,) = stories([move(1, REST, FIRE), move(2, FIRE, REST)], standing={key})
    assert story.ended is None


def test_the_page_says_what_fired_who_did_what_and_what_stands() -> None:
    text = page(
        move(1, REST, FIRE, who="ORCL"),
        move(2, FIRE, REST),
        entry(
            3,
            "ack",
            by="jk",
            rule="cds-level",
            subject="ORCL",
            severity="crit",
            why="calling the desk",
            until=MORNING + timedelta(hours=9),
        ),
        entry(4, "silence", by="ab", action=7, matched="rule dd", why="earnings"),
        entry(5, "end-silence", by="ab", refused="no silence 3 is in force"),
        entry(
            6, "note", by="ab", rule="cds-level", subject="ORCL", text="asked treasury"
        ),
    )
    assert text.splitlines()[:21] == [
        "Handover, 02 Mar 26 10:00 EST to 02 Mar 26 18:00 EST",
        "",
        "Fired",
        "!  10:01  ORCL warn at 1",
        "",
        "Over, fired before",
        "!  10:02  MSFT warn at 2",
        "",
        "Done by people",
        "   10:03  jk acknowledged ORCL cds-level (crit) until 19:00: calling the desk",
        "   10:04  ab silenced rule dd (silence 7): earnings",
        "   10:05  ab was refused an end of silence: no silence 3 is in force",
        "   10:06  ab noted on ORCL cds-level: asked treasury",
        "",
        "Stands now",
        " ALERTS, ACTIVE",
        *text.splitlines()[16:21],
    ]
    assert "ORCL !! 120.0bp > 100bp cds-level" in text.partition("Stands now")[2]
    assert max(map(len, text.splitlines())) <= 80


def test_a_quiet_shift_is_said_to_be_one() -> None:
    assert "Nothing fired, nothing ended and nobody did anything" in page()


def test_a_line_of_the_log_in_words() -> None:
    assert said(move(1, WAIT, FIRE), NEW_YORK) == (
        "02 Mar 26 10:01 EST  MSFT cds-level warn  pending -> firing  MSFT warn at 1"
    )


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (
            [move(1, REST, FIRE, who="ORCL"), move(5, REST, FIRE, "crit", "ORCL")],
            "!! 10:05 (warn 10:01)  ORCL crit at 5",
        ),
        (
            [
                move(1, REST, FIRE, who="ORCL"),
                move(2, FIRE, REST, who="ORCL"),
                move(9, REST, FIRE, who="ORCL"),
            ],
            "!  10:09 (first 10:01), 2 times  ORCL warn at 9",
        ),
        (
            [
                move(1, REST, FIRE, who="ORCL"),
                move(1, REST, FIRE, "crit", "ORCL"),
            ],
            "!! 10:01  ORCL crit at 1",
        ),
    ],
)
def test_the_worst_is_told_with_its_own_time(entries: list[Line], told: str) -> None:
    assert told in page(*entries).splitlines()


def test_what_ended_because_its_rule_is_gone_says_so() -> None:
    gone = replace(move(7, FIRE, REST), why="the rule is gone")
    assert "!  10:07, the rule is gone  MSFT warn at 7" in page(gone).splitlines()
    told = page(move(1, REST, FIRE), gone)
    assert "!  10:01, over 10:07, the rule is gone  MSFT warn at 1" in told
    assert said(gone, NEW_YORK).endswith(
        "firing -> inactive  MSFT warn at 7 (the rule is gone)"
    )


def test_an_action_that_could_not_be_read_was_somebody_s() -> None:
    unread = entry(1, "unknown", action=4, refused="it cannot be read")
    assert said(unread, ZoneInfo("America/New_York")).endswith(
        "  somebody was refused an action: it cannot be read"
    )
