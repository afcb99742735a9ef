"""What may be displayed only leaves by no channel: that a rule fires, and no figure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from overhang.core.alerts.messages import Message
from overhang.core.rights import Rights
from overhang.delivery.alertmanager import Alertmanager
from overhang.delivery.apprise_hook import AppriseHook
from overhang.delivery.base import Channel
from overhang.delivery.exec_hook import ExecHook
from overhang.delivery.webhook import Webhook
from overhang.sources.http import clients
from support.receiver import Receiver
from support.telling import NOW, item, message

# Apprise's own, when it loads on Python 3.11 and 3.12.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")

FIGURE = "94.0625"
CLIENT = clients(trust_env=False)


def bound(rights: Rights) -> Message:
    given: dict[str, Any] = {
        "text": f"META: CDS {FIGURE}bp",
        "value": float(FIGURE),
        "rights": rights,
    }
    over = item("over", resolved_at=NOW, **given)
    return message(item(**given), resolved=(over,))


def channels(url: str) -> dict[str, Channel]:
    def now() -> dt.datetime:
        return NOW

    return {
        "alertmanager": Alertmanager(lambda: url, client=CLIENT, now=now),
        "webhook": Webhook(lambda: url, client=CLIENT, now=now),
        "apprise": AppriseHook(lambda: url.replace("http", "json")),
    }


@pytest.mark.parametrize("name", ["alertmanager", "webhook", "apprise"])
async def test_a_channel_gets_the_figure_only_if_it_may_leave(
    receiver: Receiver, name: str
) -> None:
    for rights in Rights:
        await channels(receiver.url)[name].deliver(bound(rights))
    said = dict(
        zip(Rights, (each.body.decode() for each in receiver.posted), strict=True)
    )
    left = said.pop(Rights.DISPLAY)
    assert FIGURE not in left
    assert "withheld" in left
    assert all(FIGURE in each for each in said.values())
    assert "internal" in said[Rights.INTERNAL]


@pytest.fixture
def hook(tmp_path: Path) -> ExecHook:
    """Writes down its arguments, its environment and what it is given."""
    path = tmp_path / "hook"
    path.write_text(f'#!/bin/sh\n(env; cat; echo "$@") > {tmp_path}/said\n')
    path.chmod(0o700)
    return ExecHook([str(path), "--", "{message}"], {})


async def test_a_command_gets_it_only_if_it_may_leave(
    hook: ExecHook, tmp_path: Path
) -> None:
    for rights in Rights:
        await hook.deliver(bound(rights))
        said = (tmp_path / "said").read_text()
        assert (FIGURE in said) == (rights is not Rights.DISPLAY)
