"""EDGAR's twin: lists of filings and company concepts, as data.sec.gov serves them."""

from __future__ import annotations

import gzip
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from support.edgar import concept_body, feed_body, filing
from support.server import Answer
from support.twins.base import NOT_FOUND, Twin, tagged

_CONTACT = re.compile(r"\S+ .*\S+@\S+\.\S+")
_FASTEST = 10
"""Requests a second that are let through."""
_LIST = re.compile(r"/submissions/CIK(\d{10})\.json")
_CONCEPT = re.compile(
    r"/api/xbrl/companyconcept/CIK(\d{10})/us-gaap/([A-Za-z0-9]+)\.json"
)

UNDECLARED = Answer(
    b"<html><head><title>SEC.gov | Your Request Originates from an Undeclared "
    b"Automated Tool</title></head><body>Please declare your traffic.</body></html>",
    "text/html",
    403,
)
TOO_FAST = Answer(
    b"<html><head><title>SEC.gov | Request Rate Threshold Exceeded</title></head>"
    b"<body>Your request rate has exceeded the SEC's maximum.</body></html>",
    "text/html",
    403,
)


class EdgarTwin(Twin):
    """Serves what was placed on it; unknown companies and tags are a 404."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.broken: dict[str, Answer] = {}
        """Answers by tag, in place of what is filed."""
        self._clock = clock
        self._filings: dict[int, list[dict[str, object]]] = {}
        self._facts: dict[tuple[int, str], list[dict[str, object]]] = {}
        self._times: deque[float] = deque(maxlen=_FASTEST + 1)
        self._count = 0

    def company(self, *ciks: int) -> None:
        """Make companies known that filed nothing yet."""
        with self.lock:
            for cik in ciks:
                self._filings.setdefault(cik, [])

    def place_filing(
        self,
        cik: int,
        form: str,
        items: str = "",
        *,
        at: datetime,
        accession: str = "",
    ) -> str:
        """Put a filing on top of a company's list; return its accession number.

        It was accepted at `at`, which the list gives in UTC.
        """
        with self.lock:
            self._count += 1
            accession = accession or f"{cik:010}-26-{self._count:06}"
            cells = filing(
                form,
                f"{at:%Y-%m-%d}",
                f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
                items,
                number=self._count,
                accessionNumber=accession,
            )
            self._filings.setdefault(cik, []).insert(0, cells)
        return accession

    def file_report(
        self,
        cik: int,
        tag: str,
        span: str,
        usd_mm: float,
        *,
        accession: str,
        filed: str,
        form: str = "10-Q",
    ) -> None:
        """File a figure: for `2026-01-01..2026-03-31`, or at one day."""
        start, _, end = span.rpartition("..")
        row: dict[str, object] = {
            "end": end,
            "val": int(usd_mm * 1e6),
            "accn": accession,
            "fy": 2026,
            "fp": "Q1",
            "form": form,
            "filed": filed,
        }
        self.file_facts(cik, tag, [{"start": start, **row} if start else row])

    def file_facts(
        self, cik: int, tag: str, rows: Iterable[Mapping[str, object]]
    ) -> None:
        """File figures in EDGAR's own shape, in USD."""
        with self.lock:
            self._filings.setdefault(cik, [])
            self._facts.setdefault((cik, tag), []).extend(map(dict, rows))

    def handle(
        self, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        """Answer as the fair-access rules say, then with what is filed."""
        if not _CONTACT.fullmatch(headers.get("user-agent", "")):
            return UNDECLARED
        now = self._clock()
        self._times.append(now)
        if len(self._times) > _FASTEST and now - self._times[0] < 1:
            return TOO_FAST
        answer = self._filed(path)
        if "gzip" not in headers.get("accept-encoding", "") or answer.status != 200:
            return answer
        packed = gzip.compress(answer.body, mtime=0)
        return answer._replace(
            body=packed, headers={**answer.headers, "Content-Encoding": "gzip"}
        )

    def _filed(self, path: str) -> Answer:
        if found := _LIST.fullmatch(path):
            cik = int(found[1])
            if cik not in self._filings:
                return NOT_FOUND
            return tagged(Answer(feed_body(*self._filings[cik], cik=found[1])))
        if found := _CONCEPT.fullmatch(path):
            cik, tag = int(found[1]), found[2]
            if tag in self.broken:
                return self.broken[tag]
            rows = self._facts.get((cik, tag))
            # The interface of concepts dates its answers and does not tag them.
            if rows:
                stamp = datetime(2026, 1, 1, tzinfo=UTC).replace(
                    minute=len(rows) % 60, hour=len(rows) // 60 % 24
                )
                modified = format_datetime(stamp, usegmt=True)
                body = concept_body(rows, tag, cik)
                return Answer(body, modified=modified)
        return NOT_FOUND
