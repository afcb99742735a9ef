from __future__ import annotations

import pytest

from support.rulebooks import book, problems

CDS = '[[rule]]\nid = "cds"\nmetric = "cds.5y"\n'
DRAWDOWN = '[[rule]]\nid = "dd"\nmetric = "equity.drawdown.52w"\n'
LOST = '[[rule]]\nid = "lost"\nmetric = "group.value_lost"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            CDS + 'warn = "> 80"',
            'rules.toml:4: rule cds: warn: found "> 80", expected bp: write "> 80bp"',
            id="unit missing",
        ),
        pytest.param(
            CDS + "warn = 80",
            'rules.toml:4: rule cds: warn: found 80, expected bp: write "> 80bp"',
            id="bare number",
        ),
        pytest.param(
            CDS + 'warn = "80bp"',
            'rules.toml:4: rule cds: warn: found "80bp", expected a level: '
            'write "> 80bp"',
            id="no sign",
        ),
        pytest.param(
            DRAWDOWN + 'warn = "> 0.2"',
            'rules.toml:4: rule dd: warn: found "> 0.2", expected %: write "< -20%"',
            id="fraction on a percentage",
        ),
        pytest.param(
            DRAWDOWN + 'warn = "< -0.2"',
            'rules.toml:4: rule dd: warn: found "< -0.2", expected %: write "< -20%"',
            id="fraction of the right sign",
        ),
        pytest.param(
            DRAWDOWN + 'warn = "> 20%"',
            'rules.toml:4: rule dd: warn: found "> 20%", expected "<", since lower is '
            'worse: write "< -20%"',
            id="wrong direction",
        ),
        pytest.param(
            CDS + 'warn = "< 80bp"',
            'rules.toml:4: rule cds: warn: found "< 80bp", expected ">", since higher '
            'is worse: write "> 80bp"',
            id="wrong direction up",
        ),
        pytest.param(
            CDS + 'warn = "> 80%"',
            'rules.toml:4: rule cds: warn: found "> 80%", expected bp: write "> 80bp"',
            id="unit of another metric",
        ),
        pytest.param(
            CDS + 'warn = ">= 80bp"',
            'rules.toml:4: rule cds: warn: found ">= 80bp", expected a level as '
            '"> 20bp"',
            id="not strict",
        ),
        pytest.param(
            '[[rule]]\nid = "n"\nmetric = "cds.dealers"\nwarn = "< 4bp"',
            'rules.toml:4: rule n: warn: found "< 4bp", expected a plain count: '
            'write "< 4"',
            id="unit on a count",
        ),
        pytest.param(
            CDS + 'info = "> 90bp"\nwarn = "> 80bp"',
            "rules.toml:5: rule cds: warn at 80bp is not past info at 90bp",
            id="order",
        ),
        pytest.param(
            DRAWDOWN + 'warn = "< -20%"\ncrit = "< -20%"',
            "rules.toml:5: rule dd: crit at -20% is not past warn at -20%",
            id="equal levels",
        ),
        pytest.param(
            CDS + 'info = "> 60bp"\nwarn = "> 80bp"\n[rule.issuer.ORCL]\n'
            'info = "> 150bp"',
            "rules.toml:6: rule cds, ORCL: warn at 80bp is not past info at 150bp",
            id="order with what is inherited",
        ),
        pytest.param(
            CDS + 'info = "> 60bp"\nclear = "-5bp"',
            'rules.toml:5: rule cds: clear: found "-5bp", expected a distance, as '
            '"5bp"',
            id="clear on the breaching side",
        ),
        pytest.param(
            CDS + 'info = "> 60bp"\nclear = 5',
            'rules.toml:5: rule cds: clear: found 5, expected bp: write "5bp"',
            id="clear without unit",
        ),
        pytest.param(
            CDS,
            "rules.toml:1: rule cds: no level, expected at least one of info, warn, "
            "crit",
            id="no level",
        ),
        pytest.param(
            '[[rule]]\nid = "r"\nmetric = "cds.5yy"\nwarn = "> 80bp"',
            'rules.toml:3: rule r: unknown metric "cds.5yy", did you mean "cds.5y"?',
            id="metric",
        ),
        pytest.param(
            '[[rule]]\nid = "r"\nwarn = "> 80bp"',
            "rules.toml:1: rule r: metric: found nothing, expected a metric as "
            '"cds.5y"',
            id="no metric",
        ),
        pytest.param(
            CDS + 'warn = "> 80bp"\n[rule.issuer.ORC]\nwarn = "> 90bp"',
            'rules.toml:5: rule cds: unknown issuer "ORC", did you mean "ORCL"?',
            id="issuer",
        ),
        pytest.param(
            CDS + 'wran = "> 80bp"\ninfo = "> 60bp"',
            'rules.toml:4, column 1: rule cds: unknown key "wran", did you mean '
            '"warn"?',
            id="key",
        ),
        pytest.param(
            CDS + 'info = "> 60bp"\n[rule.issuer.ORCL]\nclaer = "5bp"',
            'rules.toml:6, column 1: rule cds, ORCL: unknown key "claer", did you '
            'mean "clear"?',
            id="key of an override",
        ),
        pytest.param(
            LOST + 'warn = "> 1tn"\ngroup = "fuor"',
            'rules.toml:5: rule lost: unknown group "fuor", did you mean "four"?',
            id="group",
        ),
        pytest.param(
            LOST + 'warn = "> 1tn"\n[rule.group.fivee]\nwarn = "> 2tn"',
            'rules.toml:5: rule lost: unknown group "fivee", did you mean "five"?',
            id="group override",
        ),
        pytest.param(
            LOST + 'warn = "> 1tn"\n[rule.issuer.ORCL]\nwarn = "> 2tn"',
            "rules.toml:5: rule lost: group.value_lost is measured for groups, not "
            "issuers",
            id="issuer of a group metric",
        ),
        pytest.param(
            CDS + 'warn = "> 80bp"\ngroup = "four"',
            "rules.toml:5: rule cds: cds.5y is measured for issuers, not groups",
            id="group of an issuer metric",
        ),
        pytest.param(
            '[[rule]]\nmetric = "cds.5y"\nwarn = "> 80bp"',
            "rules.toml:1: rule number 1: id: found nothing, expected letters, digits, "
            '"-", "_" or ".", 64 at most',
            id="no id",
        ),
        pytest.param(
            CDS + 'warn = "> 80bp"\n' + CDS + 'warn = "> 90bp"',
            'rules.toml:6: rule cds: id "cds" is taken by the rule on line 1',
            id="id taken",
        ),
        pytest.param(
            CDS + 'warn = "> 80bp"\nfor = "2 weeks"',
            'rules.toml:5: rule cds: for: found "2 weeks", expected "now", "2 closes" '
            'or "30m"',
            id="for",
        ),
        pytest.param(
            CDS + 'warn = "> 80bp"\nignore = ["rollday"]',
            "rules.toml:5: rule cds: ignore: found a list, expected a list of "
            '"roll-day"',
            id="ignore",
        ),
        pytest.param(
            '[defaults]\nno_data = "resolve"',
            'rules.toml:2: defaults: no_data: found "resolve", expected "hold", "ok" '
            'or "alert"',
            id="no data",
        ),
        pytest.param(
            '[defaults]\ntimezone = "America/NewYork"',
            'rules.toml:2: defaults: unknown timezone "America/NewYork", did you mean '
            '"America/New_York"?',
            id="timezone",
        ),
        pytest.param(
            "schema = 2", "rules.toml:1: schema: found 2, expected 1", id="schema"
        ),
        pytest.param(
            '[[rules]]\nid = "r"',
            'rules.toml:1, column 3: unknown key "rules", did you mean "rule"?',
            id="table",
        ),
        pytest.param(
            "rule = 3",
            "rules.toml:1: rule: found 3, expected tables headed [[rule]]",
            id="rule is no table",
        ),
        pytest.param(
            CDS + 'warn = "> 80bp"\nissuer = 3',
            "rules.toml:5: rule cds: issuer: found 3, expected a table",
            id="issuer is no table",
        ),
        pytest.param(
            CDS + 'warn = "> 80bp"\nnote = 3',
            "rules.toml:5: rule cds: note: found 3, expected text",
            id="note is no text",
        ),
        pytest.param(
            'x = 1\n[[rule]\nid = "r"',
            "rules.toml:2, column 7: not TOML: Expected ']]' at the end of an array "
            "declaration",
            id="syntax",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_rule_and_what_was_expected(
    text: str, expected: str
) -> None:
    assert problems(text) == (expected,)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    found = problems(
        '[[rule]]\nid = "a"\nmetric = "cds.5y"\nwarn = "> 80"\ncrit = "> 10%"\n'
        '[[limit]]\nid = "x"\nissuer = "ORCL"\n'
        '[[rule]]\nid = "b"\nmetric = "nothing.like.it"\n'
        '[[rule]]\nid = "c"\nmetric = "cds.5y"\nwarn = "> 80bp"\n'
        '[rule.issuer.ORCL]\nwarn = "> 90"\n'
    )
    places = [each.split(": ")[0] for each in found]
    assert places == [f"rules.toml:{line}" for line in (4, 5, 6, 11, 17)]


def test_lines_are_right_after_values_of_many_lines() -> None:
    found = problems(
        '# [[rule]] in a comment\n[[rule]]\nid = "a"\nmetric = "cds.5y"\n'
        'note = """\n[[rule]]\nwarn = "x"\n"""\n'
        'ignore = [\n  "roll-day",  # ]\n]\nwarn = "> 80"\n'
        '[[rule]]\nid = "b"\nmetric = "cds.5y"\n'
        "note = '''\n[[rule]] it's'''\n\"warn\" = \"> 80\"\n"
    )
    places = [each.split(" found")[0] for each in found]
    assert places == [
        "rules.toml:12: rule a: warn:",
        "rules.toml:18: rule b: warn:",
    ]


def test_an_inline_override_is_found_on_its_own_line() -> None:
    found = problems(CDS + 'warn = "> 80bp"\nissuer.ORCL = { warn = "> 90" }')
    assert found[0].startswith("rules.toml:5: rule cds, ORCL: warn: ")


def test_hostile_text_is_inert_in_faults_and_notes() -> None:
    found = problems(
        '[[rule]]\nid = "\\u001b]52;c;eA\\u0007"\nmetric = "\\u202ecds"\n'
        '"\\u009bkey" = 1\n'
    )
    assert found
    assert all(each.isprintable() for each in found)
    (rule,) = book(CDS + 'warn = "> 80bp"\nnote = "a\\u001b[31mb"').rules
    assert rule.ladder.note.isprintable()


def test_deep_nesting_and_huge_numbers_are_faults() -> None:
    assert problems("x = " + "[" * 5000) == ("rules.toml: nested too deeply",)
    assert "rules.toml" in problems("x = " + "9" * 5000)[0]
