"""A host that fails in every way, and tells whatever it was asked with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit

from support.canary import MARK
from support.server import Answer, Asked, LoopbackServer, Manner

KINDS = 14
"""How many faults it has."""


class Gossip(LoopbackServer):
    """Fails in another way each time that a path is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.turn: int | None = None
        """The fault to give; none: the next one of each path."""
        self.heard: set[str] = set()
        """The secrets that came."""
        self._times: Counter[str] = Counter()

    def answer(self, asked: Asked) -> Answer:
        """Return a fault, with all that came in."""
        parts = urlsplit(asked.path)
        key = _key({**dict(parse_qsl(parts.query)), **asked.headers})
        self.heard |= {key} - {""}
        self._times[parts.path] += 1
        turn = self._times[parts.path] - 1 if self.turn is None else self.turn
        # Last of all comes what ends the asking.
        return _faults(f"{asked.path} {dict(asked.headers)}", key)[turn % KINDS]


def _key(sent: Mapping[str, str]) -> str:
    """Return the secret among what was sent; empty: none."""
    found = next((each for each in sent.values() if MARK in each), "")
    return found.removeprefix("Bearer ")


def _faults(said: str, key: str) -> tuple[Answer, ...]:
    raw = quote(key, safe="")
    row = {"s": key, "d": key, "p": key, key: key, "said": said}
    rows, event = json.dumps({"data": [row]}).encode(), "text/event-stream"
    return (
        Answer(rows),
        Answer(said.encode(), "text/html", status=503),
        Answer(said.encode(), f"text/{key}; a={raw}"),
        Answer(status=302, headers={"Location": f"/away?key={raw}&a={key}"}),
        Answer(status=302, headers={"Location": f"http://{key}.invalid/"}),
        Answer(said.encode(), headers={"Content-Encoding": key}),
        Answer(b"{" + said.encode()),
        Answer(
            b"data: %s\n\nid: %s\n\n" % (json.dumps(row).encode(), key.encode()), event
        ),
        Answer(b"data: " + said.encode() + b"\n\n", event),
        Answer(status=429, headers={"Retry-After": key}),
        Answer(said.encode(), headers={"Set-Cookie": f"a={key}"}, status=400),
        Answer(manner=Manner.RESET),
        Answer(said.encode(), manner=Manner.CUT),
        Answer(json.dumps({"error": said}).encode(), status=401),
    )
