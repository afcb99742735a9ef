"""An issuer's facts as lists: what was said, sold, rated, marked and spent."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.core.events import Deal, Guidance, Rating, Results, Tranche
from overhang.core.observations import (
    Balance,
    CashFlow,
    CashFlowMeasure,
    CdsMark,
)
from overhang.views import format as fmt
from overhang.views.base import Cell, Line, Tone
from overhang.views.blocks import Entry, facts_table
from overhang.views.financing import (
    concession,
    cover,
    orders,
    size,
    tightening,
    upsizing,
)
from overhang.views.guidance import direction, guided, previous
from overhang.views.statements import citation
from overhang.views.width import wrap

_CITED = 4
"""Reports of a cash-flow statement that are cited."""
_DIRECTIONS = {"raised": Tone.ADVERSE, "cut": Tone.BENIGN}
_FLOWS = {
    CashFlowMeasure.CAPEX: "capex>",
    CashFlowMeasure.OCF: "OCF>",
    CashFlowMeasure.FCF: "FCF>",
    CashFlowMeasure.CAPEX_COMPANY: "capex own>",
    CashFlowMeasure.LEASE_PRINCIPAL: "leases>",
    CashFlowMeasure.DIVIDENDS: "dividends>",
    CashFlowMeasure.BUYBACKS: "buybacks>",
}


def guidance_table(statements: Sequence[Guidance], width: int) -> list[Line]:
    """List one issuer's statements, newest first, each with its direction."""
    entries = []
    for each in statements:
        moved = direction(each, previous(statements, each))
        quote = f'"{each.quote}"' if each.quote else ""
        entries.append(
            Entry(
                (
                    fmt.date(each.given_on, each.date_precision),
                    each.period,
                    Cell(guided(each)),
                    Cell(moved, _DIRECTIONS.get(moved, Tone.MUTED)),
                    Cell(each.definition, Tone.MUTED),
                ),
                " · ".join(filter(None, (quote, citation(each)))),
            )
        )
    columns = ("given on", "period", "USD bn>", "direction", "counts")
    return facts_table(columns, entries, width)


def deals_table(
    deals: Sequence[Deal], tranches: Sequence[Tranche], width: int
) -> list[Line]:
    """List deals, newest first, each with its tranches under it."""
    entries = []
    for each in sorted(deals, key=lambda one: one.priced_on, reverse=True):
        entries.append(
            Entry(
                (
                    fmt.date(each.priced_on, each.date_precision),
                    Cell(f"{each.currency} {size(each)}"),
                    each.instrument.value,
                    Cell(orders(each)),
                    Cell(cover(each)),
                    Cell(tightening(each)),
                    Cell(concession(each)),
                    each.longest,
                ),
                _deal_words(each),
            )
        )
        mine = [one for one in tranches if one.deal_id == each.deal_id]
        entries += [
            Entry(_tranche(one), one.note)
            for one in sorted(mine, key=lambda one: one.tranche)
        ]
    columns = (
        *("priced", "size bn>", "kind", "book bn>"),
        *("cover>", "IPT->px bp>", "NIC bp>", "longest"),
    )
    return facts_table(columns, entries, width)


def ratings_table(ratings: Sequence[Rating], width: int) -> list[Line]:
    """List ratings, newest first."""
    entries = [
        Entry(
            (
                fmt.date(each.date, each.date_precision),
                each.agency,
                each.rating,
                each.outlook or Cell("outlook n/a", Tone.MUTED),
            ),
            " · ".join(filter(None, (each.note, citation(each)))),
        )
        for each in sorted(ratings, key=lambda one: one.date, reverse=True)
    ]
    return facts_table(("date", "agency", "rating", "outlook"), entries, width)


def marks_table(marks: Sequence[CdsMark], width: int) -> list[Line]:
    """List CDS marks, newest first, each with how exact it is and who says so."""
    entries = [
        Entry(
            (
                fmt.date(each.date, each.date_precision),
                each.tenor,
                Cell(fmt.bounded(fmt.basis_points(each.spread_bp), each.bound)),
                Cell(each.bound.value, Tone.MUTED),
                Cell(each.quality.value, Tone.MUTED),
                Cell(each.convention.value, Tone.MUTED),
                Cell(_bid_ask(each)),
            ),
            " · ".join(filter(None, (each.note, citation(each)))),
        )
        for each in sorted(marks, key=lambda one: one.date, reverse=True)
    ]
    columns = ("date", "tenor", "mid bp>", "meant", "quality", "spread", "bid/ask>")
    return facts_table(columns, entries, width)


def cash_flow_table(flows: Sequence[CashFlow], width: int) -> list[Line]:
    """List cash flows by period, newest first, USD mm; then who published them."""
    by_period: dict[tuple[str, int], dict[CashFlowMeasure, CashFlow]] = {}
    for each in sorted(flows, key=lambda one: (one.period_end, one.months)):
        by_period.setdefault((each.period, each.months), {})[each.measure] = each
    used = [each for each in _FLOWS if any(each in row for row in by_period.values())]
    entries = [
        Entry(
            (
                label,
                Cell(f"{months}m", Tone.MUTED),
                *(_flow(row.get(measure)) for measure in used),
            ),
            " · ".join(dict.fromkeys(one.note for one in row.values() if one.note)),
        )
        for (label, months), row in reversed(by_period.items())
    ]
    columns = ("period", "", *(_FLOWS[each] for each in used))
    return [*facts_table(columns, entries, width), *_sources(flows, width)]


def balances_table(balances: Sequence[Balance], width: int) -> list[Line]:
    """List balance-sheet and commitment figures, newest first, USD mm."""
    entries = [
        Entry(
            (
                fmt.date(each.date),
                each.measure.value.replace("_", " "),
                Cell(fmt.bounded(fmt.millions(each.value_usd_mm), each.bound)),
            ),
            " · ".join(filter(None, (each.note, citation(each)))),
        )
        for each in sorted(balances, key=lambda one: one.date, reverse=True)
    ]
    return facts_table(("date", "what", "USD mm>"), entries, width)


def results_table(results: Sequence[Results], width: int) -> list[Line]:
    """List the days an issuer reported, newest first."""
    when = {"amc": "after the close", "bmo": "before the open"}
    entries = [
        Entry(
            (fmt.date(each.results_on), when[each.timing], each.period),
            " · ".join(filter(None, (each.note, citation(each)))),
        )
        for each in sorted(results, key=lambda one: one.results_on, reverse=True)
    ]
    return facts_table(("results on", "timing", "period"), entries, width)


def _deal_words(deal: Deal) -> str:
    coupon = f"{fmt.trimmed(deal.coupon_pct)}% coupon" if deal.coupon_pct else ""
    count = f"{deal.tranches} tranches" if deal.tranches else ""
    rated = f"rated {deal.rating}" if deal.rating else ""
    settled = f"settled {fmt.date(deal.settled_on)}" if deal.settled_on else ""
    grown = upsizing(deal)
    sized = f"upsized {grown}" if grown else ""
    words = (
        deal.vehicle,
        sized,
        count,
        coupon,
        rated,
        settled,
        deal.note,
        citation(deal),
    )
    return " · ".join(filter(None, words))


def _tranche(tranche: Tranche) -> tuple[Cell | str, ...]:
    due = tranche.maturity or tranche.tenor
    talk, price = tranche.ipt_bp, tranche.spread_bp
    spread = "->".join(fmt.trimmed(end) for end in (talk, price) if end is not None)
    coupon = tranche.coupon
    if coupon.replace(".", "").isdigit():
        coupon += "%"
    return (
        Cell(f"  {tranche.tranche}", Tone.MUTED),
        fmt.ABSENT if tranche.size_bn is None else fmt.trimmed(tranche.size_bn),
        Cell(coupon, Tone.MUTED),
        "",
        "",
        spread,
        "",
        due,
    )


def _bid_ask(mark: CdsMark) -> str:
    if mark.bid_bp is None and mark.ask_bp is None:
        return ""
    ends = (mark.bid_bp, mark.ask_bp)
    return "/".join("?" if end is None else fmt.basis_points(end) for end in ends)


def _flow(flow: CashFlow | None) -> Cell:
    if flow is None:
        return Cell(fmt.ABSENT, Tone.MUTED)
    return Cell(fmt.millions(flow.value_usd_mm))


def _sources(flows: Sequence[CashFlow], width: int) -> list[Line]:
    """Cite the newest reports: ten years of them would fill the page."""
    newest = sorted(flows, key=lambda one: one.period_end, reverse=True)
    cited = list(dict.fromkeys(citation(each) for each in newest))
    more = len(cited) - _CITED
    older = [f"+{more} older"] if more > 0 else []
    said = "; ".join([*cited[:_CITED], *older])
    return wrap(f"from {said}", width, Tone.MUTED) if said else []
