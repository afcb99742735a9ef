"""What a group of issuers adds up to: value lost, capex, issuance, CDS basket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import fmean

from overhang.core.catalogue import Unit
from overhang.core.dates import short
from overhang.core.events import Fact
from overhang.core.freshness import Kind, state_of
from overhang.core.metrics import coverage
from overhang.core.metrics.base import Inputs, Readings
from overhang.core.metrics.cash import NOT_MEANINGFUL
from overhang.core.metrics.evidence import (
    NONE_RECORDED,
    Row,
    absent,
    cited,
    coarsest,
    rows_by_issuer,
)
from overhang.core.metrics.rates import rates
from overhang.core.metrics.tally import Member, Tally, tally, together
from overhang.core.observations import CashFlow, CashFlowMeasure
from overhang.core.records import Precision
from overhang.core.snapshot import Reading

AI_SHARE = "ai_share_of_ig"
"""The fact that says how much of the US investment-grade market is AI-related."""

_OWN_RESULTS = "each since own results"


def group(inputs: Inputs, readings: Readings) -> Readings:
    """Measure every `group.*` id for every group, from its issuers' readings."""
    flows = rows_by_issuer(inputs, "cash_flow", CashFlow)
    share, curve = _ai_share(inputs), rates(inputs)
    measured: Readings = {}
    for key, each in inputs.universe.group.items():
        members = each.members
        lost = tally(readings, members, "equity.value_lost")
        measured[f"group:{key}"] = {
            "group.value_lost": together(lost, sum, _OWN_RESULTS),
            "group.value_lost.pct": _value_lost_pct(lost),
            "group.capex.guidance": _guidance(readings, members),
            "group.capex.to_ocf": _capex_to_ocf(readings, members, flows),
            "group.issued.ytd": _issued(readings, members, "debt.issued.ytd"),
            "group.issued.ltm": _issued(readings, members, "debt.issued.ltm"),
            "group.cds.basket": _basket(readings, members),
            "group.ai_share_ig": share,
            **curve,
        }
    return measured


def _value_lost_pct(lost: Tally) -> Reading:
    """The sum lost over the sum at reference: never a mean of percentages."""
    before = sum(_at_reference(each.reading) for each in lost.have)
    if lost.have and before <= 0:
        return absent("no market value at reference")
    return together(lost, lambda values: sum(values) / before, _OWN_RESULTS)


def _at_reference(reading: Reading) -> float:
    """Market value at the reference close, USD bn, out of a reading's own inputs."""
    values = {each.name.partition(",")[0]: each.value for each in reading.inputs}
    shares, close = values.get("shares"), values.get("reference close")
    return 0.0 if shares is None or close is None else shares * close / 1000


def _guidance(readings: Readings, members: Sequence[str]) -> Reading:
    """Midpoints, or floors where that is all there is: then the sum is a floor too."""
    middles = tally(readings, members, "capex.guidance.mid")
    lows = tally(readings, [each.code for each in middles.lack], "capex.guidance.low")
    said = {each.code: each for each in (*middles.have, *lows.have)}
    found = Tally(
        [said[code] for code in members if code in said],
        [each for each in middles.lack if each.code not in said],
        middles.unit,
    )
    periods = sorted({each.reading.label for each in found.have})
    cites = tuple(each.restated(found.unit, _terms(each)) for each in found.have)
    return together(found, sum, ", ".join(periods), floor=True, inputs=cites)


def _terms(member: Member) -> str:
    """What a member's guidance is of: `FY2027, reported capex`."""
    mine = member.reading
    # A reading of guidance cites its own statement first, whose note says what counts.
    definition = mine.inputs[0].note if mine.inputs else ""
    return ", ".join(filter(None, (mine.label, definition)))


def _capex_to_ocf(
    readings: Readings,
    members: Sequence[str],
    flows: Mapping[str, Sequence[Row[CashFlow]]],
) -> Reading:
    """Sums over the members whose capex and OCF cover the same twelve months."""
    # Free cash flow is there whenever both are, even where a ratio has no meaning.
    found = tally(readings, members, "capex.fcf.ltm")
    pairs = {
        each.code: pair for each in found.have if (pair := _matched(flows[each.code]))
    }
    capex = sum(each.capex.usd_bn for each in pairs.values())
    ocf = sum(each.ocf.usd_bn for each in pairs.values())
    value = coverage.capex_to_ocf(capex, ocf)
    if pairs and value is None:
        return absent(NOT_MEANINGFUL)
    cites = tuple(
        each.cited(total.usd_bn, Unit.USD_BN, f"{name}, {total.label}")
        for each in found.have
        for name, total in zip(("capex", "OCF"), pairs[each.code], strict=True)
    )
    label = _span([each.capex.end for each in pairs.values()])
    return together(found, lambda _: value or 0.0, label, inputs=cites)


def _matched(rows: Sequence[Row[CashFlow]]) -> coverage.Matched | None:
    lines = coverage.by_measure(rows)
    capex = coverage.twelve_months(lines.get(CashFlowMeasure.CAPEX, ()))
    ocf = coverage.twelve_months(lines.get(CashFlowMeasure.OCF, ()))
    return coverage.matched(capex, ocf)


def _span(ends: Sequence[date]) -> str:
    """The months in which the members' twelve months end."""
    if not ends:
        return ""
    first, last = coverage.ending(min(ends)), coverage.ending(max(ends))
    return f"LTM {first}" if first == last else f"years ending {first} to {last}"


def _issued(readings: Readings, members: Sequence[str], metric: str) -> Reading:
    found = tally(readings, members, metric)
    labels = [each.reading.label for each in found.have]
    windows = [each for each in labels if each != NONE_RECORDED]
    return together(found, sum, windows[0] if windows else NONE_RECORDED, floor=True)


def _basket(readings: Readings, members: Sequence[str]) -> Reading:
    found = tally(readings, members, "cds.5y")
    cites = tuple(each.restated(found.unit, each.reading.label) for each in found.have)
    return together(found, fmean, _oldest(found.have), inputs=cites)


def _oldest(marked: Sequence[Member]) -> str:
    """Whose mark is the oldest: `oldest 15 Sep 26 (ORCL)`, or how many share a day."""
    first = min((each.reading.about or date.max for each in marked), default=None)
    if first is None:
        return ""
    tied = [each for each in marked if each.reading.about == first]
    precision = coarsest(each.reading for each in tied)
    day = short(first, precision)
    if len(tied) == 1:
        return f"oldest {day} ({tied[0].code})"
    when = "in" if precision is Precision.MONTH else "on"
    return f"oldest {len(tied)} of {len(marked)} {when} {day}"


def _ai_share(inputs: Inputs) -> Reading:
    """The newest statement of the share; a percentage becomes a fraction."""
    facts = rows_by_issuer(inputs, "facts", Fact, key="fact_id").get(AI_SHARE, ())
    stated = [row for row in facts if row.record.value is not None]
    if not stated:
        return absent("not recorded")
    last = stated[-1]
    said = last.record
    percent = said.unit == Unit.PERCENT
    value = (said.value or 0.0) / (100 if percent else 1)
    age = state_of(Kind.GUIDANCE, said.date, inputs.clock, inputs.calendars)
    return Reading(
        value=value,
        state=age.state,
        reason=age.reason,
        about=said.date,
        precision=said.date_precision,
        known_at=last.known_at,
        age=age.age,
        label=short(said.date, said.date_precision),
        bound=said.bound,
        quality=said.quality,
        inputs=(cited(said.label, value, Unit.PERCENT, last, said.quote, said.bound),),
    )
