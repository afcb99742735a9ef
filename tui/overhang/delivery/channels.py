"""From settings to channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from overhang.config.secret import read_reference
from overhang.config.settings import DeliverKind, DeliverTo
from overhang.core.alerts.drafts import Route
from overhang.core.problems import ConfigError
from overhang.delivery.base import Channel, DeliveryError


def channels_of(
    deliver: Sequence[DeliverTo],
    env: Mapping[str, str],
    *,
    now: Callable[[], datetime],
) -> list[tuple[Route, Channel]]:
    """Return what each `[[deliver]]` stands for, in its order.

    Secrets are read when they are needed, so that one that changes is seen.

    Raises:
        ConfigError: there are no certificates where the environment says.
    """
    return [
        (
            Route(each.name, each.at_least, each.resolved, each.rate),
            _channel(each, env, now),
        )
        for each in deliver
    ]


def _channel(
    to: DeliverTo, env: Mapping[str, str], now: Callable[[], datetime]
) -> Channel:
    # Each where it is needed: few desks need an HTTP client or Apprise.
    if to.kind is DeliverKind.EXEC:
        from overhang.delivery.exec_hook import ExecHook

        return ExecHook(to.argv, env, timeout=to.timeout)
    url = _reader(to.url, env)
    if to.kind is DeliverKind.APPRISE:
        from overhang.delivery.apprise_hook import AppriseHook

        return AppriseHook(url, timeout=to.timeout)
    from overhang.sources.http import clients

    try:
        client = clients()
    except OSError as error:
        named = "SSL_CERT_FILE, SSL_CERT_DIR"
        words = f"deliver {to.name}: no certificates ({named}): {error.strerror}"
        raise ConfigError([words]) from error
    if to.kind is DeliverKind.ALERTMANAGER:
        from overhang.delivery.alertmanager import Alertmanager

        return Alertmanager(url, client=client, now=now, timeout=to.timeout)
    from overhang.delivery.webhook import Webhook

    secret = _reader(to.secret, env) if to.secret else None
    return Webhook(url, client=client, now=now, secret=secret, timeout=to.timeout)


def _reader(reference: str, env: Mapping[str, str]) -> Callable[[], str]:
    """Return what reads a value where it is."""

    def read() -> str:
        try:
            return read_reference(reference, env)
        except ConfigError as error:
            raise DeliveryError(str(error)) from error

    return read
