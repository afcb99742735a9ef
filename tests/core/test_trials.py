from __future__ import annotations

from pathlib import Path

import pytest

from overhang.core.alerts.alert import Phase
from overhang.core.catalogue import METRICS
from overhang.core.problems import ConfigError
from overhang.core.records import Bound, Quality
from overhang.core.rules.engine import judge
from overhang.core.states import State
from overhang.core.trials.language import TrialFile, load_trials
from overhang.core.trials.notation import (
    MOST,
    NotationError,
    Sample,
    Seen,
    phases,
    samples,
)
from overhang.core.trials.trial import Failure, looks, run
from support.measured import calendars, universe

CDS, EQUITY = METRICS["cds.5y"], METRICS["equity.drawdown.52w"]
_ = Sample(Seen.NOTHING)

RULES = """
[[rule]]
id = "wide"
metric = "cds.5y"
crit = "> 100bp"
for = "2 closes"

[[rule]]
id = "lately"
metric = "cds.5y.chg.1d"
warn = "> 5bp"
for = "30m"

[[rule]]
id = "sure"
metric = "debt.last.nic"
warn = "> 10bp"
"""


def figure(value: float, bound: Bound = Bound.EXACT) -> Sample:
    return Sample(Seen.FIGURE, value, bound)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "150 151 _ _ stale 149",
            [figure(150), figure(151), _, _, Sample(Seen.STALE), figure(149)],
        ),
        ("150+1x3", [figure(150), figure(151), figure(152), figure(153)]),
        ("150-1.5x2", [figure(150), figure(148.5), figure(147)]),
        ("150x2", [figure(150)] * 3),
        ("_x3 1 absentx1", [_, _, _, figure(1), *[Sample(Seen.ABSENT)] * 2]),
        (
            ">105 <60bp ~100",
            [
                figure(105, Bound.FLOOR),
                figure(60, Bound.CEILING),
                figure(100, Bound.APPROX),
            ],
        ),
        ("1 dead", [figure(1), Sample(Seen.DEAD)]),
    ],
)
def test_a_series_is_written_as_prometheus_does(
    text: str, expected: list[Sample]
) -> None:
    assert list(samples(text, CDS)) == expected


@pytest.mark.parametrize(
    ("metric", "text", "value"),
    [
        ("equity.drawdown.52w", "-21", -0.21),
        ("equity.drawdown.52w", "-21.5%", -0.215),
        ("group.value_lost", "1.5tn", 1500.0),
        ("group.value_lost", "900", 900.0),
        ("position.cs01", "$50k/bp", 50000.0),
        ("position.cs01", "-50000", -50000.0),
        ("capex.to_ocf.ltm", "1.05x", 1.05),
        ("cds.dealers", "3", 3.0),
    ],
)
def test_a_bare_number_is_in_the_unit_of_its_levels(
    metric: str, text: str, value: float
) -> None:
    assert samples(text, METRICS[metric])[0].value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a figure"),
        ("150 stal", 'found "stal", expected a figure, "_", "stale"'),
        ("stale 150", '"stale" stands before any figure'),
        ("figure", 'found "figure"'),
        ("15%", "expected bp"),
        ("1+xx", 'found "1+xx"'),
        ("nan", 'found "nan"'),
        ("1x999", f"at most {MOST} steps"),
    ],
)
def test_a_word_that_is_none_is_named(text: str, said: str) -> None:
    with pytest.raises(NotationError) as error:
        samples(text, CDS)
    assert said in str(error.value)


def test_expected_states_are_written_the_same_way() -> None:
    assert phases("inactive pendingx2 _ firing") == (
        Phase.INACTIVE,
        *[Phase.PENDING] * 3,
        None,
        Phase.FIRING,
    )
    with pytest.raises(NotationError, match="expected inactive, pending, firing"):
        phases("fired")


def written(folder: Path, tests: str, rules: str = RULES) -> Path:
    (folder / "own.toml").write_text("schema = 1\n" + rules, encoding="utf-8")
    path = folder / "own_test.toml"
    path.write_text(f'rules = "own.toml"\n{tests}', encoding="utf-8")
    return path


def loaded(folder: Path, tests: str, rules: str = RULES) -> TrialFile:
    known = universe(["AAA", "BBB"], groups={"two": ("AAA", "BBB")})
    return load_trials(written(folder, tests, rules), known)


def failures(file: TrialFile) -> list[Failure]:
    known = universe(["AAA", "BBB"], groups={"two": ("AAA", "BBB")})
    return [
        each
        for trial in file.trials
        for each in run(trial, file.book, known, calendars(), judge)
    ]


def test_what_comes_out_as_expected_fails_nothing(tmp_path: Path) -> None:
    file = loaded(
        tmp_path,
        """
[[test]]
name = "two closes"
issuer = "AAA"
[test.input]
"cds.5y" = "101 102 _ stale 90"
[test.expect.wide]
crit = "pending firing firing firing inactive"
""",
    )
    assert failures(file) == []


def test_a_failure_says_where_and_when_and_what(tmp_path: Path) -> None:
    file = loaded(
        tmp_path,
        """
[[test]]
name = "one close"
issuer = "AAA"
start = 2026-01-16
[test.input]
"cds.5y" = "90 101 102"
[test.expect.wide]
crit = "inactive firing _"
""",
    )
    (failure,) = failures(file)
    # 19 January is a holiday.
    assert failure.at == "20 Jan 26"
    assert (failure.line, failure.trial, failure.step) == (10, "one close", 2)
    assert (failure.expected, failure.got) == (Phase.FIRING, Phase.PENDING)


def test_steps_of_open_market_earn_a_wait_in_minutes(tmp_path: Path) -> None:
    file = loaded(
        tmp_path,
        """
[[test]]
name = "half an hour"
issuer = "AAA"
step = "10m"
[test.input]
"cds.5y.chg.1d" = "6x3 4"
[test.expect.lately]
warn = "pendingx2 firing firing"
""",
    )
    (failure,) = failures(file)
    assert (failure.step, failure.at, failure.got) == (5, "10:40", Phase.INACTIVE)


def test_stale_keeps_the_figure_and_its_day(tmp_path: Path) -> None:
    file = loaded(
        tmp_path,
        """
[[test]]
name = "old"
issuer = "AAA"
[test.input]
"cds.5y" = { values = ">101 stale _ absent dead", quality = "press", size = 300 }
[test.expect.wide]
crit = "pending"
""",
    )
    found = [each.readings["AAA"] for each in looks(file.trials[0], calendars())]
    first, stale, nothing, absent, dead = (each.get("cds.5y") for each in found)
    assert first is not None
    assert stale is not None
    assert absent is not None
    assert (stale.value, stale.state, stale.about) == (101, State.STALE, first.about)
    assert (first.quality, first.size) == (Quality.PRESS, 300)
    assert (first.bound, stale.bound) == (Bound.FLOOR, Bound.FLOOR)
    assert stale.age == 1
    assert nothing is None
    assert (absent.value, absent.state) == (None, State.ABSENT)
    assert dead is not None
    assert (dead.value, dead.state, dead.about) == (101, State.DEAD, first.about)


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ("", "own_test.toml:1: no [[test]], expected at least one"),
        ("[[test]]\n", "own_test.toml:2: name: found nothing"),
        (
            '[[test]]\nname = "a"\nissuer = "AAB"',
            'own_test.toml:4: a: unknown issuer "AAB", did you mean "AAA"?',
        ),
        ('[[test]]\nname = "a"\ngroup = "tow"', 'unknown group "tow"'),
        ('[[test]]\nname = "a"', "a: neither issuer nor group"),
        ('[[test]]\nname = "a"\nstep = "soon"', '"1 close", or a duration as "10m"'),
        ('[[test]]\nname = "a"\nstart = "soon"', "a day, 2026-03-20"),
        (
            '[[test]]\nname = "a"\n[test.input]\n"cds.5" = "1"',
            'own_test.toml:5: a: unknown metric "cds.5", did you mean "cds.5y"?',
        ),
        (
            '[[test]]\nname = "a"\n[test.input]\n"cds.5y" = 100',
            'own_test.toml:5: a: cds.5y: values: found 100, expected words as "150',
        ),
        (
            '[[test]]\nname = "a"\n[test.input]\n'
            '"cds.5y" = { values = "1", quality = "prss" }',
            'own_test.toml:5: a: cds.5y: unknown quality "prss", did you mean "press"?',
        ),
        (
            '[[test]]\nname = "a"\n[test.input]\n'
            '"cds.5y" = { values = "1", size = true }',
            "cds.5y: size: found true, expected USD mm, a number",
        ),
        (
            '[[test]]\nname = "a"\n[test.expect]\nwied = { crit = "firing" }',
            'own_test.toml:5: a: unknown rule "wied", did you mean "wide"?',
        ),
        (
            '[[test]]\nname = "a"\n[test.expect.wide]\ncrit = "lit"',
            'own_test.toml:5: a: wide crit: found "lit", expected inactive',
        ),
        (
            '[[test]]\nname = "a"\n[test.expect.wide]\nloud = "firing"',
            'unknown key "loud"',
        ),
        ('[[test]]\nname = "\\u001b[31m"\nwhen = 1', 'unknown key "when"'),
    ],
)
def test_a_mistake_names_file_line_and_test(
    tmp_path: Path, tests: str, said: str
) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, tests)
    assert said in str(error.value)
    assert "\x1b" not in str(error.value)


def test_the_rule_file_is_looked_for_beside_the_test_file(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text('rules = "gone.toml"\n[[test]]\nname = "a"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="gone"):
        load_trials(path, universe(["AAA"]))
