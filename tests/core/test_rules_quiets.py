from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from overhang.core.alerts.actions import Matcher, Quiet
from overhang.core.rules.book import Inhibition
from overhang.core.states import Severity
from overhang.views.format import moment
from support.rulebooks import book

HEAD = '[[silence]]\nby = "jk"\nreason = "earnings"\nmatch = { issuer = "MSFT" }\n'


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def silence(start: str, until: str, zone: str = "America/New_York") -> Quiet:
    (quiet,) = book(
        f'[defaults]\ntimezone = "{zone}"\n{HEAD}from = {start}\nuntil = {until}\n'
    ).silences
    return quiet


def test_a_silence_is_for_what_it_matches() -> None:
    (quiet,) = book(
        '[[rule]]\nid = "equity-dd"\nmetric = "equity.drawdown.52w"\nwarn = "< -20%"\n'
        '[[silence]]\nby = "jk"\nreason = "earnings\\u001b night"\n'
        'from = "2026-01-28T16:00"\nuntil = "2026-01-29T16:00"\n'
        'match = { issuer = "MSFT", rule = "equity-*", severity = "warn" }\n'
    ).silences
    assert quiet == Quiet(
        number=0,
        by="jk",
        match=Matcher(issuer="MSFT", rule="equity-*", severity=Severity.WARN),
        start=utc("2026-01-28T21:00"),
        until=utc("2026-01-29T21:00"),
        why="earnings\u241b night",
    )


@pytest.mark.parametrize(
    "match",
    ['issuer = "group:*"', 'metric = "cds.*"', 'rule = "data.stale.*"'],
)
def test_groups_metrics_and_built_in_rules_can_be_silenced(match: str) -> None:
    text = HEAD.replace('issuer = "MSFT"', match)
    assert book(text + "from = 2026-01-01T00:00:00Z\nuntil = 2026-01-02T00:00:00Z")


@pytest.mark.parametrize(
    ("start", "until", "begins", "ends"),
    [
        pytest.param(
            '"2026-07-01T09:30"',
            '"2026-07-01 16:00:30"',
            "2026-07-01T13:30",
            "2026-07-01T20:00:30",
            id="summer",
        ),
        pytest.param(
            '"2026-01-01T09:30Z"',
            '"2026-01-01T09:30-02:00"',
            "2026-01-01T09:30",
            "2026-01-01T11:30",
            id="with an offset",
        ),
        pytest.param(
            "2026-01-01T09:30:00",
            "2026-01-01T16:00:00+01:00",
            "2026-01-01T14:30",
            "2026-01-01T15:00",
            id="TOML's own times",
        ),
        pytest.param(
            '"2026-03-08T02:10"',
            '"2026-03-08T02:50"',
            "2026-03-08T06:10",
            "2026-03-08T07:50",
            id="in an hour that is left out",
        ),
        pytest.param(
            '"2026-11-01T01:10"',
            '"2026-11-01T01:50"',
            "2026-11-01T05:10",
            "2026-11-01T06:50",
            id="in an hour that comes twice",
        ),
    ],
)
def test_times_are_of_the_files_zone_and_a_silence_is_the_longest_meant(
    start: str, until: str, begins: str, ends: str
) -> None:
    quiet = silence(start, until)
    assert (quiet.start, quiet.until) == (utc(begins), utc(ends))


def test_the_zone_is_the_one_of_the_file() -> None:
    quiet = silence('"2026-07-01T09:30"', '"2026-07-01T10:30"', "Europe/Berlin")
    assert quiet.start == utc("2026-07-01T07:30")


def test_a_silence_until_worse_says_what_it_stands_up_to() -> None:
    (quiet,) = book(
        HEAD + 'from = "2026-01-28T16:00"\nuntil = "worse"\nworse_than = "warn"'
    ).silences
    assert (quiet.until, quiet.worse_than) == (None, Severity.WARN)


FAR = [
    '"0001-01-01T00:00+14:00"',
    '"1969-12-31T23:59"',
    '"3000-01-01T00:00Z"',
    '"9999-12-31T23:00Z"',
    "9999-12-31T23:59:00",
]


@pytest.mark.parametrize("time", FAR)
def test_a_year_that_not_every_zone_can_show_is_a_fault(time: str) -> None:
    with pytest.raises(Exception, match=r"until: .*expected a year from 1970 to 2999"):
        silence('"2026-01-28T16:00"', time)
    with pytest.raises(Exception, match=r"from: .*expected a year from 1970 to 2999"):
        silence(time, '"2026-01-28T16:00"')


def test_the_first_and_the_last_year_can_be_shown_in_every_zone() -> None:
    quiet = silence('"1970-01-01T00:00+14:00"', '"2999-12-31T23:59-12:00"')
    assert quiet.until is not None
    for each in ("Pacific/Kiritimati", "Etc/GMT+12", "America/New_York"):
        assert moment(quiet.start, ZoneInfo(each)) != moment(
            quiet.until, ZoneInfo(each)
        )


def test_an_inhibition_names_rules_or_metrics() -> None:
    head = '[[inhibit]]\nsource = "data.stale.cds"\ntarget = "cds.*"\n'
    found = book(head + head + "equal = []\n" + head + 'severity = "crit"').inhibitions
    assert found == (
        Inhibition("data.stale.cds", "cds.*"),
        Inhibition("data.stale.cds", "cds.*", same_subject=False),
        Inhibition("data.stale.cds", "cds.*", severity=Severity.CRIT),
    )
