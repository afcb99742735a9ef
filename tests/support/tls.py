"""A loopback server that speaks TLS, under names that its own authority vouches for."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme

from support.server import LoopbackServer


class SecureServer(LoopbackServer):
    """Serves as `LoopbackServer` does, with a certificate for some names.

    with SecureServer(folder, "feed.example") as server:
        Reach(ca=server.ca)
    """

    def __init__(self, folder: Path, *names: str) -> None:
        super().__init__()
        authority = trustme.CA()
        self.ca = folder / "ca.pem"
        """Who vouches for it."""
        self.named: list[str | None] = []
        """The host that each connection asked for before it was encrypted."""
        authority.cert_pem.write_to_path(self.ca)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names).configure_cert(context)
        context.sni_callback = self._heed
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def at(self, host: str) -> str:
        """Return its address under a name, without a slash at its end."""
        return f"https://{host}:{self.url.rpartition(':')[2]}"

    def _heed(self, _: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        self.named.append(name)
