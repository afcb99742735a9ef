from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.entries import entry_of
from overhang.core.alerts.journal import Entry
from overhang.core.records import Bound, Quality
from overhang.core.rights import Rights
from overhang.core.rules.engine import judge
from overhang.core.rules.moment import Change, Moment
from overhang.core.snapshot import Input, Reading
from overhang.core.states import Severity, State
from support.rulebooks import UNIVERSE, book

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
TODAY = NOW.date()
BEFORE = NOW - timedelta(hours=3)
RULES = book("""
[[rule]]
id = "cds"
metric = "cds.5y"
crit = "> 200bp"

[[rule]]
id = "leads"
when = \"\"\"chg(cds.5y, 1w) > 10bp
    and (chg(equity.close, 1w) > -2% or equity.drawdown.52w < -20%)\"\"\"
severity = "warn"
""")


def test_a_transition_is_logged_with_what_it_was_judged_on() -> None:
    judged = Alert(
        rule="cds",
        subject="ORCL",
        severity=Severity.CRIT,
        metric="cds.5y",
        phase=Phase.FIRING,
        since=NOW,
        id="5f0c",
        value=231.0,
        threshold=200.0,
        about=TODAY,
        known_at=BEFORE,
        state=State.STALE,
        text="ORCL: CDS 5Y 231bp > 200bp (crit)",
    )
    mark = Input("mark", 231.0, "bp")
    figures = {"cds.5y": Reading(value=231.0, inputs=(mark,))}
    change = Change(judged, Phase.PENDING)
    assert entry_of(change, RULES.rules[0], figures, NOW) == Entry(
        at=NOW,
        kind="transition",
        rule="cds",
        subject="ORCL",
        severity="crit",
        alert="5f0c",
        old="pending",
        new="firing",
        metric="cds.5y",
        value=231.0,
        unit="bp",
        threshold=200.0,
        about=TODAY,
        known_at=BEFORE,
        state="stale",
        text="ORCL: CDS 5Y 231bp > 200bp (crit)",
        judged_by="cds ORCL: cds.5y > 200bp crit",
        inputs=(mark,),
    )
    without = entry_of(change, None, {}, NOW)
    assert (without.unit, without.judged_by, without.inputs) == ("bp", "", ())


def test_a_condition_is_logged_with_every_term_it_was_judged_on() -> None:
    wider = Reading(
        value=13.0,
        about=TODAY,
        known_at=BEFORE,
        bound=Bound.FLOOR,
        quality=Quality.DEALER,
        inputs=(
            Input("mark", 231.0, "bp", source="marks.csv"),
            Input("mark a week ago", 218.0, "bp", source="marks.csv"),
            Input("roll", None, "", source="desk.csv"),
        ),
    )
    figures = {
        "chg(cds.5y, 1w)": wider,
        "chg(equity.close, 1w)": Reading(value=-0.01, about=TODAY, known_at=NOW),
        "equity.drawdown.52w": Reading(
            value=None, state=State.FRESH, reason="no close a year ago"
        ),
        "cds.5y": Reading(value=150.0),
    }
    (change,) = judge(
        RULES, {"ORCL": figures}, UNIVERSE, {}, Moment(NOW, TODAY)
    ).changes
    entry = entry_of(change, RULES.rules[1], figures, NOW)
    assert (entry.rule, entry.new, entry.value) == ("leads", "firing", None)
    assert (entry.about, entry.known_at) == (TODAY, NOW)
    bound = tuple(replace(each, rights=Rights.PUBLIC) for each in entry.inputs)
    assert {each.rights for each in entry.inputs} == {Rights.OWN}
    assert bound == (
        Input(
            "chg(cds.5y, 1w)",
            13.0,
            "bp",
            TODAY,
            "marks.csv, desk.csv",
            Quality.DEALER,
            Bound.FLOOR,
        ),
        Input("chg(equity.close, 1w)", -0.01, "%", TODAY),
        Input("equity.drawdown.52w", None, "%", note="no close a year ago"),
    )
    gone = Change(change.alert, Phase.FIRING)
    assert entry_of(gone, None, figures, NOW).inputs == ()


def test_what_nothing_judges_any_more_says_why() -> None:
    rule = RULES.rules[0]
    alert = Alert(
        rule="cds",
        subject="ORCL",
        severity=Severity.CRIT,
        metric="cds.5y",
        phase=Phase.INACTIVE,
        since=NOW,
    )
    over = Change(alert, Phase.FIRING)
    assert entry_of(over, rule, {}, NOW).why == ""
    assert entry_of(over, None, {}, NOW).why == "the rule is gone"
    for changed in (
        replace(alert, severity=Severity.INFO),
        replace(alert, metric="cds.5y.chg.1d"),
    ):
        entry = entry_of(Change(changed, Phase.FIRING), rule, {}, NOW)
        assert entry.why == "the rule no longer has this level"
