"""Figures as monitoring plugins give them: `'ORCL_cds-5y-level'=227.5;~:200;~:300`.

By the Monitoring Plugins guidelines a label holds no `=` and no quote, a value that is
not known is `U`, a unit is one of few (here `%` or none), and a level is the range
inside which all is well: `~:200` up to 200, `2.5:` from 2.5 on.
"""

from __future__ import annotations

from collections.abc import Iterable

from overhang.core.catalogue import METRICS, Unit
from overhang.core.rules.book import Rule
from overhang.core.snapshot import Standing
from overhang.core.states import Severity, State
from overhang.views.verdict import Pair

ITEMS = 100
"""Figures at most: what comes after them is cut at the same place each time."""
BYTES = 5000
"""All of a plugin's output should stay under 8 kB."""
_UNSAFE = str.maketrans({"'": "_", "=": "_", "|": "_", " ": "_", ":": "_"})


def perfdata(
    pairs: Iterable[Pair], standings: dict[tuple[str, str], Standing]
) -> tuple[str, int]:
    """Return the figures of every rule that has levels, and how many are left out.

    A figure out of date is `U`: a graph shows a gap, and no line where nobody looked.
    """
    items = [
        _item(rule, subject, standings.get((rule.id, subject)))
        for rule, subject in pairs
        if rule.metric
    ]
    kept: list[str] = []
    room = BYTES
    for each in items[:ITEMS]:
        room -= len(each.encode()) + 1
        if room < 0:
            break
        kept.append(each)
    return " ".join(kept), len(items) - len(kept)


def _item(rule: Rule, subject: str, standing: Standing | None) -> str:
    label = f"{subject}_{rule.id}".translate(_UNSAFE)
    if standing is None or standing.value is None or standing.state is not State.FRESH:
        value = "U"
    else:
        # Of a position its size is limited, whatever its side.
        held = abs(standing.value) if rule.limit is not None else standing.value
        value = _number(held, rule) + ("%" if _is_percent(rule) else "")
    levels = {
        each.severity: _range(each.threshold, rule)
        for each in (standing.levels if standing else ())
    }
    warn = levels.get(Severity.WARN, "")
    crit = levels.get(Severity.CRIT, "")
    return f"'{label}'={value};{warn};{crit}".rstrip(";")


def _is_percent(rule: Rule) -> bool:
    return METRICS[rule.metric].unit is Unit.PERCENT


def _range(threshold: float, rule: Rule) -> str:
    number = _number(threshold, rule)
    return f"~:{number}" if rule.above else f"{number}:"


def _number(value: float, rule: Rule) -> str:
    """Write a number with neither exponent nor needless digits."""
    scaled = value * 100 if _is_percent(rule) else value
    text = f"{scaled:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
