"""Limits on own positions: how much of each is used, soft and hard."""

from __future__ import annotations

from overhang.core.catalogue import Metric, Pane, Unit, Worse
from overhang.core.issuers import Universe
from overhang.core.problems import fault
from overhang.core.rules.book import Rule, ladder
from overhang.core.rules.levels import NOTE
from overhang.core.rules.place import Place, text_at
from overhang.core.rules.subjects import (
    metric_of,
    refuse_other,
    subject_key,
    subject_of,
)
from overhang.core.rules.units import UnfitError, dressed, quantity, suffix_of
from overhang.core.snapshot import Level
from overhang.core.states import Severity
from overhang.core.toml_file import Table

LIMIT = ("metric", "issuer", "group", "limit", "soft", "hard", "clear", "note")
"""The keys of this form."""
_SHARES = {"soft": Severity.WARN, "hard": Severity.CRIT}
_USED = Metric(
    "used", Pane.POSITION, "Used", Unit.PERCENT, Worse.HIGHER, "|value| / limit"
)
_MOST = 10.0
"""Times the limit: a share beyond is a slip of the pen."""


def read_limit(place: Place, table: Table, universe: Universe) -> Rule | None:
    """Read one limit, or note its faults and return none.

    Its levels are shares of the limit: soft is warn, hard is crit.
    """
    metric = metric_of(place, table)
    if metric is None:
        return None
    refuse_other(place, table, metric)
    key = subject_key(metric)
    only = subject_of(place, key, table.get(key), universe)
    limit = _amount(place, table, metric)
    shares = {name: _share(place, table, name) for name in _SHARES if name in table}
    clear = _share(place, table, "clear") if "clear" in table else 0.0
    if not shares:
        place.say("limit", "no level, expected soft, hard or both")
    if not only or limit is None or clear is None or not shares:
        return None
    levels = [Level(_SHARES[name], share) for name, share in shares.items() if share]
    if len(levels) < len(shares):
        return None
    if [each.threshold for each in levels] != sorted({it.threshold for it in levels}):
        place.say("hard", "hard is not past soft")
        return None
    note = text_at(place, table, "note", NOTE)
    return Rule(
        id=str(table.get("id", "")),
        metric=metric.id,
        above=True,
        ladder=ladder(tuple(levels), clear, True, note),
        own={},
        only=only,
        limit=limit,
        line=place.file.line(*place.keys),
    )


def _amount(place: Place, table: Table, metric: Metric) -> float | None:
    """Read the limit in the metric's unit, > 0."""
    text = table.get("limit")
    try:
        limit = quantity(text if isinstance(text, str) else "", metric)
        if limit <= 0:
            example = dressed("50", suffix_of(metric))
            raise UnfitError(f'more than nothing, as "{example}"')
    except UnfitError as error:
        place.say("limit", fault("limit", text, str(error)))
        return None
    return limit


def _share(place: Place, table: Table, key: str) -> float | None:
    """Read a share of the limit, as a fraction."""
    text = table[key]
    try:
        share = quantity(text if isinstance(text, str) else "", _USED)
        if not 0 < share <= _MOST:
            raise UnfitError('a share of the limit, as "80%"')
    except UnfitError as error:
        place.fault(key, text, str(error))
        return None
    return share
