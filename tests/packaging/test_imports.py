"""What is loaded, and when: static layers miss an import inside a function."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.interpreter import loaded_after

HEAVY = ("pandas", "numpy", "httpx", "pandas_market_calendars", "fastparquet")


@pytest.mark.parametrize(
    "module",
    ["app", "screens.board", "widgets.pane", "views.dump", "store", "config"],
)
def test_the_viewer_loads_no_pandas_and_no_network(module: str) -> None:
    assert not loaded_after(f"import overhang.{module}") & set(HEAVY)


@pytest.mark.parametrize(
    "module", ["collector.main", "calculator", "views.dump", "cli.main", "cli.snapshot"]
)
def test_what_has_no_screen_loads_no_textual(module: str) -> None:
    assert not loaded_after(f"import overhang.{module}") & {"textual", "rich"}


def test_the_version_loads_next_to_nothing() -> None:
    loaded = loaded_after(
        "import sys; sys.argv = ['overhang', '--version']\n"
        "from overhang.__main__ import main; main()"
    )
    assert not loaded & {"click", "msgspec", "textual", *HEAVY}


def test_the_calendar_library_is_not_needed_where_the_shipped_file_reaches() -> None:
    loaded = loaded_after(
        "import datetime as dt\n"
        "from overhang.bundled import bundled\n"
        "from overhang.core.calendars import Market, load_calendars\n"
        "c = load_calendars(bundled('data') / 'calendars.toml')\n"
        "assert c.is_open(Market.NYSE, dt.date(2026, 10, 9))"
    )
    assert "pandas_market_calendars" not in loaded


def test_a_board_starts_its_collector_before_it_loads_a_screen(tmp_path: Path) -> None:
    loaded = loaded_after(
        "import os, sys\n"
        "from overhang.cli import board\n"
        f"os.environ['OVERHANG_STATE'] = {str(tmp_path)!r}\n"
        "board.refuse_reason = lambda *_: None\n"
        "board.Keeper.start = lambda _: sys.exit()\n"
        "try: board.bare(); print('no collector'); sys.exit(1)\n"
        "except SystemExit as stop: assert not stop.code\n"
    )
    assert "overhang.store.keeper" in loaded
    assert not loaded & {"click", "textual", "rich", *HEAVY}
