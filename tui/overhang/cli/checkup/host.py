"""The machine and the terminal: what the program runs on."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from overhang import __version__
from overhang.cli.checkup.finding import Finding, fail, ok, warn

_LIBRARIES = ("textual", "msgspec", "apsw", "httpx", "pandas")
_SMALL = (40, 12)
"""Columns and rows that the board needs."""
_TMUX_S = 2.0


def host(env: Mapping[str, str]) -> Iterator[Finding]:
    """Look at Python, its libraries and the terminal."""
    yield _libraries()
    yield from _terminal(env)


def _libraries() -> Finding:
    found, missing = [], []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    python = f"overhang {__version__}, Python {platform.python_version()}"
    if missing:
        words = f"{python}; not installed: {', '.join(missing)}"
        return fail("program", words, "install overhang anew")
    return ok("program", f"{python}, {', '.join(found)}")


def _terminal(env: Mapping[str, str]) -> Iterator[Finding]:
    if not sys.stdout.isatty():
        yield ok("terminal", "output is no terminal: not looked at")
        return
    term = env.get("TERM", "")
    size = shutil.get_terminal_size()
    colours = (
        "24-bit" if env.get("COLORTERM") in ("truecolor", "24bit") else "256 or 16"
    )
    coding = (sys.stdout.encoding or "").upper()
    words = (
        f"TERM {term or 'not set'}, {coding}, {colours} colours, {size[0]}x{size[1]}"
    )
    if term in ("", "dumb", "unknown"):
        yield fail("terminal", words, "set TERM to what it is, as xterm-256color")
    elif "UTF" not in coding:
        yield warn("terminal", words, "set LANG to a UTF-8 locale: lines are ASCII now")
    elif size[0] < _SMALL[0] or size[1] < _SMALL[1]:
        yield warn("terminal", words, f"make it {_SMALL[0]}x{_SMALL[1]} or larger")
    else:
        yield ok("terminal", words)
    if "TMUX" in env:
        yield _tmux()
    if "SSH_CONNECTION" in env:
        yield ok("mouse", "off by default over SSH", "mouse = true switches it on")


def _tmux() -> Finding:
    """Ask tmux whether it lets notices through to the terminal around it."""
    argv = ("tmux", "show-options", "-gv", "allow-passthrough")
    try:
        done = subprocess.run(
            argv, capture_output=True, text=True, timeout=_TMUX_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return warn("tmux", "does not answer", "notices ring its bell only")
    said = done.stdout.strip() or "off"
    if said == "off":
        advice = "set -g allow-passthrough on: notices reach your desktop"
        return warn("tmux", "passes no notices through", advice)
    return ok("tmux", f"allow-passthrough {said}")
