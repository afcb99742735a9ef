from __future__ import annotations

import csv
import io
from datetime import date

from overhang.core.firings import Firing
from overhang.core.records import Bound
from overhang.core.rules.book import Rule, ladder
from overhang.core.snapshot import Level
from overhang.core.states import Severity, State
from overhang.views.firings import as_csv, as_markdown, as_text

WIDE = Firing(
    rule="wide",
    subject="ORCL",
    severity=Severity.CRIT,
    metric="cds.5y",
    fired=date(2025, 11, 20),
    ended=None,
    value=105.0,
    bound=Bound.FLOOR,
    threshold=100.0,
    state=State.STALE,
    text="",
)
FALLEN = WIDE._replace(
    rule="fallen",
    subject="group:four",
    severity=Severity.WARN,
    metric="equity.drawdown.52w",
    ended=date(2025, 12, 1),
    value=-0.215,
    bound=Bound.EXACT,
    threshold=-0.2,
    state=State.FRESH,
)
BOTH = WIDE._replace(
    rule="both", metric="", value=None, threshold=None, text="ORCL: +12bp | -3%"
)


def rule(name: str, note: str = "") -> Rule:
    levels = (Level(Severity.CRIT, 100.0),)
    return Rule(name, "cds.5y", True, ladder(levels, 0.0, True, note), {})


def test_text_is_one_episode_a_line() -> None:
    assert as_text([WIDE, FALLEN]) == (
        "rule    name            fired       until       at\n"
        "wide    ORCL      crit  2025-11-20  stands      >105.0bp~\n"
        "fallen  the four  warn  2025-11-20  2025-12-01  -21.5%\n"
    )


def test_csv_is_exact_and_leaves_what_is_not_there_empty() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([WIDE, FALLEN, BOTH]))))
    assert rows[0] == {
        "rule": "wide",
        "subject": "ORCL",
        "severity": "crit",
        "fired": "2025-11-20",
        "ended": "",
        "value": "105.0",
        "unit": "bp",
        "level": "100.0",
    }
    assert (rows[1]["value"], rows[1]["ended"]) == ("-0.215", "2025-12-01")
    assert (rows[2]["value"], rows[2]["unit"], rows[2]["level"]) == ("", "", "")


def test_markdown_is_a_table_a_rule_and_names_those_that_never_fired() -> None:
    later = WIDE._replace(subject="MSFT", fired=date(2026, 1, 5))
    rules = [rule("wide", "Why."), rule("both"), rule("silent"), rule("mute")]
    text = as_markdown([WIDE, later, BOTH], rules, date(2025, 9, 1), date(2026, 2, 1))
    head, tables = text.split("`C` crit.\n")
    assert head.startswith(
        "# When the rules would have fired\n\n2025-09-01 to 2026-02-01.\nOne look"
    )
    assert tables == (
        "\n"
        "| rule | MSFT | ORCL |\n"
        "| --- | --- | --- |\n"
        "| wide | 1C | 1C |\n"
        "| both |  | 1C |\n"
        "\n"
        "## wide\n"
        "\n"
        "Why.\n"
        "\n"
        "| name | severity | fired | until | at |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| MSFT | crit | 2026-01-05 | stands | >105.0bp~ |\n"
        "| ORCL | crit | 2025-11-20 | stands | >105.0bp~ |\n"
        "\n"
        "## both\n"
        "\n"
        "| name | severity | fired | until | at |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| ORCL | crit | 2025-11-20 | stands | ORCL: +12bp \\| -3% |\n"
        "\n"
        "## Never fired\n"
        "\n"
        "`silent`, `mute`\n"
    )


def test_nothing_fired_is_a_header() -> None:
    assert as_text([]) == "rule  name    fired  until  at\n"
    assert as_csv([]).count("\n") == 1
