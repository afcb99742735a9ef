"""Where the sample figures stand against their rules."""

from __future__ import annotations

from overhang.core.snapshot import Level, Standing
from overhang.core.states import Severity
from support.sample_readings import READINGS
from support.sample_universe import UNIVERSE


def _standing(
    subject: str, metric: str, rule: str, steps: tuple[float, float, float], above: bool
) -> Standing:
    """Judge a reading as the engine would, without hysteresis."""
    found = READINGS[subject][metric]
    levels = tuple(
        Level(severity, step)
        for severity, step in zip(
            (Severity.INFO, Severity.WARN, Severity.CRIT), steps, strict=True
        )
    )
    value = found.value
    past = [
        each
        for each in levels
        if value is not None
        and (value > each.threshold if above else value < each.threshold)
    ]
    ahead = [each for each in levels if each not in past]
    following = ahead[0] if ahead and value is not None else None
    return Standing(
        rule=rule,
        subject=subject,
        metric=metric,
        severity=past[-1].severity if past else Severity.NONE,
        value=value,
        state=found.state,
        levels=levels,
        above=above,
        next=following,
        room=abs(following.threshold - (value or 0.0)) if following else None,
        breached=past[-1] if past else None,
        note="1.00x: free cash flow is zero" if metric.startswith("capex") else "",
    )


def standings() -> tuple[Standing, ...]:
    found: list[Standing] = []
    for code in UNIVERSE.issuer:
        oracle = code == "ORCL"
        falls = (-0.25, -0.35, -0.50) if oracle else (-0.15, -0.20, -0.30)
        spreads = (150.0, 200.0, 300.0) if oracle else (60.0, 80.0, 100.0)
        ratios = (1.0, 1.3, 1.6) if oracle else (0.70, 0.85, 1.00)
        found += [
            _standing(code, "equity.drawdown.52w", "equity-dd-52w", falls, False),
            _standing(code, "cds.5y", "cds-5y-level", spreads, True),
            _standing(code, "capex.to_ocf.ltm", "capex-over-ocf", ratios, True),
        ]
    found.append(
        _standing(
            "group:five",
            "group.issued.ltm",
            "issuance-ltm-group",
            (120.0, 250.0, 400.0),
            True,
        )
    )
    return tuple(found)
