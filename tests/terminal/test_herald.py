"""When whoever sits at the terminal is told, and when not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from overhang.core.alerts.messages import Message
from overhang.core.notify import Notify
from overhang.core.snapshot import Snapshot
from overhang.terminal.herald import Herald
from overhang.terminal.notices import Voice
from overhang.views.status import title
from support.snapshots import sample_snapshot
from support.telling import item, message

LOUD = Voice(Notify.OSC9, titled=True)
ORCL = "CRIT ORCL: CDS 5Y 232bp > 200bp"


class Desk:
    """A terminal that writes down what it is sent, and a clock that a test turns."""

    def __init__(self, voice: Voice = LOUD) -> None:
        self.room = True
        self.there = True
        self.sent: list[str] = []
        self.titles: list[str] = []
        self.due: list[Callable[[], None]] = []
        self.herald = Herald(voice, self._port, self._later)

    def has_room(self) -> bool:
        return self.room

    def write(self, data: str) -> None:
        self.sent.append(data)

    def name_window(self, text: str) -> None:
        self.titles.append(text)

    def hear(self, *messages: Message) -> None:
        self.herald.hear(snapshot(*messages))

    def a_second_passes(self) -> None:
        due, self.due = self.due, []
        for each in due:
            each()

    def _port(self) -> Desk | None:
        return self if self.there else None

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == 1.0
        self.due.append(call)


def snapshot(*messages: Message) -> Snapshot:
    return replace(sample_snapshot(), told=messages)


def told(number: int) -> Message:
    return message(item(subject=f"N{number}"), id=f"m{number}")


def test_what_was_told_before_the_start_rings_nowhere() -> None:
    desk = Desk()
    desk.hear(told(1), told(2))
    desk.hear(told(1), told(2))
    assert desk.sent == []
    desk.hear(told(2), message(item(), id="m3"))
    assert desk.sent == [f"\a\x1b]9;overhang: {ORCL}\a"]


def test_a_message_rings_once_even_if_it_is_gone_for_a_while() -> None:
    desk = Desk()
    desk.hear()
    desk.hear(told(1))
    desk.a_second_passes()
    desk.hear()
    desk.hear(told(1))
    desk.a_second_passes()
    assert len(desk.sent) == 1


def test_a_burst_rings_twice_at_most_and_the_second_counts() -> None:
    desk = Desk()
    desk.hear()
    for last in range(1, 8):
        desk.hear(*map(told, range(1, last + 1)))
    assert len(desk.sent) == 1
    desk.a_second_passes()
    assert len(desk.sent) == 2
    assert desk.sent[1] == (
        "\a\x1b]9;overhang: 6C N2: CDS 5Y 232bp > 200bp, and 5 more\a"
    )
    desk.a_second_passes()
    assert len(desk.sent) == 2
    assert desk.due == []


def test_a_stalled_terminal_is_told_when_it_has_caught_up() -> None:
    desk = Desk()
    desk.hear()
    desk.room = False
    desk.hear(told(1))
    desk.a_second_passes()
    desk.hear(told(1), told(2))
    desk.a_second_passes()
    assert desk.sent == []
    desk.room = True
    desk.a_second_passes()
    assert len(desk.sent) == 1
    assert "2C" in desk.sent[0]


def test_without_a_terminal_nothing_is_lost_and_nothing_raised() -> None:
    desk = Desk()
    desk.there = False
    desk.hear()
    desk.hear(told(1))
    desk.there = True
    desk.a_second_passes()
    assert len(desk.sent) == 1


def test_the_title_is_set_when_it_changes_and_not_again() -> None:
    desk = Desk()
    desk.hear()
    desk.hear()
    assert desk.titles == [title(sample_snapshot())]
    desk.herald.hear(replace(sample_snapshot(), standings=(), alerts=()))
    assert desk.titles[1:] == ["overhang"]


@pytest.mark.parametrize(
    ("voice", "rings", "titles"),
    [
        (Voice(Notify.OFF, titled=True), 0, 1),
        (Voice(Notify.BELL, titled=False), 1, 0),
        (Voice(), 0, 0),
    ],
)
def test_only_what_is_wanted_is_sent(voice: Voice, rings: int, titles: int) -> None:
    desk = Desk(voice)
    desk.hear()
    desk.hear(told(1))
    desk.a_second_passes()
    assert len(desk.sent) == rings
    assert len(desk.titles) == titles
    assert desk.due == []


def test_what_is_remembered_does_not_grow_for_ever() -> None:
    desk = Desk(Voice(Notify.BELL))
    desk.hear()
    for number in range(0, 5000, 100):
        desk.hear(*map(told, range(number, number + 100)))
    assert len(desk.herald._heard or ()) <= 1000
