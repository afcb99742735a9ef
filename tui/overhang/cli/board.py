"""`overhang`: the board."""

from __future__ import annotations

import os
import sys

import click

from overhang.cli.options import Flags, as_argv
from overhang.cli.status import Exit
from overhang.config.settings import Settings
from overhang.store import open_store
from overhang.store.keeper import Keeper
from overhang.store.place import store_dir, store_url
from overhang.terminal.refusal import refuse_reason


def board(settings: Settings, flags: Flags) -> int:
    """Open the board; return the exit status."""
    # Textual is loaded below: a refusal and the collector's start come first.
    reason = refuse_reason(sys.stdin, sys.stderr, os.environ)
    if reason is not None:
        click.echo(f"overhang: {reason}", err=True)
        return Exit.USAGE
    directory = store_dir(settings.state_dir, settings.store_key)
    store = open_store(store_url(directory), write=False)
    keeper = Keeper(directory, as_argv(flags), store.heartbeat)
    # The collector loads while this process loads its own libraries.
    keeper.start()
    from zoneinfo import ZoneInfo

    from overhang.app import OverhangApp
    from overhang.bundled import bundled
    from overhang.calculation import Calculator
    from overhang.link import StoreLink
    from overhang.terminal.entry import run
    from overhang.theming import default_theme, load_themes

    def app() -> OverhangApp:
        link = StoreLink(directory, store, keeper, Calculator(store_url(directory)))
        palettes = load_themes(bundled("themes"))
        theme = settings.theme or default_theme(os.environ)
        zone = ZoneInfo(settings.timezone)
        # The Linux console's font has no braille.
        plain = os.environ.get("TERM") == "linux"
        return OverhangApp(link, palettes, theme, zone, ascii_only=plain)

    # What is laid out beside the event loop gives way to a key within a millisecond.
    sys.setswitchinterval(0.001)
    return run(
        app, crash_dir=settings.state_dir, stderr=sys.stderr, mouse=settings.mouse
    )
