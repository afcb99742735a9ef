from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from overhang.core.alerts.actions import (
    Acknowledge,
    Action,
    EndSilence,
    Matcher,
    Numbered,
    Quiet,
    Remarked,
    Silence,
    Unknown,
)
from overhang.core.alerts.alert import Ack, Alert, Phase, Remark
from overhang.core.alerts.conduct import Conducted, conduct, words_of
from overhang.core.alerts.journal import Entry, line_of, verify
from overhang.core.states import Severity

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
SAID = NOW - timedelta(seconds=3)
UNTIL = NOW + timedelta(hours=2)
INFO, WARN, CRIT = Severity.INFO, Severity.WARN, Severity.CRIT


def alert(severity: Severity = CRIT, subject: str = "ORCL", rule: str = "cds") -> Alert:
    return Alert(
        rule=rule,
        subject=subject,
        severity=severity,
        metric="cds.5y",
        phase=Phase.FIRING,
        since=NOW,
        id=f"{subject}-{severity.name}",
    )


LADDER = (alert(INFO), alert(WARN), alert(CRIT), alert(CRIT, "MSFT"))


def ack(severity: Severity = CRIT, why: str = "") -> Acknowledge:
    return Acknowledge(
        at=SAID, by="jk", rule="cds", subject="ORCL", severity=severity, why=why
    )


def silence(match: Matcher, *, worse: bool = False) -> Silence:
    until = None if worse else UNTIL
    return Silence(
        at=SAID,
        by="jk",
        match=match,
        start=NOW,
        until=until,
        until_worse=worse,
        why="earnings",
    )


def applied(
    *actions: Action | Unknown,
    alerts: tuple[Alert, ...] = LADDER,
    quiets: tuple[Quiet, ...] = (),
) -> Conducted:
    numbered = [Numbered(5 + place, each) for place, each in enumerate(actions)]
    return conduct(alerts, quiets, numbered, NOW)


def test_nothing_done_changes_nothing() -> None:
    assert applied() == (LADDER, (), ())


def test_an_acknowledgement_is_of_the_level_and_the_milder_ones() -> None:
    found = applied(ack(WARN, "on it"))
    held = Ack(by="jk", at=SAID, why="on it")
    assert [each.ack for each in found.alerts] == [held, held, None, None]
    assert [each.key for each in found.alerts] == [each.key for each in LADDER]
    assert found.entries == (
        Entry(
            at=NOW,
            kind="ack",
            rule="cds",
            subject="ORCL",
            severity="warn",
            alert="ORCL-WARN",
            metric="cds.5y",
            action=5,
            by="jk",
            said_at=SAID,
            why="on it",
        ),
    )


def test_a_hard_limit_is_not_acknowledged_without_a_reason() -> None:
    hard = (replace(alert(), needs_reason=True),)
    for why in ("", "  "):
        refused = applied(ack(why=why), alerts=hard)
        assert refused.alerts == hard
        assert (
            refused.entries[0].refused == "a hard limit is acknowledged with a reason"
        )
    given = applied(ack(why="desk head agreed until Friday"), alerts=hard)
    assert given.alerts[0].ack is not None
    assert given.entries[0].refused == ""


def test_what_is_over_is_not_acknowledged_and_the_log_says_so() -> None:
    found = applied(ack(), alerts=())
    assert found.alerts == ()
    assert found.entries[0].refused == "nothing to acknowledge: it is over"


def test_an_acknowledgement_is_of_the_episode_that_was_seen() -> None:
    seen = replace(ack(), alert="ORCL-CRIT")
    assert applied(seen).alerts[2].ack is not None
    fired_again = (replace(alert(), id="another"),)
    found = applied(seen, alerts=fired_again)
    assert found.alerts == fired_again
    assert found.entries[0].refused == "that one is over, and it fired anew"


def test_a_silence_is_known_by_the_number_of_its_action() -> None:
    match = Matcher(issuer="ORCL", rule="cds*")
    found = applied(ack(), silence(match))
    assert found.quiets == (
        Quiet(number=6, by="jk", match=match, start=NOW, until=UNTIL, why="earnings"),
    )
    entry = found.entries[1]
    assert (entry.kind, entry.matched) == ("silence", "issuer ORCL, rule cds*")
    assert (entry.until, entry.why, entry.action) == (UNTIL, "earnings", 6)


def test_what_cannot_be_read_is_refused_and_nothing_else_with_it() -> None:
    found = applied(Unknown(), ack())
    assert found.entries[0] == Entry(
        at=NOW,
        kind="unknown",
        action=5,
        refused="another version of this program wrote it: it cannot be read",
    )
    assert (found.entries[1].kind, found.entries[1].refused) == ("ack", "")


def test_a_silence_until_worse_remembers_the_loudest_that_stood() -> None:
    waiting = replace(alert(CRIT, "META"), phase=Phase.PENDING)
    stood = (alert(WARN), alert(CRIT, "MSFT"), waiting)

    def worse_than(match: Matcher) -> Severity | None:
        found = applied(silence(match, worse=True), alerts=stood)
        return found.quiets[0].worse_than

    assert worse_than(Matcher(issuer="ORCL")) is WARN
    assert worse_than(Matcher(severity=WARN)) is WARN
    (entry,) = applied(
        silence(Matcher(issuer="ORCL"), worse=True), alerts=stood
    ).entries
    assert (entry.matched, entry.until) == ("issuer ORCL, until worse", None)


def test_a_silence_until_worse_is_refused_where_nothing_can_end_it_or_need_it() -> None:
    waiting = replace(alert(WARN, "META"), phase=Phase.PENDING)
    stood = (alert(WARN), alert(CRIT), waiting)
    for issuer, refused in {
        "ORCL": "nothing is worse than crit: give a time",
        "META": "nothing that it matches fires: give a time",
    }.items():
        found = applied(silence(Matcher(issuer=issuer), worse=True), alerts=stood)
        assert (found.quiets, found.entries[0].refused) == ((), refused)


def test_a_silence_ends_before_its_time_and_only_once() -> None:
    begun = applied(silence(Matcher(rule="cds*")))
    end = EndSilence(at=SAID, by="mm", silence=5, why="results are out")
    ended = applied(end, end, quiets=begun.quiets)
    assert ended.quiets == ()
    assert [(each.matched, each.refused) for each in ended.entries] == [
        ("rule cds*", ""),
        ("", "no silence 5 is in force"),
    ]
    assert ended.entries[0].why == "results are out"


def test_a_note_stays_with_its_alert_and_in_the_log() -> None:
    note = Remarked(
        at=SAID, by="jk", rule="cds", subject="ORCL", severity=CRIT, text="two prints"
    )
    found = applied(note)
    assert found.alerts[2].remarks == (Remark(by="jk", at=SAID, text="two prints"),)
    assert found.entries[0].text == "two prints"
    over = applied(note, alerts=())
    assert (over.alerts, over.entries[0].text) == ((), "two prints")


def test_what_people_write_comes_out_inert() -> None:
    hostile = "\x1b]0;x\x07\ud800[red]\u202e$(rm)\n"
    note = Remarked(
        at=SAID, by=hostile, rule=hostile, subject="X", severity=CRIT, text=hostile
    )
    said = silence(Matcher(rule=hostile))
    found = applied(
        note,
        replace(ack(why=hostile), by=hostile),
        replace(said, by=hostile),
        replace(silence(Matcher()), by=hostile, why=hostile * 1000),
    )
    lines, previous = [], "0" * 64
    for number, entry in enumerate(found.entries, 1):
        line, previous = line_of(entry, number, previous)
        lines.append(line)
        assert line.isprintable()
        told = f"{entry.by}{entry.why}{entry.text}{entry.rule}{entry.matched}"
        assert told.isprintable()
    assert verify(lines).count == 4
    assert len(found.quiets[0].why) == 1000


def test_a_matcher_is_told_in_words() -> None:
    assert words_of(Matcher()) == "everything"
    match = Matcher(metric="cds.*", severity=WARN)
    assert words_of(match) == "metric cds.*, up to warn"
