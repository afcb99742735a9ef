"""The five issuers of the sample snapshot, and its moment."""

from __future__ import annotations

import datetime as dt

from overhang.core.issuers import CdsIdentity, Group, Issuer, Shares, Universe

TODAY = dt.date(2026, 10, 9)
TAKEN = dt.datetime(2026, 10, 9, 20, 5, tzinfo=dt.UTC)
AUGUST = dt.date(2026, 8, 31)
"""The month end that the CDS marks are of."""
_ISSUERS = {
    "MSFT": ("Microsoft", "Microsoft Corporation", 789019, "06-30", 7430.0),
    "AMZN": ("Amazon", "Amazon.com, Inc.", 1018724, "12-31", 10650.0),
    "GOOGL": ("Alphabet", "Alphabet Inc.", 1652044, "12-31", 12090.0),
    "META": ("Meta", "Meta Platforms, Inc.", 1326801, "12-31", 2548.0),
    "ORCL": ("Oracle", "Oracle Corporation", 1341439, "05-31", 3024.0),
}
UNIVERSE = Universe(
    issuer={
        code: Issuer(
            name=name,
            entity=entity,
            cik=cik,
            fiscal_year_end=end,
            shares=Shares(
                millions=shares, on=TODAY, source="10-Q cover", quality="reported"
            ),
            cds=CdsIdentity(entity=entity),
        )
        for code, (name, entity, cik, end, shares) in _ISSUERS.items()
    },
    group={
        "four": Group(title="The four", members=("MSFT", "AMZN", "GOOGL", "META")),
        "five": Group(title="The five", members=tuple(_ISSUERS)),
    },
)
