"""The debt pane: what each company sold, and how it was taken."""

from __future__ import annotations

from overhang.core.catalogue import Pane
from overhang.core.snapshot import Snapshot
from overhang.views import format as fmt
from overhang.views.base import Align, Cell, PaneView
from overhang.views.figures import NONE, NOT_THERE, Figures, figures_of
from overhang.views.filings import filed
from overhang.views.financing import (
    last_deal,
    orders,
    other_currencies,
    rating_words,
    size,
    tightening,
)
from overhang.views.panes.base import (
    Field,
    build,
    by_issuer,
    extra,
    field,
    issuer_field,
    muted,
)

_SIZE, _FILINGS = "debt.last.size", "debt.filings"


def debt_pane(snapshot: Snapshot) -> PaneView:
    """Show issuance, the last deal, vehicles and other currencies beside, ratings."""
    figures = figures_of(snapshot)
    sold = _Sold(figures)
    fields = (
        issuer_field(Pane.DEBT),
        field("debt.issued.ytd", "YTD bn", 0),
        field("debt.issued.ltm", "LTM bn", 1),
        extra("size", "last bn", 1, sold.size, _SIZE),
        field("debt.last.cover", "cover", 2),
        extra("priced", "priced", 3, sold.priced, _SIZE, Align.LEFT),
        *sold.columns(),
        field("debt.vehicles.ltm", "vehicles", 4),
        extra("rating", "rating", 4, sold.rating, "", Align.LEFT),
        field("debt.last.upsize", "upsize", 5),
        field("debt.last.nic", "NIC bp", 6),
        extra("other", "other ccy LTM", 6, sold.other, "debt.issued.ltm", Align.LEFT),
        extra("book", "book bn", 7, sold.book, "debt.last.cover"),
        extra("ipt", "IPT->px bp", 7, sold.ipt, "debt.last.tightening"),
        field("debt.total", "debt bn", 8),
        field("debt.net", "net bn", 8),
    )
    return build(figures, Pane.DEBT, sold.newest(), fields)


class _Sold:
    """Each issuer's last deal, filing, other currencies and ratings."""

    def __init__(self, figures: Figures) -> None:
        facts, today = figures.snapshot.facts, figures.snapshot.clock.today
        deals = by_issuer(facts.deals)
        self._last = {
            code: deal for code, mine in deals.items() if (deal := last_deal(mine))
        }
        self._other = {
            code: other_currencies(mine, today) for code, mine in deals.items()
        }
        self._today = today
        self._filings = by_issuer(facts.filings)
        self._ratings = {
            code: rating_words(mine) for code, mine in by_issuer(facts.ratings).items()
        }

    def columns(self) -> tuple[Field, ...]:
        """Return the column of filings, where a feed brings any."""
        if not self._filings:
            return ()
        return (extra("filed", "filed", 2, self.filed, _FILINGS, Align.LEFT),)

    def newest(self) -> str:
        """Say when the last deal was priced."""
        last = max(self._last.values(), key=lambda deal: deal.priced_on, default=None)
        if last is None:
            return "no deals"
        return f"last deal {fmt.date(last.priced_on, last.date_precision)}"

    def size(self, figures: Figures, code: str) -> Cell:
        """Write the size, launch to final."""
        deal = self._last.get(code)
        return figures.cell(code, _SIZE, size(deal)) if deal else NOT_THERE

    def priced(self, figures: Figures, code: str) -> Cell:
        """Write when it was priced."""
        deal = self._last.get(code)
        return muted(fmt.date(deal.priced_on, deal.date_precision) if deal else "")

    def filed(self, figures: Figures, code: str) -> Cell:
        """Write the newest filing of the last days that may be a deal."""
        reading = figures.reading(code, _FILINGS)
        if reading is None:
            return NOT_THERE
        text = filed(self._filings.get(code, ()), self._today) if reading.value else ""
        # A day ends in a letter: `20 Nov i`, not `20 Novi`.
        return figures.cell(code, _FILINGS, f"{text} ") if text else muted(NONE)

    def book(self, figures: Figures, code: str) -> Cell:
        """Write the peak book."""
        deal = self._last.get(code)
        return muted(orders(deal) if deal else "")

    def ipt(self, figures: Figures, code: str) -> Cell:
        """Write talk and price of the longest tranche."""
        deal = self._last.get(code)
        return muted(tightening(deal) if deal else "")

    def other(self, figures: Figures, code: str) -> Cell:
        """Write what was sold in other currencies, each on its own."""
        text = self._other.get(code, "")
        return muted(f"+ {text}" if text else "none")

    def rating(self, figures: Figures, code: str) -> Cell:
        """Write the ratings in force."""
        return muted(self._ratings.get(code, ""))
