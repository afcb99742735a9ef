"""What of Textual's private parts is relied on: an upgrade that moves it fails here."""

from __future__ import annotations

import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from textual import _compositor, _xterm_parser, worker_manager
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump

from overhang.terminal.driver import TerminalDriver
from overhang.terminal.modes import AGAIN, RESTORE

RELIED_ON = {
    LinuxDriver: {
        "__init__": "(self, app, *, debug, mouse, size)",
        "_enable_mouse_support": "(self)",
        "_get_terminal_size": "(self)",
        "_query_in_band_window_resize": "(self)",
        "close": "(self)",
        "disable_input": "(self)",
        "process_message": "(self, message)",
        "run_input_thread": "(self)",
        "send_message": "(self, message)",
        "start_application_mode": "(self)",
        "stop_application_mode": "(self)",
        "suspend_application_mode": "(self)",
        "write": "(self, data)",
    },
    App: {
        "_close_messages_no_wait": "(self)",
        "_display": "(self, screen, renderable)",
        "_fatal_error": "(self)",
        "_handle_exception": "(self, error)",
        "exit": "(self, result, return_code, message)",
        "on_event": "(self, event)",
        "panic": "(self, *renderables)",
        "run": "(self, *, headless, inline, inline_no_clear, mouse, size, auto_pilot,"
        " loop)",
    },
    MessagePump: {"message_queue_size": "property", "post_message": "(self, message)"},
    worker_manager.WorkerManager: {
        "__init__": "(self, app)",
        "_new_worker": "(self, work, node, *, name, group, description, exit_on_error,"
        " start, exclusive, thread)",
    },
    _xterm_parser.XTermParser: {
        "__init__": "(self, debug)",
        "feed": "(self, data)",
        "tick": "(self)",
    },
    _compositor.Compositor: {"render_update": "(self, full, screen_stack, simplify)"},
}
STATE = {
    LinuxDriver: ("_file", "fileno", "attrs_before", "exit_event", "_key_thread"),
    App: (
        "_driver", "_exception", "_exit", "_workers", "_loop", "_running", "_closed",
        "_batch_count", "_sync_available",
    ),
}  # fmt: skip
"""What their constructors set."""
MODES = ("?1049", "?1000", "?1003", "?1006", "?1015", "?25", "?1004", "?2004", "?7")


def shape(owner: type, name: str) -> str:
    found = inspect.getattr_static(owner, name)
    if isinstance(found, property):
        return "property"
    parameters = inspect.signature(found).parameters.values()
    names, only = [], False
    for each in parameters:
        if each.kind is each.KEYWORD_ONLY and not only:
            only = True
            names.append("*")
        only |= each.kind is each.VAR_POSITIONAL
        names.append(f"*{each.name}" if each.kind is each.VAR_POSITIONAL else each.name)
    return f"({', '.join(names)})"


def test_the_installed_textual_is_one_that_was_read() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    requirements = [Requirement(each) for each in project["dependencies"]]
    (textual,) = (each for each in requirements if each.name == "textual")
    assert str(textual.specifier) in ("<8.3,>=8.2", ">=8.2,<8.3"), (
        "another Textual: read what changed in the names below, then change this range"
    )
    assert textual.specifier.contains(version("textual"))


@pytest.mark.parametrize("owner", RELIED_ON, ids=lambda each: each.__name__)
def test_what_is_overridden_or_called_is_as_it_was(owner: type) -> None:
    expected = RELIED_ON[owner]
    assert {name: shape(owner, name) for name in expected} == expected


@pytest.mark.parametrize("owner", STATE, ids=lambda each: each.__name__)
def test_what_is_read_or_set_is_still_there(owner: type) -> None:
    source = inspect.getsource(owner)
    assert [name for name in STATE[owner] if f"self.{name}" not in source] == []


def test_every_mode_that_textual_sets_is_undone_and_set_again() -> None:
    source = inspect.getsource(LinuxDriver)
    # 1016 and 2048 are set only where 2048 was asked for: it is not.
    assert [each for each in MODES if f"[{each}" not in source] == []
    assert [each for each in MODES if each not in RESTORE] == []
    mouse = ("?1000", "?1003", "?1006", "?1015")
    assert all(each in AGAIN for each in MODES if each not in mouse)


def test_every_override_says_why() -> None:
    own = {
        name: each
        for name, each in vars(TerminalDriver).items()
        if inspect.isfunction(each) and hasattr(LinuxDriver, name)
    }
    assert set(own) - {"__init__"} <= set(RELIED_ON[LinuxDriver])
    assert [name for name, each in own.items() if not each.__doc__] == ["__init__"]
