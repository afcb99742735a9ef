"""A loopback twin of a vendor of prices: JSON or CSV, with a key or without."""

from __future__ import annotations

from collections.abc import Mapping

from support.server import Answer
from support.twins.base import Twin, as_json, tagged


class QuotesTwin(Twin):
    """Answers `/quote?symbol=S` and `/all` (JSON), and `/all.csv`.

    A wrong key is a 401; a symbol nobody knows is a plain 200 with a message in it, as
    vendors do.
    """

    def __init__(self, key: str = "") -> None:
        super().__init__()
        self.key = key
        self.rows: dict[str, Mapping[str, object]] = {}
        """By symbol."""

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Return the answer to one question; header names are in lower case."""
        given = (
            query.get("token"),
            headers.get("x-key"),
            headers.get("authorization", "").removeprefix("Bearer "),
        )
        if self.key and self.key not in given:
            return Answer(b"no such key", "text/plain", 401)
        rows = [{"s": symbol, **row} for symbol, row in self.rows.items()]
        if path == "/quote":
            symbol = query.get("symbol", "")
            if symbol not in self.rows:
                said = f"no {symbol} for key {self.key}"
                return as_json({"error": said})
            return as_json({"data": [self.rows[symbol]]})
        if path == "/all":
            return as_json({"data": rows})
        if path == "/all.csv":
            names = list(rows[0]) if rows else ["s"]
            lines = [",".join(map(str, each.values())) for each in rows]
            body = "\n".join([",".join(names), *lines])
            return tagged(Answer(body.encode(), "text/csv"))
        return Answer(b"not found", "text/plain", 404)
