"""What the tape's columns are called: in the daily file, and in the feed.

The two differ in blanks, hyphens and capitals only (`Notional amount-Leg 1`,
`notionalAmountLeg1`), but for the names of the product. Columns come and go: the ones
that a trade cannot be read without must be there, any other may be new or missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

_COLUMNS = {
    "disseminationidentifier": "message_id",
    "originaldisseminationidentifier": "original_id",
    "actiontype": "action",
    "eventtype": "event",
    "eventtimestamp": "event_at",
    "executiontimestamp": "executed_at",
    "disseminationtimestamp": "disseminated_at",
    "assetclass": "asset_class",
    "cleared": "cleared",
    "effectivedate": "effective",
    "expirationdate": "maturity",
    "primebrokeragetransactionindicator": "prime_broker",
    "notionalamountleg1": "notional",
    "notionalcurrencyleg1": "currency",
    "fixedrateleg1": "coupon",
    "spreadleg1": "spread",
    "spreadnotationleg1": "notation",
    "price": "price",
    "pricenotation": "price_notation",
    "otherpaymentamount": "payment_amounts",
    "otherpaymenttype": "payment_types",
    "otherpaymentcurrency": "payment_currencies",
    "underlieridleg1": "underlier",
    "underlyingassetname": "asset_name",
    "packageindicator": "package",
    "platformidentifier": "platform",
    "upifisn": "product",
    "uniqueproductidentifiershortname": "product",
    "upiunderliername": "upi_name",
    "uniqueproductidentifierunderliername": "upi_name",
}

REQUIRED = (
    "message_id",
    "original_id",
    "action",
    "event",
    "event_at",
    "executed_at",
    "maturity",
    "notional",
    "currency",
    "coupon",
    "spread",
    "notation",
    "payment_amounts",
    "payment_types",
    "underlier",
    "asset_name",
    "package",
    "product",
)
"""Fields that the daily file must have a column for."""

USEFUL = ("prime_broker", "payment_currencies", "upi_name")
"""Fields whose absence is told: mirrors are not seen, or a name is not found."""

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "message_id": "Dissemination Identifier",
        "original_id": "Original Dissemination Identifier",
        "action": "Action type",
        "event": "Event type",
        "event_at": "Event timestamp",
        "executed_at": "Execution Timestamp",
        "disseminated_at": "Dissemination Timestamp",
        "asset_class": "Asset Class",
        "cleared": "Cleared",
        "effective": "Effective Date",
        "maturity": "Expiration Date",
        "prime_broker": "Prime brokerage transaction indicator",
        "notional": "Notional amount-Leg 1",
        "currency": "Notional currency-Leg 1",
        "coupon": "Fixed rate-Leg 1",
        "spread": "Spread-Leg 1",
        "notation": "Spread notation-Leg 1",
        "price": "Price",
        "price_notation": "Price notation",
        "payment_amounts": "Other payment amount",
        "payment_types": "Other payment type",
        "payment_currencies": "Other payment currency",
        "underlier": "Underlier ID-Leg 1",
        "asset_name": "Underlying Asset Name",
        "package": "Package indicator",
        "platform": "Platform identifier",
        "product": "UPI FISN",
        "upi_name": "UPI Underlier Name",
    }
)
"""How a field is called in problems: as in the daily file."""


def layout_of(names: Iterable[str]) -> dict[str, str]:
    """Return the column of each field that is known; others are passed over."""
    return {field: name for name in names if (field := field_of(name))}


def field_of(name: str) -> str:
    """Return the field that a column holds; empty: none that is read."""
    bare = "".join(char for char in name.lower() if char.isalnum())
    return _COLUMNS.get(bare, "")
