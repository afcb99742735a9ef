"""`overhang`: the board."""

from __future__ import annotations

import gc
import os
import sys

from overhang.cli.failures import Exit, say
from overhang.cli.flags import Flags, as_argv, settings_from
from overhang.cli.who import who
from overhang.config.settings import Settings
from overhang.store import open_store
from overhang.store.base import DamagedError, OutdatedError, Store
from overhang.store.keeper import Keeper
from overhang.store.place import store_dir, store_url
from overhang.terminal.refusal import refuse_reason


def bare() -> int:
    """Open the board without a flag; return the exit status."""
    return board(settings_from({}), {})


def board(settings: Settings, flags: Flags) -> int:
    """Open the board; return the exit status."""
    # Textual is loaded below: a refusal and the collector's start come first.
    reason = refuse_reason(sys.stdin, sys.stderr, os.environ)
    if reason is not None:
        say(reason)
        return Exit.USAGE
    # What loads now stays loaded: looking for garbage in it costs a tenth of the
    # start. The app looks for it again after its first frame.
    gc.disable()
    directory = store_dir(settings.state_dir, settings.store_key)
    store = open_store(store_url(directory), write=False)
    keeper = Keeper(directory, as_argv(flags), store.heartbeat)
    if not _has_figures(store):
        # Nothing to show before a collector has gathered it, and seen to what is
        # damaged or outdated: it loads beside the board. Otherwise the first frame
        # has both processors.
        keeper.start()

    from zoneinfo import ZoneInfo

    from overhang.app import OverhangApp
    from overhang.bundled import bundled
    from overhang.calculation import Calculator
    from overhang.link import StoreLink
    from overhang.terminal.entry import run
    from overhang.terminal.notices import voice_of
    from overhang.theming import default_theme, load_themes

    def app() -> OverhangApp:
        calculator = Calculator(store_url(directory))
        link = StoreLink(directory, store, keeper, calculator, who(os.environ))
        palettes = load_themes(bundled("themes"))
        theme = settings.theme or default_theme(os.environ)
        zone = ZoneInfo(settings.timezone)
        # The Linux console's font has no braille.
        plain = os.environ.get("TERM") == "linux"
        voice = voice_of(os.environ, settings.notify, titled=settings.title)
        return OverhangApp(link, palettes, theme, zone, ascii_only=plain, voice=voice)

    # What is laid out beside the event loop gives way to a key at once.
    sys.setswitchinterval(0.0002)
    return run(
        app, crash_dir=settings.state_dir, stderr=sys.stderr, mouse=settings.mouse
    )


def _has_figures(store: Store) -> bool:
    try:
        return store.snapshot() is not None
    except (DamagedError, OutdatedError):
        return False
