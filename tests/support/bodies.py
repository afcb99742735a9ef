"""Bodies of the table `closes`, written the way a desk writes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

HEADER = "issuer,date,close_usd,source,quality"

START = date(2026, 3, 2)


def csv_closes(closes: Sequence[float | str], issuer: str = "ORCL") -> bytes:
    """Return a CSV body: one close a day from `START`."""
    rows = [
        f"{issuer},{START + timedelta(days=day)},{close},exchange,reported"
        for day, close in enumerate(closes)
    ]
    return "\n".join([HEADER, *rows, ""]).encode()


def json_closes(closes: Sequence[float | str], issuer: str = "ORCL") -> bytes:
    """Return a JSON body: one close a day from `START`."""
    return json.dumps(
        [
            {
                "issuer": issuer,
                "date": f"{START + timedelta(days=day)}",
                "close_usd": close,
                "source": "exchange",
                "quality": "reported",
            }
            for day, close in enumerate(closes)
        ]
    ).encode()
