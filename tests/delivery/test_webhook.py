from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import threading

import pytest

from overhang.core.states import Severity
from overhang.delivery.alertmanager import Alertmanager
from overhang.delivery.base import Channel, DeliveryError
from overhang.delivery.webhook import Webhook
from overhang.sources.http import clients
from support.receiver import Receiver, Reply
from support.telling import NOW, item, message
from support.waiting import until


def webhook(url: str, secret: str | None = None) -> Webhook:
    return Webhook(
        lambda: url,
        client=clients(trust_env=False),
        now=lambda: NOW,
        secret=None if secret is None else lambda: secret,
    )


async def test_a_message_arrives_as_json_with_its_id(receiver: Receiver) -> None:
    milder = item("equity-dd-52w", severity=Severity.WARN)
    await webhook(f"{receiver.url}/hook?desk=1").deliver(message(item(), milder))
    (posted,) = receiver.posted
    assert posted.path == "/hook?desk=1"
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["idempotency-key"] == "m1"
    assert "x-overhang-signature" not in posted.headers
    body = posted.json
    assert body["schema"] == "overhang.alert/1"
    assert (body["subject"], body["severity"], body["why"]) == (
        "ORCL",
        "crit",
        "first",
    )
    assert body["text"] == "[CRIT] ORCL: CDS 5Y 232bp > 200bp (crit) (+1 more)"
    assert [each["severity"] for each in body["firing"]] == ["crit", "warn"]
    assert body["firing"][0]["fired_at"] == "2026-10-09T19:30:00Z"


async def test_whoever_has_the_secret_can_check_the_signature(
    receiver: Receiver,
) -> None:
    await webhook(receiver.url, "s3cret").deliver(message())
    (posted,) = receiver.posted
    stamp = posted.headers["x-overhang-timestamp"]
    assert stamp == str(int(NOW.timestamp()))
    signed = stamp.encode() + b"." + posted.body
    expected = hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    assert posted.headers["x-overhang-signature"] == f"sha256={expected}"
    assert b"s3cret" not in posted.body


async def test_a_secret_of_any_bytes_signs(receiver: Receiver) -> None:
    secret = os.fsdecode(b"\xff\x00s3cret")
    await webhook(receiver.url, secret).deliver(message())
    (posted,) = receiver.posted
    stamp = posted.headers["x-overhang-timestamp"].encode()
    expected = hmac.new(b"\xff\x00s3cret", stamp + b"." + posted.body, hashlib.sha256)
    signature = posted.headers["x-overhang-signature"]
    assert signature == f"sha256={expected.hexdigest()}"


async def test_without_its_secret_nothing_leaves(receiver: Receiver) -> None:
    with pytest.raises(DeliveryError, match="secret is empty"):
        await webhook(receiver.url, "").deliver(message())
    assert receiver.posted == []


@pytest.mark.parametrize(
    ("reply", "words", "wait"),
    [
        (Reply(500), "HTTP 500 Internal Server Error", None),
        (Reply(429, {"Retry-After": "7"}), "HTTP 429 Too Many Requests", 7.0),
        (Reply(503, {"Retry-After": "9999"}), "HTTP 503 Service Unavailable", 900.0),
        (Reply(599), "HTTP 599", None),
    ],
)
async def test_a_refusal_says_what_it_was_and_when_to_come_back(
    receiver: Receiver, reply: Reply, words: str, wait: float | None
) -> None:
    receiver.replies.append(reply)
    with pytest.raises(DeliveryError) as caught:
        await webhook(receiver.url).deliver(message())
    assert (str(caught.value), caught.value.retry_after) == (words, wait)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.replies.append(Reply(status, {"Location": f"{receiver.url}/elsewhere"}))
    with pytest.raises(DeliveryError, match="a redirect, not followed"):
        await webhook(receiver.url).deliver(message())
    assert len(receiver.posted) == 1


async def test_one_that_hangs_can_be_cut_off(receiver: Receiver) -> None:
    receiver.replies.append(Reply(hang=True))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await webhook(receiver.url).deliver(message())
    assert len(receiver.posted) == 1


async def test_an_address_that_nobody_listens_at_is_told_without_its_secrets() -> None:
    with Receiver() as gone:
        url = f"{gone.url}/T0K3N"
    with pytest.raises(DeliveryError) as caught:
        await webhook(url).deliver(message())
    assert str(caught.value) == "cannot connect"
    for wrong in ("not an address", "https://h:99999/", "https://\x00/"):
        with pytest.raises(DeliveryError) as caught:
            await webhook(wrong).deliver(message())
        assert wrong not in str(caught.value)
    for other in ("file:///etc/passwd", "ftp://h/", "//h/", "http://[::1"):
        with pytest.raises(DeliveryError, match="no http or https address"):
            await webhook(other).deliver(message())


class Kept:
    """A secret that is handed out only once somebody opens the ring."""

    def __init__(self, value: str) -> None:
        self.asked, self.opened = threading.Event(), threading.Event()
        self._value = value

    def __call__(self) -> str:
        self.asked.set()
        assert self.opened.wait(5), "the loop waits for the ring, and nobody opens it"
        return self._value


@pytest.mark.parametrize("kept", ["address", "secret", "alertmanager"])
async def test_a_ring_that_waits_for_a_person_holds_up_nobody(
    receiver: Receiver, kept: str
) -> None:
    ring = Kept("s3cret" if kept == "secret" else receiver.url)
    client = clients(trust_env=False)
    channel: Channel
    if kept == "alertmanager":
        channel = Alertmanager(ring, client=client, now=lambda: NOW)
    elif kept == "secret":
        channel = Webhook(
            lambda: receiver.url, client=client, now=lambda: NOW, secret=ring
        )
    else:
        channel = Webhook(ring, client=client, now=lambda: NOW)
    telling = asyncio.create_task(channel.deliver(message()))
    await until(ring.asked.is_set)
    ring.opened.set()
    await telling
    assert len(receiver.posted) == 1
