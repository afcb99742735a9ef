"""What people do about alerts from the command line, each written down and signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click

from overhang.cli.options import source_options

_ENDS = "`2h`, `16:00`, `2026-11-23T09:00`"


def _number(context: click.Context, param: click.Parameter, value: str) -> int:
    """Read a number, bare or as it is listed: `#5`."""
    text = value.removeprefix("#")
    if not re.fullmatch("[1-9][0-9]{0,17}", text):
        raise click.BadParameter(f"found {value!r}, expected a number as 5")
    return int(text)


def _signed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command --by and the source flags."""
    option = click.option(
        "--by", metavar="NAME", help="Who you are; else OVERHANG_BY or the login."
    )
    return source_options(option(command))


@click.command(name="ack")
@click.argument("rule")
@click.argument("issuer")
@click.option("--why", default="", metavar="TEXT", help="A hard limit demands it.")
@click.option("--until", metavar="TIME", help=f"Ask again then: {_ENDS}.")
@_signed
@click.pass_context
def ack(
    context: click.Context,
    /,
    rule: str,
    issuer: str,
    why: str,
    until: str | None,
    by: str | None,
    **flags: str | None,
) -> None:
    """Say that you have the alert of RULE on ISSUER, and its milder levels."""
    from overhang.cli import desk as at
    from overhang.cli.selection import known_rule, known_subject
    from overhang.core.alerts.actions import Acknowledge
    from overhang.core.alerts.alert import Phase

    desk = at.desk_of(context, flags)
    name, subject = known_rule(desk.rules, rule), known_subject(desk.universe, issuer)
    end = at.end_of("--until", until, desk.now, desk.zone) if until else None
    if end is not None and end.worse:
        raise click.UsageError("--until worse is for a silence: an ack needs a time")
    with at.store_of(desk.settings) as store:
        alert = at.alert_of(store, name, subject)
        if alert is None or alert.phase is Phase.PENDING:
            stands = "is only pending" if alert else "does not fire"
            raise click.ClickException(f"{name} {stands} on {subject}")
        if alert.needs_reason and not why.strip():
            raise click.UsageError(f"{name} is a hard limit: say --why")
        action = Acknowledge(
            at=desk.now,
            by=at.signed(by),
            rule=name,
            subject=subject,
            severity=alert.severity,
            alert=alert.id,
            why=at.words(why),
            until=end.at if end else None,
        )
        loud = alert.severity.name.lower()
        context.exit(
            at.write(desk.settings, store, action, f"ack of {name} {subject} ({loud})")
        )


@click.command(name="silence")
@click.option("--issuer", metavar="PATTERN", help="Which issuers; else all.")
@click.option("--rule", metavar="PATTERN", help="Which rules; else all.")
@click.option(
    "--until",
    default="1h",
    show_default=True,
    metavar="TIME",
    help=f"{_ENDS}, or `worse`: until something gets louder.",
)
@click.option("--from", "start", metavar="TIME", help=f"Else now: {_ENDS}.")
@click.option("--why", required=True, metavar="TEXT", help="The reason, for the log.")
@_signed
@click.pass_context
def silence(
    context: click.Context,
    /,
    issuer: str | None,
    rule: str | None,
    until: str,
    start: str | None,
    why: str,
    by: str | None,
    **flags: str | None,
) -> None:
    """Have nobody told of some alerts for a while; their states go on."""
    from overhang.cli import desk as at
    from overhang.cli.selection import pattern, subjects_of
    from overhang.core.alerts.actions import Matcher, Silence
    from overhang.core.alerts.quiet import no_worse

    if issuer is None and rule is None:
        raise click.UsageError("say --issuer, --rule or both; '*' is all of them")
    if not why.strip():
        raise click.UsageError("--why must say something")
    desk = at.desk_of(context, flags)
    match = Matcher(
        issuer=pattern("issuer", issuer or "*", subjects_of(desk.universe)),
        rule=pattern("rule", rule or "*", desk.rules),
    )
    begin = at.end_of("--from", start, desk.now, desk.zone).at if start else desk.now
    if begin is None:
        raise click.UsageError("--from needs a time")
    end = at.end_of("--until", until, begin, desk.zone)
    action = Silence(
        at=desk.now,
        by=at.signed(by),
        match=match,
        start=begin,
        until=end.at,
        until_worse=end.worse,
        why=at.words(why),
    )
    with at.store_of(desk.settings) as store:
        if end.worse and (refused := no_worse(match, store.alerts()[0])):
            raise click.UsageError(f"--until worse: {refused}")
        what = f"silence of rule {match.rule} on {match.issuer}"
        context.exit(
            at.write(desk.settings, store, action, f"{what} {at.span(end, desk)}")
        )


@click.command(name="unsilence")
@click.argument("number", callback=_number)
@click.option("--why", default="", metavar="TEXT", help="The reason, for the log.")
@_signed
@click.pass_context
def unsilence(
    context: click.Context,
    /,
    number: int,
    why: str,
    by: str | None,
    **flags: str | None,
) -> None:
    """End silence NUMBER, which `alerts list` writes as #NUMBER, before its time."""
    from overhang.cli import desk as at
    from overhang.core.alerts.actions import EndSilence

    desk = at.desk_of(context, flags)
    with at.store_of(desk.settings) as store:
        known = at.silences_of(store)
        if number not in known:
            listed = ", ".join(map(str, known)) or "none"
            raise click.ClickException(f"no silence {number}; in force: {listed}")
        action = EndSilence(
            at=desk.now, by=at.signed(by), silence=number, why=at.words(why)
        )
        context.exit(at.write(desk.settings, store, action, f"end of silence {number}"))


@click.command(name="note")
@click.argument("rule")
@click.argument("issuer")
@click.argument("text")
@_signed
@click.pass_context
def note(
    context: click.Context,
    /,
    rule: str,
    issuer: str,
    text: str,
    by: str | None,
    **flags: str | None,
) -> None:
    """Note TEXT on the alert of RULE on ISSUER."""
    from overhang.cli import desk as at
    from overhang.cli.selection import known_rule, known_subject
    from overhang.core.alerts.actions import Remarked

    desk = at.desk_of(context, flags)
    name, subject = known_rule(desk.rules, rule), known_subject(desk.universe, issuer)
    if not text.strip():
        raise click.UsageError("the note must say something")
    with at.store_of(desk.settings) as store:
        alert = at.alert_of(store, name, subject)
        if alert is None:
            raise click.ClickException(f"{name} does not fire on {subject}")
        action = Remarked(
            at=desk.now,
            by=at.signed(by),
            rule=name,
            subject=subject,
            severity=alert.severity,
            text=at.words(text),
        )
        context.exit(
            at.write(desk.settings, store, action, f"note on {name} {subject}")
        )
