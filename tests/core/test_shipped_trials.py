from __future__ import annotations

from overhang.config.universe import load_universe
from overhang.core.rules.engine import judge
from overhang.core.trials.language import load_trials
from overhang.core.trials.trial import run
from support.measured import ROOT, calendars


def test_the_default_rules_do_what_their_tests_say() -> None:
    known = load_universe(ROOT / "data" / "universe.toml")
    file = load_trials(ROOT / "data" / "rules_test.toml", known)
    assert len(file.trials) >= 12
    found = [
        each
        for trial in file.trials
        for each in run(trial, file.book, known, calendars(), judge)
    ]
    assert found == []
