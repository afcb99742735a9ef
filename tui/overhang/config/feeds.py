"""`[source.NAME]`: feeds beside the desk's own folder, typed. Times are in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from overhang.core.records import Quality
from overhang.core.rights import Rights


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How a feed goes about asking. Every kind that asks over the network has these."""

    url: str = ""
    """The base address; empty: the public one of its kind."""
    every: float | None = None
    """Seconds between two turns; none: as its kind does."""
    timeout: float = 10.0
    """Seconds for one whole answer."""
    rate: float | None = None
    """Requests a second to one host at most; none: as its kind does."""
    key: str = ""
    """Where its key is: `env:NAME`, `file:/PATH`, `keyring:SERVICE/NAME`."""
    proxy: str = ""
    """Empty: as the environment says."""
    ca: Path | None = None
    """A file of certificates to trust instead of the system's."""
    private: bool = False
    """Whether its host may be on a private address."""


class EdgarOptions(msgspec.Struct, frozen=True, kw_only=True, tag="edgar"):
    """SEC EDGAR: filings, results, cash flow, balances."""

    contact: str
    """Who asks: a name and an address; EDGAR refuses whoever does not say."""


class TapeOptions(msgspec.Struct, frozen=True, kw_only=True, tag="tape"):
    """DTCC's public tape of single-name CDS under the SEC's rules."""

    feed: str = ""
    """The address of the feed through the day; empty: the public one."""
    days: int = 60
    """Days of files that are fetched at the start."""
    identifiers: Mapping[str, tuple[str, ...]] = {}
    """By issuer's code: RED codes, ISINs, CUSIPs."""
    aliases: Mapping[str, tuple[str, ...]] = {}
    """By issuer's code: other names on the tape."""


class FredOptions(msgspec.Struct, frozen=True, kw_only=True, tag="fred"):
    """FRED: Treasury curve and SOFR; ICE indices only with the right to them."""

    ice: bool = False
    """Yes: the desk has ICE's permission to use its indices."""
    days: int = 400
    """Days of history that are fetched at the start."""


class TiingoOptions(msgspec.Struct, frozen=True, kw_only=True, tag="tiingo"):
    """Tiingo: daily closes, adjusted for splits."""

    symbols: Mapping[str, str] = {}
    """By issuer's code; one that is not there goes by its code."""
    days: int = 800
    """Days of history that are fetched at the start."""


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """How rows of any shape become rows of one of our tables."""

    table: str
    """A table's name: `closes`, `cds_marks`."""
    fields: Mapping[str, str]
    """By our column: the name of theirs; in JSON a path (JMESPath) from the row."""
    constants: Mapping[str, str] = {}
    """By our column: what to write into every row."""
    symbols: Mapping[str, str] = {}
    """By what they call an issuer: its code."""
    scale: Mapping[str, float] = {}
    """By our column: what a number of theirs is multiplied by."""
    dates: str = ""
    """How they write dates: `%d/%m/%Y`, `unix`, `unix-ms`; empty: ISO."""
    timezone: str = ""
    """The zone of times that do not say one; empty: they must."""


class QuotesOptions(Mapped, frozen=True, kw_only=True, tag="quotes"):
    """Any address that answers with JSON or CSV."""

    rows: str = ""
    """A path (JMESPath) to the list of rows in JSON; empty: the body is the list."""
    each: bool = False
    """Yes: one request an issuer, `{symbol}` in the address stands for it."""
    preset: str = ""
    """A vendor whose mapping ships: `polygon`; what is said beside it goes first."""
    personal_use: bool = False
    """Yes: this is one person's own use, as the vendor's free terms demand."""
    key_name: str = ""
    """The header (`header:X-Key`) or parameter (`query:token`) that carries the key;
    empty: a bearer token."""


class PushOptions(Mapped, frozen=True, kw_only=True, tag="push"):
    """An address that pushes: server-sent events or a WebSocket."""

    rows: str = ""
    """A path (JMESPath) to the rows in one message; empty: the message is one row, or a
    list of them."""
    subscribe: str = ""
    """What is sent first over a WebSocket, as JSON text."""
    window: float = 5.0
    """Seconds of messages that become one delivery: the last of each row counts. Five
    issuers that move all day take 6 MB of the store a day; at one second, 27 MB."""
    silence: float = 30.0
    """Seconds without a word after which the line counts as dead."""
    key_name: str = ""
    """As for `quotes`."""


class DropOptions(Mapped, frozen=True, kw_only=True, tag="drop"):
    """A folder that CSV and XLSX files are dropped into."""

    folder: Path
    files: str = "*"
    """Which of its files: `*_run.xlsx`."""
    sheet: str = ""
    """The sheet's name; empty: the first."""
    header: int = 1
    """The line that names the columns."""
    file_date: str = ""
    """Where the file's name says the day: `run_%Y%m%d`; empty: a column does."""
    tenors: Mapping[str, str] = {}
    """For files with a column a tenor: by `5Y.bid`, `5Y.ask`, `5Y.mid` their name."""


Options = (
    EdgarOptions
    | TapeOptions
    | FredOptions
    | TiingoOptions
    | QuotesOptions
    | PushOptions
    | DropOptions
)


class SourceKind(StrEnum):
    """What a feed is."""

    EDGAR = "edgar"
    TAPE = "tape"
    FRED = "fred"
    TIINGO = "tiingo"
    QUOTES = "quotes"
    PUSH = "push"
    DROP = "drop"


class FeedSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One feed."""

    name: str
    kind: SourceKind
    options: Options
    reach: Reach = Reach()
    rights: Rights | None = None
    """What may be done with its figures outside the desk; none: as its kind says."""
    licence: str = ""
    """On what terms, in the desk's words; empty: as its kind says."""
    quality: Quality | None = None
    """How far its figures are trusted; none: as its kind says."""
    source: str = ""
    """Who is named as the source of its figures; empty: as its kind says."""
