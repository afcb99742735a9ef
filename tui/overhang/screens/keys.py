"""Every key that does something, for the help."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import App
from textual.binding import Binding

from overhang.screens.acting import ActingScreen
from overhang.screens.alerts import AlertsScreen
from overhang.screens.base import DeskScreen
from overhang.screens.board import BoardScreen
from overhang.screens.issuer import IssuerScreen
from overhang.screens.tape import TapeScreen
from overhang.widgets.page import Page
from overhang.widgets.pane import Pane


def key_table(app: App[object]) -> list[tuple[str, str, str]]:
    """List every key, what it does and where, read from the bindings themselves."""
    places = (
        ("everywhere", (*type(app).BINDINGS, *DeskScreen.BINDINGS)),
        ("board", BoardScreen.BINDINGS),
        ("pane", Pane.BINDINGS),
        ("issuer", IssuerScreen.BINDINGS),
        ("alert, or a figure", ActingScreen.BINDINGS),
        ("alerts", AlertsScreen.BINDINGS),
        ("tape", TapeScreen.BINDINGS),
        ("text", Page.BINDINGS),
    )
    rows = []
    for place, bindings in places:
        for binding in bindings:
            if isinstance(binding, Binding):
                keys = " ".join(_keys(app, binding))
                rows.append((keys, binding.description, place))
    return rows


def _keys(app: App[object], binding: Binding) -> Iterator[str]:
    if binding.key_display:
        yield binding.key_display
        return
    for key in binding.key.split(","):
        yield app.get_key_display(Binding(key.strip(), ""))
