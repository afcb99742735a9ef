"""Structured happenings: guidance, deals, ratings, forecasts. Dated and sourced."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from overhang.core.records import Bound, Precision, Record


class Timing(StrEnum):
    """When in the day results came out."""

    AMC = "amc"
    """After the close: the reference price is that day's close."""
    BMO = "bmo"
    """Before the open: the reference price is the close before."""


class Results(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The day an issuer reported. Table `results`."""

    identity: ClassVar = ("issuer", "results_on")
    about: ClassVar = "results_on"

    issuer: str
    results_on: dt.date
    timing: Timing
    period: str = ""
    note: str = ""


class GuidanceForm(StrEnum):
    """How much a guidance statement says."""

    RANGE = "range"
    POINT = "point"
    FLOOR = "floor"
    """"At least": there is no midpoint."""
    CEILING = "ceiling"
    """"As much as": there is no midpoint."""
    WORDS = "words"
    """No number at all."""


class Guidance(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One capex statement. Table `capex_guidance`."""

    identity: ClassVar = ("issuer", "given_on", "period", "definition")
    about: ClassVar = "given_on"

    issuer: str
    given_on: dt.date
    period: str
    """`CY2026`, `FY2027`, `FY2027Q1`."""
    period_start: dt.date
    period_end: dt.date
    form: GuidanceForm
    low_usd_bn: float | None = None
    high_usd_bn: float | None = None
    definition: str
    """What the company counts as capex, in a few words."""
    comparable: bool = True
    """No: the definition changed, so a revision against the statement before it
    would be an accounting change, not a cut or a raise."""
    date_precision: Precision = Precision.DAY
    quote: str = ""


class Instrument(StrEnum):
    """What was sold."""

    SENIOR = "senior"
    VEHICLE = "vehicle"
    """Debt of an off-balance-sheet vehicle: never summed with senior notes."""
    CONVERTIBLE = "convertible"
    EQUITY = "equity"


class Currency(StrEnum):
    """What bonds are sold in, by its ISO 4217 code; CNH is yuan outside China."""

    AUD = "AUD"
    BRL = "BRL"
    CAD = "CAD"
    CHF = "CHF"
    CLP = "CLP"
    CNH = "CNH"
    CNY = "CNY"
    CZK = "CZK"
    DKK = "DKK"
    EUR = "EUR"
    GBP = "GBP"
    HKD = "HKD"
    IDR = "IDR"
    ILS = "ILS"
    INR = "INR"
    JPY = "JPY"
    KRW = "KRW"
    MXN = "MXN"
    MYR = "MYR"
    NOK = "NOK"
    NZD = "NZD"
    PLN = "PLN"
    SAR = "SAR"
    SEK = "SEK"
    SGD = "SGD"
    THB = "THB"
    TWD = "TWD"
    USD = "USD"
    ZAR = "ZAR"


class Deal(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One financing. Table `deals`."""

    identity: ClassVar = ("deal_id",)
    about: ClassVar = "priced_on"

    deal_id: str
    issuer: str
    priced_on: dt.date
    date_precision: Precision = Precision.DAY
    settled_on: dt.date | None = None
    instrument: Instrument
    vehicle: str = ""
    currency: str
    """A `Currency`, unless it was stored before that was asked for."""
    size_bn: float | None = None
    """Final size, in billions of `currency`; empty: not known."""
    size_bound: Bound = Bound.EXACT
    launch_bn: float | None = None
    orders_bn: float | None = None
    """Peak book as the press reports it."""
    orders_bound: Bound = Bound.EXACT
    tranches: int | None = None
    longest: str = ""
    longest_ipt_bp: float | None = None
    longest_spread_bp: float | None = None
    nic_low_bp: float | None = None
    nic_high_bp: float | None = None
    coupon_pct: float | None = None
    rating: str = ""
    note: str = ""


def is_senior(deal: Deal) -> bool:
    """Whether a deal is USD senior notes, the only kind that is summed as issuance."""
    return deal.instrument is Instrument.SENIOR and deal.currency == Currency.USD


def is_vehicle(deal: Deal) -> bool:
    """Whether a deal is an off-balance-sheet vehicle's USD debt."""
    return deal.instrument is Instrument.VEHICLE and deal.currency == Currency.USD


class Tranche(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One piece of a deal. Table `tranches`."""

    identity: ClassVar = ("deal_id", "tranche")
    about: ClassVar = "priced_on"

    deal_id: str
    tranche: int
    priced_on: dt.date
    tenor: str = ""
    maturity: str = ""
    """`2056`, `2056-02` or `2065-11-20`, as precisely as it is known."""
    size_bn: float | None = None
    coupon: str = ""
    ipt_bp: float | None = None
    spread_bp: float | None = None
    note: str = ""


class Rating(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One agency's rating on one date. Table `ratings`."""

    identity: ClassVar = ("issuer", "agency", "date")

    issuer: str
    date: dt.date
    date_precision: Precision = Precision.DAY
    agency: str
    rating: str
    outlook: str = ""
    note: str = ""


class ForecastMeasure(StrEnum):
    """What a broker forecast."""

    CAPEX = "capex"
    ISSUANCE = "issuance"
    """Bonds sold."""
    BORROWING = "borrowing"
    """All borrowing, loans and private debt included."""
    PROFIT = "profit"


class Forecast(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A broker's number, or an actual it quotes beside it. Table `forecasts`."""

    identity: ClassVar = ("broker", "given_on", "scope", "measure", "period")
    about: ClassVar = "given_on"

    broker: str
    given_on: dt.date
    date_precision: Precision = Precision.DAY
    scope: str
    """An issuer, or `group:four`, or `hyperscalers` when the broker names no list."""
    measure: ForecastMeasure
    period: str
    period_start: dt.date
    period_end: dt.date
    value_usd_bn: float
    bound: Bound = Bound.EXACT
    actual: bool = False
    """Yes: a past figure that the broker states."""
    quote: str = ""
    note: str = ""


class Fact(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A statement the desk keeps in view: a number or words. Table `facts`."""

    identity: ClassVar = ("fact_id",)

    fact_id: str
    date: dt.date
    date_precision: Precision = Precision.DAY
    scope: str
    """An issuer, `group:four`, `group:five`, or a theme such as `ai`."""
    topic: str
    """Where it is shown: `equity`, `capex`, `debt` or `cds`."""
    label: str
    value: float | None = None
    unit: str = ""
    """`%`, `x`, `bp`, `USD bn`, `USD mm`, `USD`, `months`, `years`, `count`."""
    bound: Bound = Bound.EXACT
    words: str = ""
    """The statement, when it is not a number."""
    quote: str = ""
