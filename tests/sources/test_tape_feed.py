"""The feed of the tape through the day."""

from __future__ import annotations

import json

import pytest

from overhang.core.tape.netting import net
from overhang.sources.base import SourceError
from overhang.sources.tape.tape import Tape, read_feed
from support.tape import (
    ORACLE,
    ROWS,
    SAMPLE,
    at,
    changed,
    daily,
    feed,
    row,
    zipped,
)


def test_the_feed_says_what_the_file_says() -> None:
    assert (
        read_feed(feed(ROWS), "feed", ORACLE).messages == daily(zipped(SAMPLE)).messages
    )


def test_the_feed_may_hold_native_values_and_leave_cells_out() -> None:
    bare = {
        "disseminationIdentifier": 3731277599000001601,
        "actionType": "NEWT",
        "eventType": "TRAD",
        "eventTimestamp": "2026-02-13T14:00:00Z",
        "executionTimestamp": "2026-02-13T14:00:00.250Z",
        "disseminationTimestamp": "2026-02-13T14:15:00Z",
        "notionalAmountLeg1": 5000000,
        "spreadLeg1": 0.016,
        "spreadNotationLeg1": 3,
        "packageIndicator": False,
        "uniqueProductIdentifierUnderlierName": "ORACLE%20CORPORATION",
    }
    body = json.dumps({"tradeList": [bare]}).encode()
    tape = read_feed(body, "feed", ORACLE)
    (read,) = tape.messages

    assert (read.message_id, read.issuer) == ("3731277599000001601", "ORCL")
    assert (read.notional, read.spread, read.notation) == (5e6, 0.016, "3")
    assert read.heard_at == at("2026-02-13T14:15:00Z")
    assert tape.absent == (
        "Prime brokerage transaction indicator",
        "Other payment currency",
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[]", "feed: found '[]', expected JSON: {\"tradeList\": [...]}"),
        (b"{}", "feed: found '{}', expected JSON: {\"tradeList\": [...]}"),
        (b'{"tradeList": 7}', "feed: tradeList: found '7', expected a list"),
        (
            b'{"tradeList": null, "errorList": [{"errorCode": 1009}]}',
            "feed: errorList: found \"[{'errorCode': 1009}]\", expected no errors",
        ),
        (b'{"tradeList": [', "feed:1:16: found '{\"tradeList\": [', expected readable"),
        (b"<html>", "feed: found 'an HTML page', expected JSON"),
        (b"", "feed: found 'nothing (0 bytes)', expected JSON"),
        (b"[" * 100_000, "feed: found"),
        (b'{"tradeList": [' + b"9" * 5000 + b"]}", "feed: found"),
        (b'{"tradeList": [1]}', "feed: found '1 of 1 rows', expected readable rows"),
        (
            b'{"tradeList": [{"packageIndicator": []}]}',
            "feed: found '1 of 1 rows', expected readable rows",
        ),
    ],
    ids=lambda each: str(each)[:30],
)
def test_what_is_no_feed_is_named_plainly(body: bytes, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_feed(body, "feed", ORACLE)

    assert str(caught.value.problems[0]).startswith(said)


@pytest.mark.parametrize("body", [b'{"tradeList": null}', b'{"tradeList": []}'])
def test_a_feed_may_be_empty(body: bytes) -> None:
    assert read_feed(body, "feed", ORACLE) == Tape((), (), (), 0)


def test_encoded_texts_of_the_feed_are_made_inert_too() -> None:
    body = feed([row(UPI_Underlier_Name="x")]).replace(b'"x"', b'"%1B%E2%80%AEx"')
    body = body.replace(b"Oracle Corporation", b"")

    assert read_feed(body, "feed", ORACLE).messages[0].name == "\u241b\ufffdx"


def test_the_feed_and_the_file_of_a_day_are_one_tape() -> None:
    late = at("2026-02-14T00:15:00Z")
    heard = [
        changed(each, disseminated_at=late) for each in daily(zipped(SAMPLE)).messages
    ]
    both = net([*daily(zipped(SAMPLE)).messages, *heard])

    assert [each.outstanding for each in both] == [
        each.outstanding for each in net(heard)
    ]
    assert {each.messages for each in both} == {1, 2, 3}
