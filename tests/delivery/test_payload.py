from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from overhang.core.alerts.messages import MANY, Message
from overhang.core.states import Severity
from overhang.delivery.payload import headline, lines, payload
from support.telling import NOW, item, message

OVER = item(resolved_at=NOW)
KNOWN = item(new=False)
NEW = item(subject="META", severity=Severity.WARN)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (message(), "[CRIT] ORCL: CDS 5Y 232bp > 200bp (crit)"),
        (message(item(text="CDS through 200")), "[CRIT] ORCL: CDS through 200"),
        (message(item(text="")), "[CRIT] ORCL: cds-5y-level"),
        (
            message(item(subject="group:four", text="four: lost $1tn")),
            "[CRIT] four: lost $1tn",
        ),
        (
            message(item(), item("b"), subject=MANY),
            "[CRIT] ORCL: CDS 5Y 232bp > 200bp (crit) (+1 more)",
        ),
        (
            message(KNOWN, NEW),
            "[WARN] META: CDS 5Y 232bp > 200bp (crit)",
        ),
        (
            replace(message(KNOWN, NEW, NEW), resolved=(OVER,)),
            "[WARN] META: CDS 5Y 232bp > 200bp (crit) (+1 more, 1 over)",
        ),
        (
            replace(message(KNOWN), resolved=(OVER,)),
            "[OVER] ORCL: CDS 5Y 232bp > 200bp (crit)",
        ),
        (
            message(KNOWN, KNOWN),
            "[CRIT still] ORCL: CDS 5Y 232bp > 200bp (crit) (+1 more)",
        ),
        (
            replace(message(), firing=(), resolved=(OVER,)),
            "[OVER] ORCL: CDS 5Y 232bp > 200bp (crit)",
        ),
    ],
)
def test_the_headline_names_the_subject_once(told: Message, words: str) -> None:
    assert headline(told) == words


def test_every_alert_has_its_line_up_to_a_limit() -> None:
    warn = item(severity=Severity.WARN, text="ORCL: DD -36%")
    told = replace(message(item(), warn), resolved=(OVER,), maybe_repeated=True)
    assert lines(told).splitlines() == [
        "[CRIT] ORCL: CDS 5Y 232bp > 200bp (crit)",
        "[WARN] ORCL: DD -36%",
        "[OVER] ORCL: CDS 5Y 232bp > 200bp (crit)",
        "(may have been sent before)",
    ]
    assert lines(replace(message(KNOWN, NEW), resolved=(OVER,))).splitlines() == [
        "[WARN] META: CDS 5Y 232bp > 200bp (crit)",
        "[OVER] ORCL: CDS 5Y 232bp > 200bp (crit)",
        "[CRIT still] ORCL: CDS 5Y 232bp > 200bp (crit)",
    ]
    many = lines(message(*[item()] * 50)).splitlines()
    assert (len(many), many[-1]) == (21, "and 30 more")


def test_json_tells_what_is_new() -> None:
    told = json.loads(payload(replace(message(KNOWN, NEW), resolved=(OVER,))))
    assert [each["new"] for each in told["firing"]] == [False, True]
    assert [each["new"] for each in told["resolved"]] == [True]
    assert told["text"].startswith("[WARN] META")


def test_a_long_or_hostile_text_is_one_short_line() -> None:
    bad = "\x1b]0;x\x07" + "a\nb" * 500
    words = headline(message(item(text=bad), item()))
    assert words.isprintable()
    assert len(words) <= 256
    assert words.endswith("(+1 more)")
    assert len(lines(message(item(text=bad))).splitlines()) == 1
