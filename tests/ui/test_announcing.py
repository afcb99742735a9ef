"""The app tells the terminal what is new, whatever screen it is on."""

from __future__ import annotations

from msgspec.structs import replace

from overhang.app import OverhangApp
from overhang.core.alerts.messages import Message
from overhang.core.notify import Notify
from overhang.core.snapshot import Snapshot
from overhang.terminal.notices import Voice
from support.links import FakeLink, desk, screen_text, send, settle
from support.snapshots import sample_snapshot
from support.telling import item, message

FIRST = message(id="m1")
SECOND = message(item(subject="META"), id="m2")
RUNG = "\a\x1b]9;overhang: CRIT META: CDS 5Y 232bp > 200bp\a"


class Line:
    """A terminal that keeps up and writes down what it is sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.titles: list[str] = []

    def has_room(self) -> bool:
        return True

    def write(self, data: str) -> None:
        self.sent.append(data)

    def name_window(self, text: str) -> None:
        self.titles.append(text)


def snapshot(*told: Message) -> Snapshot:
    return replace(sample_snapshot(), told=told)


def on_a_line(link: FakeLink) -> tuple[OverhangApp, Line]:
    line = Line()
    app = desk(link, voice=Voice(Notify.OSC9, titled=True), port=line)
    return app, line


async def test_a_new_message_rings_on_every_screen_and_while_paused() -> None:
    link = FakeLink(snapshot(FIRST))
    app, line = on_a_line(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("S", "p")
        assert line.sent == []
        await send(pilot, link, snapshot(FIRST, SECOND))
        assert line.sent == [RUNG]
        assert app.snapshot is link.stored


async def test_the_first_snapshot_of_an_empty_store_rings_nowhere() -> None:
    link = FakeLink(None)
    app, line = on_a_line(link)
    async with app.run_test(size=(120, 40)) as pilot:
        assert line.titles == []
        await send(pilot, link, snapshot(FIRST))
        assert line.sent == []
        assert len(line.titles) == 1
        await send(pilot, link, snapshot(FIRST, SECOND))
        assert line.sent == [RUNG]


async def test_the_title_follows_the_counts_while_paused() -> None:
    link = FakeLink(snapshot())
    app, line = on_a_line(link)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("p")
        await send(pilot, link, replace(sample_snapshot(), standings=(), alerts=()))
        assert line.titles[-1] == "overhang"
        assert "paused · now nothing" in screen_text(app)
        await pilot.press("p")
        await settle(pilot)
        assert "paused" not in screen_text(app)
        assert " now " not in screen_text(app).splitlines()[0]
        assert line.titles[0].endswith("] overhang")
