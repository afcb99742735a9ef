from __future__ import annotations

import pytest

from overhang.core.toml_lines import Lines, Path

TEXT = '''\
top = 1
a.b."c d" = 2

[defaults]  # [x]
zone = "[[rule]]"
[[rule]]
id = "first"
list = [
  "[[rule]]", # "
  1,
]
[rule.issuer.ORCL]
warn = 1
[rule.issuer."X.Y"]
warn = { at = 1 }
[[rule]]
note = """
[[rule]] \\"""
id = 1 """
id = "second"
  [[rule.part]]
  id = 1
  [[rule.part]]
  id = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("a",), 2),
        (("a", "b", "c d"), 2),
        (("defaults",), 4),
        (("defaults", "zone"), 5),
        (("rule", 0), 6),
        (("rule", 0, "id"), 7),
        (("rule", 0, "list"), 8),
        (("rule", 0, "issuer", "ORCL"), 12),
        (("rule", 0, "issuer", "ORCL", "warn"), 13),
        (("rule", 0, "issuer", "X.Y", "warn", "at"), 15),
        (("rule", 0, "missing"), 6),
        (("rule", 1), 16),
        (("rule", 1, "note"), 17),
        (("rule", 1, "id"), 20),
        (("rule", 1, "part", 0, "id"), 22),
        (("rule", 1, "part", 1, "id"), 24),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_a_path_is_found_on_its_line(path: Path, line: int) -> None:
    assert Lines(TEXT).of(path).line == line


def test_lines_are_the_same_with_carriage_returns() -> None:
    assert Lines(TEXT.replace("\n", "\r\n")).of(("rule", 1, "id")).line == 20


def test_a_place_has_the_column_where_its_header_or_key_begins() -> None:
    lines = Lines("  a . b = 1\n[[ c ]]\n\td = { e = 1 }\n")
    places = [lines.of(path) for path in (("a", "b"), ("c", 0), ("c", 0, "d", "e"))]
    assert places == [(1, 3), (2, 4), (3, 2)]
