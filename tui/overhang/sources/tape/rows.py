"""One row of the tape, from cells to a message.

The house refuses a whole table for a few faults. The tape is thousands of strangers'
reports, and a stranger's slip must not hide the names that are watched: a faulty row is
refused by itself and told, and the whole only when so much is wrong that it must be the
layout.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

from overhang.core.records import Quality
from overhang.core.tape.message import Action, TapeMessage
from overhang.sources.base import Problem
from overhang.sources.cells import CellError, date, nearest, shown, text
from overhang.sources.tape.entities import Entities
from overhang.sources.tape.layout import TITLES
from overhang.sources.tape.values import (
    Upfront,
    amount,
    flag,
    identifier,
    moment,
    size,
    upfront,
)

_ACTIONS = {str(each): each for each in Action}
_CREDIT = "CR"
_BP = 1e4

Value = TypeVar("Value")
Empty = TypeVar("Empty")


class RowReader:
    """Reads rows, each distinct text, date and entity once."""

    def __init__(
        self,
        entities: Entities,
        source: str,
        decode: Callable[[str], str] | None = None,
    ) -> None:
        """Make ready to read one delivery.

        Args:
            entities: Finds the issuers.
            source: Who published the tape; shown wherever a print is.
            decode: Undoes what the publisher did to texts; none: nothing.
        """
        self._entities = entities
        self._source = source
        self._decode = decode
        self._texts: dict[str, str] = {}
        self._dates: dict[str, dt.date] = {}

    def read(
        self, place: str, cells: Mapping[str, object], layout: Mapping[str, str]
    ) -> TapeMessage | Problem:
        """Read one row, or say the first thing that is wrong with it.

        Args:
            place: Where it stands: `SEC_CUMULATIVE.csv:12`.
            cells: By column.
            layout: The column of each field.
        """
        row = _Row(cells, layout)
        try:
            return self._message(row)
        except CellError as error:
            title = TITLES[row.field]
            return Problem(f"{place}: {title}", shown(row.raw), str(error))

    def text(self, raw: object) -> str:
        """Read a text, sanitised; the same one is kept once."""
        if isinstance(raw, str):
            known = self._texts.get(raw)
            if known is None:
                told = self._decode(raw) if self._decode else raw
                known = self._texts[raw] = text(told) if told.strip() else ""
            return known
        return text(raw)

    def date(self, raw: object) -> dt.date:
        """Read a date; the same one is kept once."""
        if not isinstance(raw, str):
            raise CellError("a date such as 2026-12-20")
        known = self._dates.get(raw)
        if known is None:
            known = self._dates[raw] = date(raw)
        return known

    def _message(self, row: _Row) -> TapeMessage:
        if row.get("asset_class", self.text, _CREDIT) != _CREDIT:
            raise CellError(f"{_CREDIT}, the asset class of credit")
        told = row.get("notional", size, None)
        coupon = row.get("coupon", amount, None)
        underlier = row.get("underlier", self.text, "")
        asset_name = row.get("asset_name", self.text, "")
        upi_name = row.get("upi_name", self.text, "")
        types = row.get("payment_types", self.text, "")
        currencies = row.get("payment_currencies", self.text, "")

        def payment(raw: object) -> Upfront:
            return upfront(raw, types, currencies)

        paid = row.get("payment_amounts", payment, payment(""))
        return TapeMessage(
            message_id=row.must("message_id", identifier),
            original_id=row.get("original_id", identifier, ""),
            action=row.must("action", _action),
            event=row.get("event", self.text, ""),
            event_at=row.must("event_at", moment),
            executed_at=row.must("executed_at", moment),
            disseminated_at=row.get("disseminated_at", moment, None),
            issuer=self._entities.issuer(underlier, upi_name, asset_name),
            name=asset_name or upi_name,
            underlier=underlier,
            product=row.get("product", self.text, ""),
            effective=row.get("effective", self.date, None),
            maturity=row.get("maturity", self.date, None),
            notional=told.least if told else None,
            capped=told is not None and told.capped,
            currency=row.get("currency", self.text, ""),
            coupon_bp=None if coupon is None else round(coupon * _BP, 6),
            spread=row.get("spread", amount, None),
            notation=row.get("notation", self.text, ""),
            price=row.get("price", amount, None),
            price_notation=row.get("price_notation", self.text, ""),
            upfront=paid.amount,
            upfront_currency=paid.currency,
            payments=paid.why,
            package=row.get("package", flag, False),
            prime_broker=row.get("prime_broker", flag, False),
            cleared=row.get("cleared", self.text, ""),
            platform=row.get("platform", self.text, ""),
            source=self._source,
            quality=Quality.TRADE,
        )


class _Row:
    """The cells of one row, and which of them is being read."""

    def __init__(self, cells: Mapping[str, object], layout: Mapping[str, str]) -> None:
        self.field = ""
        self.raw: object = ""
        self._given: dict[str, object] = {}
        for field, column in layout.items():
            raw = cells.get(column)
            if isinstance(raw, str):
                # Most cells are empty: those cost no more than a look.
                raw = raw.strip() if raw else raw
            if raw is not None and raw != "":
                self._given[field] = raw

    def get(
        self, field: str, read: Callable[[object], Value], empty: Empty
    ) -> Value | Empty:
        """Read a cell, or what an empty one means."""
        raw = self._given.get(field)
        if raw is None:
            return empty
        self.field, self.raw = field, raw
        return read(raw)

    def must(self, field: str, read: Callable[[object], Value]) -> Value:
        """Read a cell that may not be empty."""
        self.field, self.raw = field, self._given.get(field, "")
        if self.raw == "":
            raise CellError("a value")
        return read(self.raw)


def _action(raw: object) -> Action:
    """Read what a message does."""
    found = _ACTIONS.get(raw) if isinstance(raw, str) else None
    if found is None:
        words = tuple(_ACTIONS)
        raise CellError(f"one of {', '.join(words)}{nearest(shown(raw), words)}")
    return found
