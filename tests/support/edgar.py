"""EDGAR's replies in the documented shapes, built in a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from overhang.core.issuers import Issuer
from overhang.sources.edgar.concepts import Fact
from support.measured import VECTORS

CAPEX = "PaymentsToAcquirePropertyPlantAndEquipment"
VECTOR = json.loads((VECTORS / "edgar_capex.json").read_text())
REBUILT = json.loads((VECTORS / "edgar_companyfacts_rebuilt.json").read_text())

_FEED = (
    "accessionNumber",
    "filingDate",
    "reportDate",
    "acceptanceDateTime",
    "form",
    "items",
    "primaryDocument",
    "primaryDocDescription",
)


def company(name: str = "Microsoft", cik: int = 789019, ends: str = "06-30") -> Issuer:
    return Issuer(name=name, entity=f"{name} Inc.", cik=cik, fiscal_year_end=ends)


def millions(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The vector's rows, which are in USD mm, as EDGAR has them, in USD."""
    return [{**row, "val": int(str(row["val"])) * 10**6} for row in rows]


def concept_body(
    rows: Iterable[Mapping[str, object]], tag: str = CAPEX, cik: int = 789019
) -> bytes:
    body = {
        "cik": cik,
        "taxonomy": "us-gaap",
        "tag": tag,
        "label": "Payments",
        "description": None,
        "entityName": "MICROSOFT CORP",
        "units": {"USD": list(rows)},
    }
    return json.dumps(body).encode()


def fact(
    span: str,
    usd_mm: float,
    filed: str,
    *,
    tag: str = CAPEX,
    form: str = "10-Q",
    accession: str = "",
) -> Fact:
    """`2024-07-01..2024-09-30`, or one day for an instant."""
    start, _, end = span.rpartition("..")
    return Fact(
        tag,
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end),
        usd_mm * 1e6,
        accession or f"A-{filed}",
        form,
        date.fromisoformat(filed),
    )


def by_tag(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    concepts: dict[str, list[Fact]] = {}
    for each in facts:
        concepts.setdefault(each.tag, []).append(each)
    return concepts


def evening(day: str) -> datetime:
    """The end of a day, after anything that was filed on it."""
    return datetime.combine(date.fromisoformat(day), time(23, 59), UTC)


def filing(
    form: str,
    filed: str,
    written: str = "",
    items: str = "",
    *,
    number: int = 1,
    **cells: object,
) -> dict[str, object]:
    """One filing's cells by array; `written` is its acceptanceDateTime."""
    return {
        "accessionNumber": f"0000789019-26-{number:06}",
        "filingDate": filed,
        "reportDate": filed,
        "acceptanceDateTime": written,
        "form": form,
        "items": items,
        "primaryDocument": f"d{number}.htm",
        "primaryDocDescription": form,
        **cells,
    }


def feed_body(*filings: Mapping[str, object], cik: object = "0000789019") -> bytes:
    recent = {name: [each[name] for each in filings] for name in _FEED}
    recent["size"] = [0 for _ in filings]
    body = {"cik": cik, "name": "MICROSOFT CORP", "filings": {"recent": recent}}
    return json.dumps(body).encode()
