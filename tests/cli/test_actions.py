"""What people do from the command line: signed, written down, applied."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from overhang.cli import desk
from overhang.core.alerts.actions import (
    Acknowledge,
    EndSilence,
    Matcher,
    Remarked,
    Silence,
)
from overhang.core.problems import ConfigError
from overhang.core.rules.book import RuleBook
from overhang.core.states import Severity
from overhang.store import open_store
from overhang.store.base import Heartbeat, Store
from overhang.store.place import store_url
from support.alerted import HOUR
from support.live import until
from support.shell import PROGRAM, Done, overhang


def test_an_acknowledgement_is_of_the_worst_level_that_fires(
    store: Store, done: Done
) -> None:
    status, out, err = done(
        "ack", "CDS-5Y-level", "orcl", "--why", "on\x1b it", "--by", "jk"
    )
    assert (status, err) == (0, "")
    assert out == (
        "ack of cds-5y-level ORCL (warn): written as 1, applied when a collector runs\n"
    )
    (written,) = store.actions()
    action = written.action
    assert isinstance(action, Acknowledge)
    assert (action.rule, action.subject, action.severity) == (
        "cds-5y-level",
        "ORCL",
        Severity.WARN,
    )
    assert (action.by, action.why, action.until) == ("jk", "on\u241b it", None)


def test_a_command_that_is_stopped_holds_no_lock(
    store: Store, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> int:
        raise AssertionError("Ctrl-Z would stop this process in the midst of it")

    # Another process writes, which no terminal stops.
    monkeypatch.setattr(type(store), "put_action", stopped)
    for argv in (
        ("ack", "cds-5y-level", "ORCL"),
        ("silence", "--issuer", "ORCL", "--why", "known"),
        ("unsilence", "2"),
        ("note", "cds-5y-level", "ORCL", "seen"),
    ):
        assert done(*argv)[0] == 0, argv
    assert len(store.actions()) == 4


def test_an_acknowledgement_can_end(store: Store, done: Done) -> None:
    assert done("ack", "cds-5y-level", "ORCL", "--until", "2h")[0] == 0
    action = store.actions()[0].action
    assert isinstance(action, Acknowledge)
    assert action.until == action.at + 2 * HOUR


@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        (("ack", "cds-5y-lvl", "ORCL"), 2, 'did you mean "cds-5y-level"?'),
        (("ack", "cds-5y-level", "OCRL"), 2, 'did you mean "ORCL"?'),
        (("ack", "cds-5y-level", "MSFT"), 1, "does not fire on MSFT"),
        (("ack", "issued-ytd", "ORCL"), 1, "is only pending on ORCL"),
        (("ack", "deal-cover", "ORCL"), 2, "is a hard limit: say --why"),
        (("ack", "cds-5y-level", "ORCL", "--until", "soon"), 2, "no length of time"),
        (("ack", "cds-5y-level", "ORCL", "--until", "worse"), 2, "needs a time"),
        (("silence", "--why", "x"), 2, "say --issuer, --rule or both"),
        (("silence", "--rule", "cds-*"), 2, "Missing option '--why'"),
        (("silence", "--rule", "cds-*", "--why", " "), 2, "must say something"),
        (("silence", "--rule", "cdx-*", "--why", "x"), 2, "unknown rule"),
        (
            ("silence", "--rule", "deal-cover", "--until", "worse", "--why", "x"),
            2,
            "nothing is worse than crit: give a time",
        ),
        (
            ("silence", "--issuer", "MSFT", "--until", "worse", "--why", "x"),
            2,
            "nothing that it matches fires: give a time",
        ),
        (("unsilence", "9"), 1, "no silence 9; in force: 7"),
        (("unsilence", "#"), 2, "found '#', expected a number as 5"),
        (("unsilence", "0"), 2, "found '0', expected a number as 5"),
        (("note", "cds-5y-level", "MSFT", "x"), 1, "does not fire on MSFT"),
        (("note", "cds-5y-level", "ORCL", " "), 2, "must say something"),
        (("list", "--since", "soon"), 2, "expected a time as 8h"),
        (("list", "--since", "8h", "--format", "csv"), 2, "a page to read"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(
    store: Store, done: Done, argv: tuple[str, ...], status: int, said: str
) -> None:
    found, out, err = done(*argv)
    assert (found, out) == (status, "")
    assert said in err
    assert not store.actions()


def test_rules_that_are_wrong_keep_nobody_from_acting_by_those_before(
    store: Store, directory: Path, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> RuleBook:
        raise ConfigError(["rules.toml:3: rule x: no metric"])

    monkeypatch.setattr(desk, "load_rules", wrong)
    status, _, err = done("ack", "cds-5y-level", "ORCL")
    assert (status, len(store.actions())) == (0, 1)
    assert err == (
        "overhang: rules.toml:3: rule x: no metric; read by the rules before; "
        "no collector starts until this is mended\n"
    )
    _beat(directory, datetime.now(UTC))
    assert done("ack", "cds-5y-level", "ORCL")[2] == (
        "overhang: rules.toml:3: rule x: no metric; the rules before are in force\n"
    )
    assert 'did you mean "cds-5y-level"' in done("ack", "cds-5y-lvl", "ORCL")[2]


def test_a_silence_names_what_it_is_for_and_when(store: Store, done: Done) -> None:
    status, out, _ = done(
        *("silence", "--issuer", "orcl", "--rule", "cds-*", "--why", "roll"),
        *("--from", "2h", "--until", "3h", "--by", "jk"),
    )
    assert status == 0
    assert out.startswith("silence of rule cds-* on ORCL until ")
    action = store.actions()[0].action
    assert isinstance(action, Silence)
    assert action.match == Matcher(issuer="ORCL", rule="cds-*")
    assert action.start == action.at + 2 * HOUR
    assert action.until == action.start + 3 * HOUR
    assert (action.why, action.until_worse) == ("roll", False)


def test_a_silence_until_worse_has_no_end(store: Store, done: Done) -> None:
    about = ("--issuer", "ORCL", "--rule", "cds-5y-level")
    done("silence", *about, "--until", "worse", "--why", "known")
    action = store.actions()[0].action
    assert isinstance(action, Silence)
    assert (action.until, action.until_worse) == (None, True)


def test_a_silence_is_ended_by_its_number_even_before_it_is_applied(
    store: Store, done: Done
) -> None:
    assert done("unsilence", "#7", "--why", "over")[0] == 0
    done("silence", "--issuer", "ORCL", "--why", "x")
    number = store.actions()[-1].number
    assert done("unsilence", str(number))[0] == 0
    ended = [
        each.action.silence
        for each in store.actions()
        if isinstance(each.action, EndSilence)
    ]
    assert ended == [7, number]


def test_a_note_is_written_on_what_is_pending_too(store: Store, done: Done) -> None:
    assert done("note", "issued-ytd", "ORCL", "asked treasury")[0] == 0
    action = store.actions()[0].action
    assert isinstance(action, Remarked)
    assert (action.severity, action.text) == (Severity.WARN, "asked treasury")


def test_a_collector_that_takes_its_time_is_told_from_one_that_is_not_there(
    directory: Path, done: Done
) -> None:
    _beat(directory, datetime.now(UTC))
    _, out, _ = done("note", "cds-5y-level", "ORCL", "x")
    assert out == "note on cds-5y-level ORCL: written as 1, not applied yet\n"


def test_a_sign_of_life_from_the_future_is_nobody_s(
    directory: Path, done: Done
) -> None:
    _beat(directory, datetime.now(UTC) + HOUR)
    _, out, _ = done("note", "cds-5y-level", "ORCL", "x")
    assert out.endswith("written as 1, applied when a collector runs\n")


@pytest.mark.e2e
def test_a_running_collector_applies_what_people_do_at_once(
    env: dict[str, str],
) -> None:
    rule = ("equity-dd-52w", "ORCL")

    def fires() -> bool:
        out = overhang(env, "alerts", "list", "--format", "json").stdout
        return out.startswith("{") and any(
            (each["rule"], each["subject"]) == rule
            for each in json.loads(out)["alerts"]
        )

    with subprocess.Popen((*PROGRAM, "collect"), env=env) as collector:
        try:
            assert until(fires, 30)
            done = overhang(env, "alerts", "ack", *rule, "--by", "jk", "--why", "mine")
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout == "ack of equity-dd-52w ORCL (crit): applied as 1\n"
            listed = overhang(env, "alerts", "list", "--format", "csv").stdout
            rows = csv.DictReader(io.StringIO(listed))
            acked = {row["rule"] for row in rows if row["acked_by"] == "jk"}
            assert acked == {"equity-dd-52w"}
            log = overhang(env, "alerts", "log", "--since", "1h").stdout
            entry = json.loads(log.splitlines()[-1])
            assert (entry["kind"], entry["by"], entry["why"]) == ("ack", "jk", "mine")
        finally:
            collector.terminate()


def _beat(directory: Path, at: datetime) -> None:
    with closing(open_store(store_url(directory), write=True)) as store:
        store.beat(Heartbeat(pid=1, at=at, started_at=at, version="0"))
