from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from overhang.config.settings import DeliverKind, DeliverTo
from overhang.core.alerts.drafts import Route
from overhang.core.problems import ConfigError
from overhang.core.states import Severity
from overhang.delivery.alertmanager import Alertmanager
from overhang.delivery.apprise_hook import AppriseHook
from overhang.delivery.base import DeliveryError
from overhang.delivery.channels import channels_of
from overhang.delivery.exec_hook import ExecHook
from overhang.delivery.webhook import Webhook
from support.interpreter import loaded_after
from support.receiver import Receiver
from support.telling import NOW, message


def now() -> dt.datetime:
    return NOW


def test_each_setting_becomes_its_channel() -> None:
    found = channels_of(
        [
            DeliverTo(name="a", kind=DeliverKind.EXEC, argv=("/bin/true",), timeout=3),
            DeliverTo(name="b", kind=DeliverKind.WEBHOOK, url="http://x", rate=7),
            DeliverTo(name="c", kind=DeliverKind.ALERTMANAGER, url="http://x"),
            DeliverTo(
                name="d",
                kind=DeliverKind.APPRISE,
                url="env:X",
                at_least=Severity.WARN,
                resolved=False,
            ),
        ],
        {},
        now=now,
    )
    assert [route for route, _ in found] == [
        Route("a"),
        Route("b", rate=7),
        Route("c"),
        Route("d", Severity.WARN, resolved=False),
    ]
    kinds = [type(channel) for _, channel in found]
    assert kinds == [ExecHook, Webhook, Alertmanager, AppriseHook]
    assert [channel.timeout for _, channel in found] == [3, 10, 10, 10]


async def test_a_secret_is_read_anew_for_each_message(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    secret = tmp_path / "secret"
    to = DeliverTo(
        name="desk",
        kind=DeliverKind.WEBHOOK,
        url="env:HOOK",
        secret=f"file:{secret}",
    )
    env = {"HOOK": receiver.url}
    ((_, channel),) = channels_of([to], env, now=now)
    with pytest.raises(DeliveryError, match=r"secret: No such file"):
        await channel.deliver(message())
    for each in ("one", "two"):
        secret.write_text(each)
        await channel.deliver(message())
    signatures = {each.headers["x-overhang-signature"] for each in receiver.posted}
    assert len(signatures) == 2
    env.clear()
    with pytest.raises(DeliveryError, match="env:HOOK: nothing there"):
        await channel.deliver(message())


def test_a_desk_without_channels_loads_no_client() -> None:
    loaded = loaded_after(
        "import overhang.delivery.channels, overhang.delivery.deliverer"
    )
    assert not loaded & {"httpx", "apprise", "pandas", "textual"}


def test_certificates_that_are_not_there_are_a_fault_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    to = DeliverTo(name="desk", kind=DeliverKind.WEBHOOK, url="https://x")
    with pytest.raises(ConfigError, match="deliver desk: no certificates"):
        channels_of([to], {}, now=now)
