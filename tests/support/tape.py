"""The tape in tests: the sample day, messages made to measure, zips and feeds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from overhang.bundled import bundled
from overhang.core.calendars import load_calendars
from overhang.core.records import Quality
from overhang.core.tape.conversion import flat_rate
from overhang.core.tape.days import TapeDay, tape_days
from overhang.core.tape.levels import Level
from overhang.core.tape.message import Action, TapeMessage
from overhang.core.tape.netting import net
from overhang.sources.base import SourceError
from overhang.sources.tape.entities import Entities
from overhang.sources.tape.tape import Tape, read_daily, read_sheet

VECTORS = Path(__file__).parents[1] / "vectors"
SAMPLE = (VECTORS / "dtcc_ppd_sample.csv").read_bytes()
ORACLE = Entities({}, {"ORCL": ["Oracle Corporation"]})
DAY = dt.date(2026, 2, 13)
FIVE_YEARS = dt.date(2030, 12, 20)


CASH: float = json.loads((VECTORS / "dtcc_netting.json").read_text())[
    "unsigned_upfront"
]["cash"]
"""An upfront on 5mm that means 160 bp or 49 bp."""
SOLVE = flat_rate(lambda traded, maturity: 0.0341)


CALENDARS = load_calendars(bundled("data") / "calendars.toml")


def days(*messages: TapeMessage) -> list[TapeDay]:
    """Net, price and sort messages into days."""
    return tape_days(net(messages), SOLVE)


def levels(*messages: TapeMessage) -> dict[str, Level]:
    """Return the level of each print, by its first message."""
    return {
        each.chain.root: each.level for day in days(*messages) for each in day.prints
    }


def sample() -> tuple[TapeMessage, ...]:
    """Return the messages of the sample."""
    return read_sheet(SAMPLE, "sample.csv", ORACLE).messages


def known_by(messages: Iterable[TapeMessage], at: dt.datetime) -> list[TapeMessage]:
    """Return what the tape had said by a moment (UTC)."""
    return [each for each in messages if each.heard_at <= at]


def at(text: str) -> dt.datetime:
    """Return a moment: `2026-02-13T14:30:00Z`."""
    return dt.datetime.fromisoformat(text)


def message(message_id: str, action: str = "NEWT", **terms: Any) -> TapeMessage:
    """Return a message: a trade of 5mm of Oracle at 160 bp, but for what is said.

    Its event is as many seconds into the day as its identifier says.
    """
    moment = at("2026-02-13T12:00:00Z") + dt.timedelta(seconds=int(message_id))
    given: dict[str, Any] = {
        "event": "TRAD" if action == "NEWT" else "",
        "event_at": moment,
        "executed_at": moment,
        "issuer": "ORCL",
        "name": "Oracle Corporation",
        "product": "NA/CDS Corp SN Sr",
        "maturity": FIVE_YEARS,
        "notional": 5e6,
        "currency": "USD",
        "coupon_bp": 100.0,
        "spread": 160.0,
        "notation": "4",
        "source": "tape",
        "quality": Quality.TRADE,
    }
    return TapeMessage(
        message_id=message_id, action=Action(action), **{**given, **terms}
    )


def upfront(message_id: str, paid: float, **terms: Any) -> TapeMessage:
    """Return a trade with an upfront and no spread."""
    given = {"spread": None, "notation": "", "upfront": paid, "upfront_currency": "USD"}
    return message(message_id, **{**given, **terms})


def quote(message_id: str, bp: float, **terms: Any) -> TapeMessage:
    """Return a trade at a stated spread."""
    return message(message_id, spread=bp, **terms)


def changed(each: TapeMessage, **terms: Any) -> TapeMessage:
    """Return a message that says something else."""
    return msgspec.structs.replace(each, **terms)


def rows(text: bytes = SAMPLE) -> list[dict[str, str]]:
    """Return the rows of a daily file."""
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def sheet(lines: Sequence[Mapping[str, str]], names: Iterable[str] = ()) -> bytes:
    """Return rows as a daily file, with the sample's columns or those named."""
    file = io.StringIO(newline="")
    columns = list(names) or list(rows()[0])
    writer = csv.DictWriter(
        file, columns, extrasaction="ignore", lineterminator="\n", restval=""
    )
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue().encode()


def zipped(body: bytes, name: str = "SEC_CUMULATIVE_CREDITS_2026_02_13.csv") -> bytes:
    """Return a daily file as it is published."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return file.getvalue()


_FEED_NAMES = {
    "UPI FISN": "uniqueProductIdentifierShortName",
    "UPI Underlier Name": "uniqueProductIdentifierUnderlierName",
}


def feed(lines: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as the feed through the day has them."""
    trades = [
        {_feed_name(name): _encoded(name, cell) for name, cell in line.items()}
        for line in lines
    ]
    return json.dumps({"tradeList": trades, "errorList": None}).encode()


def _feed_name(name: str) -> str:
    """Return `notionalAmountLeg1` for `Notional amount-Leg 1`."""
    words = name.replace("-", " ").split()
    bare = words[0].lower() + "".join(each[0].upper() + each[1:] for each in words[1:])
    return _FEED_NAMES.get(name, bare)


def _encoded(name: str, cell: Any) -> Any:
    """Return a product's name percent-encoded, an empty cell as nothing."""
    if name in _FEED_NAMES:
        return str(cell).replace("/", "%2F").replace(" ", "%20")
    return cell if cell != "" else None


ROWS = rows()


def row(**cells: str) -> dict[str, str]:
    """Return the first trade of the sample with other cells."""
    named = {key.replace("_", " "): cell for key, cell in cells.items()}
    return {**ROWS[0], **named}


def daily(data: bytes) -> Tape:
    """Read a day's zip."""
    return read_daily(data, "day.zip", ORACLE)


def refusal(data: bytes) -> str:
    """Return the first reason why a day's zip is refused."""
    with pytest.raises(SourceError) as caught:
        daily(data)
    return str(caught.value.problems[0])
