from __future__ import annotations

import sys

import pytest

from overhang.core.alerts.messages import Message
from overhang.core.states import Severity
from overhang.delivery.apprise_hook import AppriseHook
from overhang.delivery.base import DeliveryError
from support.receiver import Receiver, Reply
from support.telling import item, message

# Apprise's own, when it loads on Python 3.11 and 3.12.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")


def chat(receiver: Receiver, rest: str = "") -> AppriseHook:
    return AppriseHook(lambda: receiver.url.replace("http", "json") + "/chat" + rest)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (message(), "failure"),
        (message(item(severity=Severity.WARN)), "warning"),
        (message(item(severity=Severity.INFO)), "info"),
    ],
)
async def test_a_message_arrives_as_title_and_lines(
    receiver: Receiver, told: Message, kind: str
) -> None:
    await chat(receiver).deliver(told)
    (posted,) = receiver.posted
    word = told.severity.name
    assert posted.path == "/chat"
    assert posted.json["title"] == f"[{word}] ORCL: CDS 5Y 232bp > 200bp (crit)"
    assert posted.json["message"] == f"[{word}] ORCL: CDS 5Y 232bp > 200bp (crit)"
    assert posted.json["type"] == kind


async def test_what_one_address_refuses_has_failed(receiver: Receiver) -> None:
    receiver.replies.append(Reply(500))
    with pytest.raises(DeliveryError, match="could not deliver to every address"):
        await chat(receiver).deliver(message())
    both = chat(receiver, f" {receiver.url.replace('http', 'json')}/mail\n")
    await both.deliver(message())
    assert sorted(each.path for each in receiver.posted[1:]) == ["/chat", "/mail"]


@pytest.mark.parametrize("url", ["", "nonsense://T0K3N", "T0K3N"])
async def test_an_address_it_does_not_know_is_not_shown(
    url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(DeliveryError) as caught:
        await AppriseHook(lambda: url).deliver(message())
    out, err = capfd.readouterr()
    assert "T0K3N" not in f"{caught.value}{out}{err}{caplog.text}"


async def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(DeliveryError, match=r"install overhang\[chat\]"):
        await AppriseHook(lambda: "json://127.0.0.1").deliver(message())
