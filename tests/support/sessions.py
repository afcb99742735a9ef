"""Every session's end: nobody left behind, and every byte it sent looked at.

`OVERHANG_TEST_RECORD=FOLDER` keeps the bytes of each session there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from support.canary import traces
from support.terminal import Terminal, gone
from support.vocabulary import strays


def end(opened: Iterable[Terminal], name: str) -> None:
    """Close terminals; fail if one was sent what no board needs, or a secret.

    `name` is of the test that opened them.
    """
    sessions = list(opened)
    for each in sessions:
        each.close()
    for each in sessions:
        gone(each.family, 5)
    for number, each in enumerate(sessions):
        _record(each, f"{name}-{number}")
    for each in sessions:
        assert traces(bytes(each.raw)) == []
        if not each.unchecked:
            # What was killed as it wrote may end in the middle of a sequence.
            assert strays(bytes(each.raw), cut=True) == []


def _record(terminal: Terminal, name: str) -> None:
    if folder := os.environ.get("OVERHANG_TEST_RECORD"):
        kind = "unchecked" if terminal.unchecked else "raw"
        file = re.sub(r"[^\w.-]+", "-", name)[:120]
        (Path(folder) / f"{file}.{kind}").write_bytes(terminal.raw)
