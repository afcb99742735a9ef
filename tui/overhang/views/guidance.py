"""Capex guidance in a trader's words: the range, and which way it moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from overhang.core.events import Guidance, GuidanceForm
from overhang.core.metrics import guidance
from overhang.core.metrics.evidence import Row
from overhang.views import format as fmt

_UNDATED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def guided(statement: Guidance) -> str:
    """Write what was said: `195-205`, `175`, `>=50`, `<=72` or `words`. USD bn."""
    low, high = guidance.ends(statement)
    if low is not None and high is not None:
        ends = dict.fromkeys((fmt.trimmed(low), fmt.trimmed(high)))
        return "-".join(ends)
    if low is not None:
        return f">={fmt.trimmed(low)}"
    if high is not None:
        return f"<={fmt.trimmed(high)}"
    return "words"


def standing_statement(statements: Sequence[Guidance]) -> Guidance | None:
    """Pick one issuer's statement in force; without any number, the newest words."""
    standing = guidance.in_force(_rows(statements))
    if standing is not None:
        return standing.current.record
    return max(statements, key=lambda each: each.given_on, default=None)


def previous(statements: Sequence[Guidance], of: Guidance) -> Guidance | None:
    """Find what the same issuer said before about the same period."""
    rows = _rows([each for each in statements if each.issuer == of.issuer])
    current = next((row for row in rows if row.record is of), None)
    before = guidance.prior(rows, current) if current else None
    return before.record if before else None


def direction(now: Guidance, before: Guidance | None) -> str:
    """Say which way guidance moved: `raised`, `cut`, `narrowed`, `reiterated`...

    A definition that changed is said as that: never as a raise or a cut.
    """
    moved = guidance.revision(now, before)
    if moved.direction is not None:
        return moved.direction.value
    if before is None:
        return "first"
    if now.form is GuidanceForm.WORDS:
        return "words"
    return moved.reason.partition(":")[0] if "definition" in moved.reason else "n/m"


def of_issuer(statements: Sequence[Guidance], code: str) -> list[Guidance]:
    """List one issuer's statements, newest first."""
    mine = [each for each in statements if each.issuer == code]
    return sorted(mine, key=lambda each: (each.given_on, each.period), reverse=True)


def _rows(statements: Sequence[Guidance]) -> list[Row[Guidance]]:
    """Give statements the shape the metrics pick from; their order is their age."""
    return [Row(each, _UNDATED, at) for at, each in enumerate(statements)]
