"""What a newer collector judges is shown by its plain name, and ends no board."""

from __future__ import annotations

import pytest

from overhang.core.alerts.journal import lines_after
from overhang.screens.alert import AlertScreen
from support.links import FakeLink, burst, desk, screen_text, send, settle
from support.newer import LOG, METRIC, newer
from support.snapshots import sample_snapshot

_WALK = (
    *("v", "v", "s", "s", "s", "slash", *"orcl", "enter", "f", "escape", "escape"),
    *("n", "n", "n", "n", "n", "n", "n", "n", "0", "G", "enter", "enter", "i"),
    *("0", "4", "enter", "G", "enter", "i", "0", "o", "enter", "i", "0", "S", "0"),
    *("A", "j", "j", "enter", "escape", "2", "i", "escape", "5", "6", "j", "enter"),
    *("0", "e", "question_mark", "escape"),
)


@pytest.mark.parametrize("size", [(60, 16), (200, 60)])
async def test_every_screen_takes_what_it_does_not_know(
    size: tuple[int, int],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("exports"))
    link = FakeLink(sample_snapshot())
    link.lines = lines_after("", 0, LOG)
    app = desk(link)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await send(pilot, link, newer())
        for key in _WALK:
            await burst(pilot, key)
        await send(pilot, link, newer())
        assert app._exception is None


async def test_a_figure_that_is_not_known_is_an_alert_like_any_other() -> None:
    link = FakeLink(newer())
    link.lines = lines_after("", 0, LOG)
    app = desk(link)
    async with app.run_test(size=(160, 50)) as pilot:
        await settle(pilot)
        assert f"ORCL {METRIC} 12.5 > 12.25" in screen_text(app)
        await burst(pilot, "A")
        assert "12.5" in screen_text(app)
        await burst(pilot, "enter")
        assert isinstance(app.screen, AlertScreen)
        shown = screen_text(app)
        assert f"{METRIC} 12.5" in shown
        assert "> 12.25" in shown
