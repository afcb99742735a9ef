"""A real Alertmanager on the loopback."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

PROGRAM = "/usr/bin/prometheus-alertmanager"
"""Debian's; `.ci/run` installs it."""

_CONFIG = """\
route:
  receiver: desk
  group_by: [issuer]
  group_wait: 100ms
  group_interval: 200ms
  repeat_interval: 4h
receivers:
  - name: desk
    webhook_configs:
      - url: {url}
        send_resolved: true
"""


class RealAlertmanager:
    """One that runs; ask it what it knows."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def alerts(self) -> list[dict[str, Any]]:
        """Return what it takes to be active."""
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.get(f"{self.url}/api/v2/alerts")
            answer.raise_for_status()
            found: list[dict[str, Any]] = answer.json()
            return found


@asynccontextmanager
async def alertmanager(
    receiver_url: str, *, port: int = 0
) -> AsyncIterator[RealAlertmanager]:
    """Start one with nothing in it, whose only receiver is a webhook."""
    port = port or _free_port()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "alertmanager.yml"
        config.write_text(_CONFIG.format(url=receiver_url))
        process = await asyncio.create_subprocess_exec(
            PROGRAM,
            f"--config.file={config}",
            f"--storage.path={folder}/data",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        try:
            server = RealAlertmanager(f"http://127.0.0.1:{port}")
            await _ready(server, process)
            yield server
        finally:
            process.kill()
            await process.wait()


async def _ready(server: RealAlertmanager, process: Process) -> None:
    async with asyncio.timeout(20):
        while True:
            with suppress(httpx.TransportError, httpx.HTTPStatusError):
                await server.alerts()
                return
            assert process.returncode is None, "Alertmanager ended"
            await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
