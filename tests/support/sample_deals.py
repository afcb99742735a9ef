"""The bonds and the vehicle of the sample issuers."""

from __future__ import annotations

import datetime as dt

from overhang.core.events import (
    Deal,
    Instrument,
    Tranche,
)
from overhang.core.records import Bound, Precision, Quality

DEALS = (
    Deal(
        deal_id="ORCL-2026-02",
        issuer="ORCL",
        priced_on=dt.date(2026, 2, 2),
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=25.0,
        orders_bn=129.0,
        tranches=8,
        longest="40y",
        source="424B5",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="ORCL-SALINE",
        issuer="ORCL",
        priced_on=dt.date(2026, 4, 15),
        date_precision=Precision.MONTH,
        instrument=Instrument.VEHICLE,
        vehicle="Saline Township campus",
        currency="USD",
        size_bn=14.0,
        source="press",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="GOOGL-2026-08",
        issuer="GOOGL",
        priced_on=dt.date(2026, 8, 5),
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=25.0,
        launch_bn=20.0,
        orders_bn=115.0,
        orders_bound=Bound.FLOOR,
        longest_ipt_bp=130.0,
        longest_spread_bp=105.0,
        source="IFR",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="GOOGL-GBP",
        issuer="GOOGL",
        priced_on=dt.date(2026, 2, 10),
        instrument=Instrument.SENIOR,
        currency="GBP",
        size_bn=5.5,
        source="IFR",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="GOOGL-CHF",
        issuer="GOOGL",
        priced_on=dt.date(2026, 2, 10),
        instrument=Instrument.SENIOR,
        currency="CHF",
        size_bn=3.06,
        source="IFR",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="META-2026-04",
        issuer="META",
        priced_on=dt.date(2026, 4, 30),
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=25.0,
        orders_bn=96.0,
        source="IFR",
        quality=Quality.PRESS,
    ),
    Deal(
        deal_id="AMZN-2026-07",
        issuer="AMZN",
        priced_on=dt.date(2026, 7, 15),
        date_precision=Precision.MONTH,
        instrument=Instrument.SENIOR,
        currency="USD",
        size_bn=25.0,
        nic_low_bp=10.0,
        nic_high_bp=12.0,
        source="press",
        quality=Quality.PRESS,
    ),
)
TRANCHES = tuple(
    Tranche(
        deal_id="ORCL-2026-02",
        tranche=at,
        priced_on=dt.date(2026, 2, 2),
        maturity=maturity,
        size_bn=size,
        coupon=coupon,
        source="424B5",
        quality=Quality.REPORTED,
    )
    for at, (maturity, size, coupon) in enumerate(
        [("2029-02", 3.5, "SOFR+1.11%"), ("2066-02", 2.75, "6.85")], start=1
    )
)
