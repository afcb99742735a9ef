"""What a notification says."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from overhang.core.alerts.messages import Item, Message
from overhang.core.states import Severity
from overhang.views.announce import announcement
from support.telling import item, message


def over(*items: Item) -> Message:
    return replace(message(id="m2"), firing=(), resolved=items)


ORCL = item()
META = item(subject="META", severity=Severity.WARN)
MSFT = item(subject="MSFT", severity=Severity.WARN)
KNOWN = item("dd-52w", new=False, text="ORCL: DD -55% < -40% (crit)")
SAID = [
    ([], ""),
    ([over()], ""),
    ([message(ORCL)], "CRIT ORCL: CDS 5Y 232bp > 200bp"),
    (
        [message(item(text="ORCL: CDS 5Y 231bp > 200bp (crit)"))],
        "CRIT ORCL: CDS 5Y 231bp > 200bp",
    ),
    (
        [message(item(text="ORCL: CDS 5Y 231bp > 200bp (crit), stale"))],
        "CRIT ORCL: CDS 5Y 231bp > 200bp, stale",
    ),
    ([message(item(text=""))], "CRIT ORCL cds-5y-level"),
    ([message(item(text="CDS wide"))], "CRIT ORCL CDS wide"),
    ([message(item(subject="T", text="CDS TIGHT"))], "CRIT T CDS TIGHT"),
    ([message(item(subject="group:four", text="four: down"))], "CRIT four: down"),
    (
        [message(item(subject="group:four", text="value lost > $1tn"))],
        "CRIT the four value lost > $1tn",
    ),
    (
        [message(META), message(ORCL, id="m2"), message(MSFT, id="m3")],
        "1C 2W ORCL: CDS 5Y 232bp > 200bp, and 2 more",
    ),
    ([message(ORCL), message(ORCL, id="m2")], "CRIT ORCL: CDS 5Y 232bp > 200bp"),
    ([over(ORCL)], "over: ORCL: CDS 5Y 232bp > 200bp"),
    (
        [over(META, ORCL)],
        "2 over: ORCL: CDS 5Y 232bp > 200bp, and 1 more",
    ),
    (
        [message(ORCL, resolved=(META,))],
        "CRIT ORCL: CDS 5Y 232bp > 200bp, 1 over",
    ),
    (
        [message(ORCL), over(ORCL)],
        "over: ORCL: CDS 5Y 232bp > 200bp",
    ),
    (
        [message(KNOWN, META)],
        "WARN META: CDS 5Y 232bp > 200bp (crit)",
    ),
    (
        [message(KNOWN, META, MSFT), message(replace(META, new=False), id="m2")],
        "2W META: CDS 5Y 232bp > 200bp (crit), and 1 more",
    ),
    (
        [message(KNOWN, resolved=(META,))],
        "over: META: CDS 5Y 232bp > 200bp (crit)",
    ),
    ([message(KNOWN)], "still CRIT ORCL: DD -55% < -40%"),
    (
        [message(KNOWN, replace(META, new=False))],
        "still 1C 1W ORCL: DD -55% < -40%, and 1 more",
    ),
    (
        [message(ORCL, maybe_repeated=True)],
        "CRIT ORCL: CDS 5Y 232bp > 200bp (perhaps told before)",
    ),
]


@pytest.mark.parametrize(("messages", "said"), SAID)
def test_messages_are_one_line_the_worst_first(
    messages: list[Message], said: str
) -> None:
    assert announcement(messages) == said


def test_a_long_text_leaves_room_for_what_stands_after_it() -> None:
    long = item(text="ORCL " + "x" * 300)
    said = announcement([message(long, META)])
    assert len(said) <= 110
    assert said.endswith("\N{HORIZONTAL ELLIPSIS}, and 1 more")
