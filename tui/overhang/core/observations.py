"""Published numbers about one issuer at one time. Immutable, dated, never edited."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from overhang.core.records import Bound, Precision, Record


class Close(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A daily close, adjusted for splits and not for dividends. Table `closes`.

    While a session is open its row may hold the last price so far.
    """

    identity: ClassVar = ("issuer", "date")

    issuer: str
    date: dt.date
    close_usd: float
    at: dt.datetime | None = None
    """When the price was made, UTC, as long as it is not yet the close; empty: it is
    the close."""

    @property
    def provisional(self) -> bool:
        """Whether it is the last price so far, and not the close."""
        return self.at is not None


class Convention(StrEnum):
    """What a CDS level means."""

    QUOTED = "quoted"
    PAR = "par"
    UNSTATED = "unstated"


class CdsMark(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A CDS level of one tenor on one day. Table `cds_marks`."""

    identity: ClassVar = ("issuer", "date", "tenor", "source")

    issuer: str
    date: dt.date
    tenor: str
    """`5Y` and the like."""
    spread_bp: float
    """The mid, in basis points a year."""
    bid_bp: float | None = None
    ask_bp: float | None = None
    bound: Bound = Bound.EXACT
    convention: Convention = Convention.UNSTATED
    maturity: dt.date | None = None
    """The contract's maturity; empty: the on-the-run contract of that day."""
    date_precision: Precision = Precision.DAY
    note: str = ""


class Index(StrEnum):
    """The credit indices that are followed."""

    CDX_IG = "cdx_ig"
    """CDX.NA.IG."""
    ICE_US_IG = "ice_us_ig"
    """ICE BofA US Corporate: option-adjusted spread of investment-grade bonds."""
    ICE_US_BBB = "ice_us_bbb"
    """ICE BofA BBB US Corporate."""


class IndexMark(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A level of a credit index on one day. Table `indices`."""

    identity: ClassVar = ("index", "date", "tenor", "source")

    index: Index
    date: dt.date
    tenor: str
    """`5Y` and the like; `all` for an index of bonds of all maturities."""
    spread_bp: float
    """The level, in basis points a year."""
    bound: Bound = Bound.EXACT
    maturity: dt.date | None = None
    """The series' maturity; empty: the on-the-run series of that day."""
    note: str = ""


class RateSeries(StrEnum):
    """The rates that are followed."""

    SOFR = "sofr"
    """Secured overnight financing rate."""
    TREASURY = "treasury"
    """Constant-maturity yield of US Treasuries."""


class Rate(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One rate of one tenor on one day. Table `rates`."""

    identity: ClassVar = ("series", "tenor", "date")

    series: RateSeries
    tenor: str
    """`1M`, `10Y`; `ON` for an overnight rate."""
    date: dt.date
    rate_pct: float
    """In percent a year, as published: bond-equivalent for Treasuries."""
    note: str = ""


class PositionMeasure(StrEnum):
    """What a position is measured by."""

    CS01 = "cs01"
    """What it gains when the spread widens by 1 bp. USD/bp."""
    JTD = "jtd"
    """What it gains when the issuer defaults at once. USD mm."""
    NOTIONAL = "notional"
    """Protection bought less protection sold. USD mm."""


class Position(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One figure of the desk's own book on one issuer, signed. Table `positions`."""

    identity: ClassVar = ("issuer", "date", "measure")

    issuer: str
    date: dt.date
    measure: PositionMeasure
    value: float
    """USD/bp for `cs01`, USD mm otherwise. Protection bought is positive, protection
    sold and bonds held are negative."""
    note: str = ""


class ActivityMeasure(StrEnum):
    """What the CDS market-structure tables count."""

    NET_NOTIONAL = "net_notional"
    """Outstanding, net of offsetting trades. USD mm."""
    DEALERS = "dealers"
    """Dealers quoting. A count."""
    DAILY_NOTIONAL = "daily_notional"
    """Average daily notional traded. USD mm."""
    TRADED_NOTIONAL = "traded_notional"
    """Notional traded over the period named. USD mm."""


class CdsActivity(Record, frozen=True, kw_only=True, omit_defaults=True):
    """How deep one issuer's CDS market is. Table `cds_activity`."""

    identity: ClassVar = ("issuer", "date", "measure", "period")

    issuer: str
    date: dt.date
    measure: ActivityMeasure
    value: float
    """USD mm, or a count of dealers."""
    bound: Bound = Bound.EXACT
    date_precision: Precision = Precision.DAY
    period: str = ""
    """The period a flow covers, in words: `ten weeks to 2025-12-11`."""
    note: str = ""


class CashFlowMeasure(StrEnum):
    """Lines of the cash-flow statement. Outflows are positive."""

    CAPEX = "capex"
    """Cash paid for property and equipment."""
    CAPEX_COMPANY = "capex_company"
    """Capex as the company defines it, with finance leases."""
    OCF = "ocf"
    """Operating cash flow."""
    FCF = "fcf"
    """Free cash flow as reported."""
    LEASE_PRINCIPAL = "lease_principal"
    """Principal paid on finance leases."""
    DIVIDENDS = "dividends"
    BUYBACKS = "buybacks"


class CashFlow(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One cash-flow figure over one period. Table `cash_flow`."""

    identity: ClassVar = ("issuer", "measure", "period_end", "months")
    about: ClassVar = "period_end"

    issuer: str
    period: str
    """The issuer's own label: `FY2026Q2`, `2026Q2`, `LTM 2026-03`."""
    period_end: dt.date
    months: int
    """Length: 3, 6, 9 or 12."""
    measure: CashFlowMeasure
    value_usd_mm: float
    note: str = ""
    """How the figure was derived, when it was."""


class BalanceMeasure(StrEnum):
    """Stocks of debt, money and promises."""

    DEBT = "debt"
    """Notes and borrowings, short and long."""
    CASH_AND_SECURITIES = "cash_and_securities"
    FINANCE_LEASES = "finance_leases"
    OPERATING_LEASES = "operating_leases"
    LEASES_NOT_COMMENCED = "leases_not_commenced"
    """Leases signed whose term has not begun: off the balance sheet."""


class Balance(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One balance-sheet or commitment figure at one date. Table `balances`."""

    identity: ClassVar = ("issuer", "date", "measure")

    issuer: str
    date: dt.date
    measure: BalanceMeasure
    value_usd_mm: float
    bound: Bound = Bound.EXACT
    note: str = ""
