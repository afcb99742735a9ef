from __future__ import annotations

import pytest

from overhang.cli.main import run
from support.shipped import DATA


def test_the_table_of_firings_is_what_the_default_rules_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["rules", "test", "--against", "--format", "markdown"]) == 0
    assert capsys.readouterr().out == (DATA / "FIRINGS.md").read_text(encoding="utf-8")
