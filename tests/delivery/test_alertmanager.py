"""Against the real program: what it makes of what we post."""

from __future__ import annotations

import asyncio
import datetime as dt
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from overhang.core.alerts.drafts import Route
from overhang.core.states import Severity
from overhang.delivery.alertmanager import Alertmanager
from overhang.delivery.base import DeliveryError
from overhang.delivery.deliverer import Deliverer
from overhang.sources.http import clients
from support.alertmanager import RealAlertmanager, alertmanager
from support.receiver import Receiver, Reply
from support.running import running
from support.telling import alert, item, message
from support.waiting import until

CLIENT = clients(trust_env=False)


def utc() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def channel(url: str) -> Alertmanager:
    return Alertmanager(lambda: url, client=CLIENT, now=utc)


def heard(receiver: Receiver, status: str) -> list[dict[str, Any]]:
    """What the receiver behind the Alertmanager was told."""
    told = [each.json for each in list(receiver.posted)]
    return [a for each in told for a in each["alerts"] if a["status"] == status]


async def test_an_alert_arrives_with_its_labels_merges_and_ends(
    receiver: Receiver,
) -> None:
    fired = utc() - dt.timedelta(minutes=3)
    firing = item(fired_at=fired, text="ORCL 5Y CDS 232bp > 200bp")
    async with alertmanager(f"{receiver.url}/hook") as real:
        desk = channel(real.url)
        await desk.deliver(message(firing))
        await desk.deliver(message(firing, maybe_repeated=True))
        later = item(fired_at=fired, text="ORCL 5Y CDS 240bp > 200bp", id="e2")
        await desk.deliver(message(later))
        (there,) = await real.alerts()
        assert there["labels"] == {
            "alertname": "cds-5y-level",
            "issuer": "ORCL",
            "severity": "crit",
            "metric": "cds.5y",
        }
        assert there["annotations"] == {
            "text": "ORCL 5Y CDS 240bp > 200bp",
            "value": "232",
            "episode": "e2",
        }
        assert there["status"]["state"] == "active"
        assert dt.datetime.fromisoformat(there["startsAt"]) == fired.replace(
            microsecond=fired.microsecond // 1000 * 1000
        )
        ends = dt.datetime.fromisoformat(there["endsAt"])
        assert ends > utc() + dt.timedelta(hours=23)
        await until(lambda: bool(heard(receiver, "firing")))

        over = item(fired_at=fired, resolved_at=utc())
        await desk.deliver(replace(message(), firing=(), resolved=(over,)))
        await until(lambda: bool(heard(receiver, "resolved")))
        (ended,) = {each["endsAt"] for each in heard(receiver, "resolved")}
        assert ended < utc().isoformat()
        assert await real.alerts() == []
    assert {each.path for each in receiver.posted} == {"/hook"}


async def test_an_expression_has_no_metric_and_no_value(receiver: Receiver) -> None:
    odd = item("credit-leads", metric="", value=None, severity=Severity.WARN, text="")
    async with alertmanager(receiver.url) as real:
        await channel(real.url).deliver(message(odd))
        (there,) = await real.alerts()
    assert there["labels"] == {
        "alertname": "credit-leads",
        "issuer": "ORCL",
        "severity": "warn",
    }
    assert there["annotations"] == {"episode": "credit-leads/ORCL"}


async def test_one_that_ended_before_it_began_by_a_clock_put_back_ends_there_too(
    receiver: Receiver,
) -> None:
    now = utc()
    early, hour = now - dt.timedelta(minutes=1), dt.timedelta(hours=1)
    async with alertmanager(receiver.url) as real:
        desk = channel(real.url)
        await desk.deliver(message(item(fired_at=early)))
        assert len(await real.alerts()) == 1
        over = item(fired_at=now + hour, resolved_at=early)
        await desk.deliver(replace(message(), firing=(), resolved=(over,)))
        assert await real.alerts() == []
        await desk.deliver(message(item(fired_at=now + 48 * hour)))
        assert len(await real.alerts()) <= 1


async def test_one_that_was_restarted_hears_of_what_still_fires(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Alertmanager, "keep_alive", 0.2)

    async def put(told: object) -> None:
        """Forget it."""

    async with alertmanager(receiver.url) as first:
        url = first.url
        deliverer = Deliverer(
            [(Route("am"), channel(url))], put, now=utc, rng=Random(1)
        )
        deliverer.look([alert(), alert(subject="META")], [], {})
        async with running(deliverer):
            await _until_knows(first, 2)
    port = urlsplit(url).port
    assert port
    async with running(deliverer):
        await until(lambda: deliverer.problems != ())
        assert deliverer.problems == ("deliver am: cannot connect",)
        async with alertmanager(receiver.url, port=port) as second:
            await _until_knows(second, 2)
            await until(lambda: deliverer.problems == ())


async def _until_knows(real: RealAlertmanager, count: int) -> None:
    async with asyncio.timeout(10):
        # Another process: nothing here could set an event.
        while len(await real.alerts()) != count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_what_it_refuses_is_a_failure(receiver: Receiver) -> None:
    receiver.replies.append(Reply(400))
    with pytest.raises(DeliveryError, match="HTTP 400 Bad Request"):
        await channel(f"{receiver.url}/").deliver(message())
    assert receiver.posted[0].path == "/api/v2/alerts"
