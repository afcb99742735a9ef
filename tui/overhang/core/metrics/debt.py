"""What an issuer sold and owes: issuance, the last deal, debt from balance sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.events import Deal, is_senior, is_vehicle
from overhang.core.metrics import last_deal, primary
from overhang.core.metrics.balances import Balances, net_debt, total_debt
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.evidence import (
    NONE_RECORDED,
    Row,
    absent,
    cited,
    computed,
    joined,
    newest,
    rows_by_issuer,
)
from overhang.core.metrics.last_deal import when
from overhang.core.observations import Balance
from overhang.core.records import Bound
from overhang.core.snapshot import Clock, Input, Reading

Deals = Sequence[Row[Deal]]

_MEANT: Mapping[Bound, str] = MappingProxyType(
    {
        Bound.EXACT: "",
        Bound.APPROX: "about ",
        Bound.FLOOR: "more than ",
        Bound.CEILING: "up to ",
        Bound.MIDPOINT: "about ",
    }
)
_SUMS = ("debt.issued.ytd", "debt.issued.ltm", "debt.vehicles.ltm")


def debt(inputs: Inputs) -> Readings:
    """Measure every `debt.*` id for every issuer of the universe.

    An issuer without a deal has issued zero, but only where deals were delivered.
    """
    deals = rows_by_issuer(inputs, "deals", Deal)
    sheets = rows_by_issuer(inputs, "balances", Balance)
    unknown = dict.fromkeys((*_SUMS, *last_deal.IDS), absent("no deals table"))
    readings: Readings = {}
    for code, issuer in inputs.universe.issuer.items():
        owed = Balances(inputs, sheets.get(code, ()), issuer.fiscal_year_end)
        sold = _issuance(deals.get(code, ()), inputs.clock) if deals else unknown
        readings[code] = {
            **sold,
            "debt.total": total_debt(owed),
            "debt.net": net_debt(owed),
        }
    return readings


def _issuance(deals: Deals, clock: Clock) -> dict[str, Reading]:
    ytd = primary.year_to_date(clock.today)
    ltm = primary.last_twelve_months(clock.today)
    since = f"since {short(ltm.start)}"
    return {
        "debt.issued.ytd": sold(deals, ytd, is_senior, f"{ytd.end.year} YTD"),
        "debt.issued.ltm": sold(deals, ltm, is_senior, since),
        "debt.vehicles.ltm": sold(deals, ltm, is_vehicle, since),
        **last_deal.last_deal(deals),
    }


def sold(
    deals: Deals, window: primary.Window, counts: Callable[[Deal], bool], label: str
) -> Reading:
    """Sum one kind of deal over a window, USD bn; the others are listed beside it.

    A size that is not known makes the sum a floor; a size that is not exact, or a deal
    known only by its month at the edge of the window, makes it approximate. No deal at
    all is a true zero.
    """
    held = [each for each in deals if primary.falls_in(each.record, window)]
    mine = [each for each in held if counts(each.record)]
    sized = [each for each in mine if each.record.size_bn is not None]
    cites = tuple(
        [_counted(each) for each in mine]
        + [_beside(each) for each in held if not counts(each.record)]
    )
    doubts = [
        f"{when(each)} deal: size not known"
        for each in mine
        if each.record.size_bn is None
    ]
    if doubts and not sized:
        return absent("; ".join(doubts), cites)
    bounds = [each.record.size_bound for each in sized]
    if doubts:
        bounds.append(Bound.FLOOR)
    edge = [each for each in sized if primary.straddles(each.record, window)]
    if edge and not doubts:
        bounds.append(Bound.APPROX)
        doubts = [f"{when(each)} deal: day not known" for each in edge]
    return Reading(
        value=sum((each.record.size_bn or 0.0 for each in sized), 0.0),
        reason="; ".join(doubts),
        about=window.end,
        known_at=newest(mine),
        label=label if mine else NONE_RECORDED,
        bound=joined(bounds),
        quality=computed(sized) if sized else None,
        inputs=cites,
    )


def _counted(deal: Row[Deal]) -> Input:
    said = deal.record
    settled = f"settled {short(said.settled_on)}" if said.settled_on else ""
    name = f"deal of {when(deal)}"
    return cited(name, said.size_bn, Unit.USD_BN, deal, settled, said.size_bound)


def _beside(deal: Row[Deal]) -> Input:
    """A deal of another kind or currency: named, and kept out of the sum."""
    said = deal.record
    if said.currency == "USD":
        name = f"{said.vehicle or said.instrument} of {when(deal)}"
        note, bound = "not in the sum", said.size_bound
        return cited(name, said.size_bn, Unit.USD_BN, deal, note, bound)
    size = f"{said.size_bn:g}bn" if said.size_bn is not None else "size not known"
    name = f"{_MEANT[said.size_bound]}{said.currency} {size} of {when(deal)}"
    note = f"not in the sum: {said.currency}, no FX stated"
    return cited(name, None, Unit.USD_BN, deal, note=note)
