"""What was found out about one thing, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from overhang.cli.failures import Exit
from overhang.core.safe_text import safe_text

SCHEMA = 1
"""Grows when a field changes its meaning or goes."""
_WORDS = 500


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Finding(NamedTuple):
    """One line of the report."""

    level: Level
    what: str
    """What was looked at: `terminal`, `edgar network`."""
    found: str
    """What it is, without secrets."""
    advice: str = ""
    """What to do; empty when there is nothing to be done."""
    remote: bool = False
    """Whether it is somebody else's machine, or the way there, that fails."""


def ok(what: str, found: str, advice: str = "") -> Finding:
    """Say that something is well."""
    return Finding(Level.OK, what, found, advice)


def warn(what: str, found: str, advice: str = "") -> Finding:
    """Say that something works, and not as it should."""
    return Finding(Level.WARN, what, found, advice)


def fail(what: str, found: str, advice: str = "", *, remote: bool = False) -> Finding:
    """Say that something does not work."""
    return Finding(Level.FAIL, what, found, advice, remote)


def line(finding: Finding, wide: int) -> str:
    """Write one line: `fail  edgar answer  HTTP 403 ... -> set contact ...`."""
    advice = f"  -> {finding.advice}" if finding.advice else ""
    words = safe_text(f"{finding.found}{advice}", _WORDS)
    return f"{finding.level:<4}  {finding.what:<{wide}}  {words}".rstrip()


def as_json(findings: Sequence[Finding]) -> str:
    """Write one object: how many of each level, then every finding."""
    whole = {
        "schema": SCHEMA,
        "exit": int(status(findings)),
        "counts": {
            each.value: sum(found.level is each for found in findings) for each in Level
        },
        "checks": [
            {**each._asdict(), "found": safe_text(each.found, _WORDS)}
            for each in findings
        ],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def status(findings: Sequence[Finding]) -> Exit:
    """Return the exit status: warnings are fine, a far end that fails is 3."""
    failed = [each for each in findings if each.level is Level.FAIL]
    if not failed:
        return Exit.OK
    far = all(each.remote for each in failed)
    return Exit.UNREACHABLE if far else Exit.FAILED
