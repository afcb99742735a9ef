"""Actions nobody should have written: refused in words, and nothing comes to harm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from overhang.core.alerts.actions import (
    Acknowledge,
    Action,
    Matcher,
    Numbered,
    Quiet,
    Remarked,
    Silence,
)
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.conduct import conduct
from overhang.core.alerts.journal import line_of, read
from overhang.core.states import Severity

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NAIVE = datetime(2026, 3, 2, 20, 0)  # noqa: DTZ001
CRIT = Severity.CRIT
ALERT = Alert(
    rule="cds",
    subject="ORCL",
    severity=CRIT,
    metric="cds.5y",
    phase=Phase.FIRING,
    since=NOW,
    id="e1",
)
ACK = Acknowledge(at=NOW, by="jk", rule="cds", subject="ORCL", severity=CRIT)
NOTE = Remarked(
    at=NOW, by="jk", rule="cds", subject="ORCL", severity=CRIT, text="two prints"
)
SILENCE = Silence(
    at=NOW, by="jk", match=Matcher(), start=NOW, until=NOW + HOUR, why="earnings"
)


@pytest.mark.parametrize(
    ("action", "refused"),
    [
        (replace(SILENCE, until=LAST), "a time too far from now"),
        (replace(SILENCE, until=FIRST), "a time too far from now"),
        (replace(SILENCE, start=LAST), "a time too far from now"),
        (replace(SILENCE, start=NAIVE), "a time without a zone"),
        (replace(SILENCE, until=NAIVE), "a time without a zone"),
        (replace(SILENCE, at=NAIVE), "a time without a zone"),
        (replace(SILENCE, until=None), "a silence ends some time"),
        (replace(SILENCE, until=NOW), "it is over before it begins"),
        (
            replace(SILENCE, match=Matcher(rule="[a" * 3000)),
            "a pattern of more than 256 characters",
        ),
        (
            replace(SILENCE, match=Matcher(issuer="[!\x1b]*")),
            "a pattern with characters that cannot be seen",
        ),
        (replace(ACK, until=NAIVE), "a time without a zone"),
        (replace(ACK, until=LAST), "a time too far from now"),
        (replace(ACK, at=FIRST), "a time too far from now"),
        (replace(NOTE, at=NAIVE), "a time without a zone"),
        (replace(NOTE, at=LAST), "a time too far from now"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    action: Action, refused: str
) -> None:
    found = conduct((ALERT,), (), [Numbered(3, action)], NOW)
    assert (found.alerts, found.quiets) == ((ALERT,), ())
    (entry,) = found.entries
    assert (entry.refused, entry.by) == (refused, "jk")
    line, _ = line_of(entry, 1, "0" * 64)
    assert read(line).refused == refused


def test_no_more_silences_are_in_force_than_every_turn_can_bear() -> None:
    quiet = Quiet(number=0, by="jk", match=Matcher(), start=NOW, until=NOW + HOUR)
    many = [replace(quiet, number=number) for number in range(1000)]
    found = conduct((), many, [Numbered(1000, SILENCE)], NOW)
    assert len(found.quiets) == 1000
    assert found.entries[0].refused == "1000 silences are in force already"


def test_an_alert_keeps_its_newest_notes_and_the_log_all() -> None:
    notes = [Numbered(n, replace(NOTE, text=f"{n}")) for n in range(150)]
    found = conduct((ALERT,), (), notes, NOW)
    kept = [each.text for each in found.alerts[0].remarks]
    assert kept == [str(n) for n in range(50, 150)]
    assert len(found.entries) == 150
