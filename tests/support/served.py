"""The shipped tables on a loopback endpoint, as a data vendor would serve them."""

from __future__ import annotations

import msgspec

from overhang.core.tables import TABLES
from support.server import Answer, LoopbackServer
from support.shipped import DATA, records

CSV = "text/csv; charset=utf-8"


def serve_shipped(server: LoopbackServer) -> None:
    """Answer for every table: by turns as CSV and as JSON, each with an ETag."""
    for number, table in enumerate(TABLES):
        server.answers[f"/{table}"] = as_json(table) if number % 2 else as_csv(table)


def as_csv(table: str) -> Answer:
    """Return a shipped table as its file stands."""
    return Answer((DATA / f"{table}.csv").read_bytes(), CSV, etag=f'"{table} csv"')


def as_json(table: str) -> Answer:
    """Return a shipped table as JSON: numbers as numbers, empty cells as null."""
    return Answer(msgspec.json.encode(records(table)), etag=f'"{table} json"')
