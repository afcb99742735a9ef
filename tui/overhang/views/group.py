"""The group screen: the strip's figures in full, and every forecast and fact."""

from __future__ import annotations

from overhang.core.catalogue import Pane
from overhang.core.snapshot import Snapshot
from overhang.views.base import Line
from overhang.views.blocks import section
from overhang.views.indices import index_lines
from overhang.views.rates import rate_lines
from overhang.views.statements import activity_lines, fact_lines, forecast_lines

_TOPICS = (Pane.EQUITY, Pane.CAPEX, Pane.DEBT, Pane.CDS)


def said_lines(snapshot: Snapshot, width: int) -> list[Line]:
    """Write all that brokers and the press said, with source and date."""
    facts = snapshot.facts
    lines = section("Treasury curve and SOFR", rate_lines(facts.rates, width))
    lines += section("Credit indices", index_lines(facts.indices, width))
    lines += section("Broker forecasts", forecast_lines(facts.forecasts, width))
    for topic in _TOPICS:
        mine = [each for each in facts.facts if each.topic == topic]
        lines += section(f"Said about {topic}", fact_lines(mine, width))
    known = {topic.value for topic in _TOPICS}
    others = [each for each in facts.facts if each.topic not in known]
    lines += section("Also said", fact_lines(others, width))
    lines += section("CDS market depth", activity_lines(facts.activity, width))
    return lines[1:]
