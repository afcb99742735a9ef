from __future__ import annotations

import pytest

from support.rulebooks import problems

WHEN = '[[rule]]\nid = "r"\nwhen = "cds.5y > 80bp"\n'
CDS = '[[rule]]\nid = "cds"\nmetric = "cds.5y"\nwarn = "> 80bp"\n'
LIMIT = (
    '[[limit]]\nid = "l"\nmetric = "position.cs01"\nissuer = "ORCL"\n'
    'limit = "$50k/bp"\n'
)
SOFT = 'soft = "80%"\n'
SILENCE = '[[silence]]\nby = "jk"\nreason = "earnings"\n'
WHILE = 'from = "2026-01-28T16:00"\nuntil = "2026-01-29T16:00"\n'
MATCH = 'match = { issuer = "MSFT" }\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[[rule]]\nid = "r"\nwhen = "cds.5z > 1bp"\nseverity = "warn"',
            '3: rule r: when: column 1: unknown metric "cds.5z", did you mean '
            '"cds.5y"?',
        ),
        (
            '[[rule]]\nid = "r"\nwhen = "cds.5y > 80"\nseverity = "warn"',
            '3: rule r: when: column 10: "80" has no unit, "cds.5y" in bp: write '
            '"80bp"',
        ),
        (
            '[[rule]]\nid = "r"\nwhen = 3\nseverity = "warn"',
            '3: rule r: when: found 3, expected a condition as "cds.5y > 100bp"',
        ),
        (WHEN, "1: rule r: severity: found nothing, expected info, warn or crit"),
        (
            WHEN + 'severity = "error"',
            '4: rule r: severity: found "error", expected info, warn or crit',
        ),
        (
            WHEN + 'severity = "warn"\nmetric = "cds.5y"',
            "5: rule r: a rule has a metric or a condition (when), not both",
        ),
        (
            WHEN + 'severity = "warn"\nclear = "5bp"',
            '5, column 1: rule r: unknown key "clear"; known: id, text, for, keep, '
            "no_data, "
            "renotify, group_wait, ignore and 8 more",
        ),
        (
            WHEN + 'severity = "warn"\n[rule.issuer.ORCL]\nwarn = "> 3bp"',
            "5: rule r: issuer: found a table, expected one issuer",
        ),
        (
            WHEN + 'severity = "warn"\nissuer = "ORC"',
            '5: rule r: unknown issuer "ORC", did you mean "ORCL"?',
        ),
        (
            WHEN + 'severity = "warn"\ngroup = "four"',
            "3: rule r: when: column 1: cds.5y is measured for issuers, not groups",
        ),
        (CDS + "text = 3", "5: rule cds: text: found 3, expected text"),
        (
            CDS + 'for = "21 closes"',
            '5: rule cds: for: found "21 closes", expected at most 20 closes',
        ),
        (
            CDS + 'quality = "dealer"',
            '5: rule cds: quality: found "dealer", expected ">=" and a limit, as '
            '">= dealer"',
        ),
        (
            CDS + 'quality = ">= deeler"',
            '5: rule cds: quality: found ">= deeler", expected a quality: unknown '
            'quality "deeler", did you mean "dealer"?',
        ),
        (
            CDS + 'size = ">= 1000"',
            '5: rule cds: size: found ">= 1000", expected mm: write "1000mm"',
        ),
        (
            CDS + 'size = ">= 0bn"',
            '5: rule cds: size: found ">= 0bn", expected a size, as "1bn"',
        ),
        (
            CDS + 'age = ">= 5bd"',
            '5: rule cds: age: found ">= 5bd", expected "<=" and a limit, as "<= 5bd"',
        ),
        (
            CDS + 'age = "<= 1.5bd"',
            '5: rule cds: age: found "<= 1.5bd", expected whole business days, as '
            '"5bd"',
        ),
        (
            CDS + "age = 5",
            '5: rule cds: age: found 5, expected "<=" and a limit, as "<= 5bd"',
        ),
        (LIMIT, "5: limit l: no level, expected soft, hard or both"),
        (
            LIMIT.replace("$50k/bp", "50k") + SOFT,
            '5: limit l: limit: found "50k", expected $/bp: write "$50/bp"',
        ),
        (
            LIMIT.replace("$50k/bp", "$0/bp") + SOFT,
            '5: limit l: limit: found "$0/bp", expected more than nothing, as "$50/bp"',
        ),
        (
            LIMIT.replace('issuer = "ORCL"\n', "") + SOFT,
            "1: limit l: issuer: found nothing, expected one issuer",
        ),
        (
            LIMIT.replace('cs01"', 'cs02"') + SOFT,
            '3: limit l: unknown metric "position.cs02", did you mean "position.cs01"?',
        ),
        (
            LIMIT + 'soft = "0.8"',
            '6: limit l: soft: found "0.8", expected %: write "80%"',
        ),
        (
            LIMIT + 'soft = "8000%"',
            '6: limit l: soft: found "8000%", expected a share of the limit, as "80%"',
        ),
        (
            LIMIT + 'hard = "80%"\nsoft = "100%"',
            "6: limit l: hard is not past soft",
        ),
        (
            LIMIT + SOFT + 'warn = "> 3"',
            '7, column 1: limit l: unknown key "warn", did you mean "hard"?',
        ),
        (
            CDS + LIMIT.replace('"l"', '"cds"') + SOFT,
            '6: limit cds: id "cds" is taken by the rule on line 1',
        ),
        (
            CDS.replace('"cds"', '"data.stale.cds"'),
            '2: rule data.stale.cds: id "data.stale.cds" is taken by the built-in rule '
            "on data.stale.cds",
        ),
        (
            '[[inhibit]]\nsource = "data.stale.cd"\ntarget = "cds.*"',
            '2: inhibit number 1: source: unknown rule or metric "data.stale.cd", did '
            'you mean "data.stale.cds"?',
        ),
        (
            '[[inhibit]]\nsource = "data.stale.cds"',
            "1: inhibit number 1: target: found nothing, expected a name or a pattern "
            'as "cds-*", 64 at most',
        ),
        (
            '[[inhibit]]\nsource = "data.stale.cds"\ntarget = "cds.*"\n'
            'equal = ["rule"]\nseverity = "bad"',
            '4: inhibit number 1: equal: found a list, expected ["issuer"] or []',
        ),
        (
            SILENCE + WHILE + 'match = { issuer = "MSF", rule = "equty-*" }\n',
            '6: silence number 1: match: issuer: unknown issuer "MSF", did you mean '
            '"MSFT"?',
        ),
        (
            SILENCE + WHILE + "match = {}",
            "6: silence number 1: match: names nothing, expected issuer, rule or "
            "metric",
        ),
        (
            SILENCE + WHILE + 'match = { isuer = "MSFT" }',
            '6, column 1: silence number 1: match: unknown key "isuer", did you '
            'mean "issuer"?',
        ),
        (
            SILENCE + WHILE,
            "1: silence number 1: match: found nothing, expected a table",
        ),
        (
            SILENCE + MATCH + 'from = "tomorrow"\nuntil = "2026-01-29"\n',
            '5: silence number 1: from: found "tomorrow", expected a time as '
            '"2026-01-28T16:00"',
        ),
        (
            SILENCE + MATCH + 'from = "2026-02-30T16:00"\nuntil = "2027-01-29T16:00"',
            '5: silence number 1: from: found "2026-02-30T16:00", expected a time as '
            '"2026-01-28T16:00"',
        ),
        (
            SILENCE + MATCH + 'from = "2026-01-29T16:00"\nuntil = "2026-01-29T16:00"',
            "6: silence number 1: until is not after from",
        ),
        (
            SILENCE + MATCH + WHILE + 'worse_than = "warn"',
            '7: silence number 1: worse_than needs until = "worse"',
        ),
        (
            SILENCE + MATCH + 'from = "2026-01-29T16:00"\nuntil = "worse"',
            "1: silence number 1: worse_than: found nothing, expected info or warn: "
            "what is louder breaks it",
        ),
        (
            SILENCE.replace('by = "jk"\n', "") + MATCH + WHILE,
            "1: silence number 1: by: found nothing, expected who",
        ),
        (
            SILENCE.replace('"earnings"', "3") + MATCH + WHILE,
            "3: silence number 1: reason: found 3, expected text",
        ),
        (
            "limit = 3",
            "1: limit: found 3, expected tables headed [[limit]]",
        ),
        ("[[silence]]\n" * 201, "1: over 200 tables headed [[silence]]"),
    ],
)
def test_a_mistake_in_any_form_is_told_where_it_is(text: str, expected: str) -> None:
    assert problems(text)[0] == f"rules.toml:{expected}"


def test_all_mistakes_of_a_rule_are_told_at_once() -> None:
    found = problems(
        '[[rule]]\nid = "r"\nwhen = "cds.5y > 8"\nseverity = "x"\nfor = "x"\n'
        'quality = "x"\ntext = 3\nnote = 3\n'
    )
    lines = [int(each.split(":")[1]) for each in found]
    assert lines == [3, 4, 5, 6, 8]
