"""The program as a shell runs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping

Done = Callable[..., tuple[int, str, str]]
"""Runs a command in this process; returns its status and what it wrote."""
PROGRAM = (sys.executable, "-m", "overhang")


def overhang(
    env: Mapping[str, str], *argv: str, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, with nothing to read."""
    return subprocess.run(
        (*PROGRAM, *argv),
        env=env,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )
