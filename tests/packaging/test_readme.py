"""What the README shows can be used as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from overhang.bundled import bundled
from overhang.config.load import load_settings
from overhang.config.universe import load_universe
from overhang.core.rules.language import parse_rules

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)


def example(header: str) -> str:
    (found,) = (each for each in EXAMPLES if header in each)
    assert isinstance(found, str)
    return found


def test_its_rules_load() -> None:
    universe = load_universe(bundled("data") / "universe.toml")
    book = parse_rules(example("[[rule]]"), "README.md", universe)
    assert len(book.written) == 3


def test_its_channels_load(tmp_path: Path) -> None:
    config = tmp_path / "overhang.toml"
    config.write_text(example("[[deliver]]"), encoding="utf-8")
    config.chmod(0o600)
    env = {"HOME": str(tmp_path), "OVERHANG_CONFIG": str(config)}
    settings = load_settings({}, env, user_dir=tmp_path)
    assert [each.name for each in settings.deliver] == ["pager", "hook", "alertmanager"]
