from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from overhang.config.deliver import DELIVER_FIELDS
from overhang.config.feeds import SourceKind
from overhang.config.fields import FIELDS, TABLE_FIELDS
from overhang.config.load import FILE, load_settings
from overhang.config.sample import SAMPLE
from overhang.config.settings import DeliverKind, Settings
from overhang.config.show import shown
from overhang.config.token import read_token
from overhang.core.problems import ConfigError


def settings(folder: Path, text: str, env: Mapping[str, str] | None = None) -> Settings:
    (folder / FILE).write_text(text)
    env = {"HOME": str(folder), **(env or {})}
    return load_settings({}, env, user_dir=folder, state_dir=folder / "state")


def test_every_setting_is_shown_with_its_origin(tmp_path: Path) -> None:
    mine = settings(
        tmp_path,
        'url = "https://a/b"\ntheme = "night"\n'
        '[table.closes]\nurl = "https://a/c?key=hunter2"\nevery = "30s"\n',
        {"OVERHANG_TOKEN": "s3cret"},
    )
    lines = {row.key: (row.value, row.origin) for row in shown(mine)}
    assert list(lines) == [*FIELDS, "table.closes"]
    assert lines["url"] == ("https://a/b", f"{tmp_path}/{FILE}:1")
    assert lines["theme"] == ("night", f"{tmp_path}/{FILE}:2")
    assert lines["every"] == ("60s", "default")
    assert lines["data"] == ("-", "not set")
    assert lines["token_env"] == ("OVERHANG_TOKEN", "OVERHANG_TOKEN")
    assert lines["table.closes"][0] == "https://a/c?***, every 30s"
    assert not re.search("s3cret|hunter2", repr(lines))


def uncommented() -> list[tuple[str, list[str]]]:
    """The sample's assignments, by the header they stand under; none at first."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in SAMPLE.splitlines():
        if re.fullmatch(r"# \[.+\]", line):
            found.append((line[2:], []))
        elif re.fullmatch(r"# [a-z_]+ = .+", line):
            found[-1][1].append(line[2:])
    return found


def keys(lines: Iterable[str]) -> set[str]:
    return {line.split(" = ")[0] for line in lines}


def test_the_sample_as_written_changes_nothing(tmp_path: Path) -> None:
    assert tomllib.loads(SAMPLE) == {}
    mine = settings(tmp_path, SAMPLE)
    assert mine.shipped


def test_the_sample_names_every_key_with_a_value_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "desk" / "hyperscalers").mkdir(parents=True)
    (_, top), *blocks = uncommented()
    assert sorted(line.split(" = ")[0] for line in top) == sorted(FIELDS)
    ways = [lines for header, lines in blocks if header == "[[deliver]]"]
    tables = [lines for header, lines in blocks if header.startswith("[table.")]
    assert set().union(*map(keys, tables)) == set(TABLE_FIELDS)
    assert set().union(*map(keys, ways)) == set(DELIVER_FIELDS)
    weaker = {"url", "token_env"}
    body = [line for line in top if not keys([line]) & weaker]
    for header, lines in blocks:
        body += [header, *lines]
    mine = settings(tmp_path, "\n".join(body))
    assert mine.data == tmp_path / "desk" / "hyperscalers"
    assert list(mine.table) == ["closes", "cds_marks"]
    assert [each.kind for each in mine.deliver] == list(DeliverKind)
    assert {each.kind for each in mine.sources} == set(SourceKind)
    rest = [line for line in top if keys([line]) & weaker]
    assert settings(tmp_path, "\n".join(rest)).token_env == "DESK_TOKEN"


def test_the_token_is_read_from_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n")
    by_file = settings(tmp_path, 'token_file = "token"')
    by_name = settings(tmp_path, 'token_env = "DESK"')
    assert read_token(settings(tmp_path, ""), {}) is None
    assert read_token(by_file, {}) == "s3cret"
    assert read_token(by_name, {"DESK": "s3cret"}) == "s3cret"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "no token there"),
        (" \n", "no token there"),
        ("s3cret\nInjected: x", "not a token"),
        ("s3cr\u00e9t", "not a token"),
    ],
)
def test_what_is_no_token_is_refused_and_not_shown(
    tmp_path: Path, token: str, reason: str
) -> None:
    mine = settings(tmp_path, 'token_env = "DESK"')
    with pytest.raises(ConfigError, match=f"^DESK: {reason}") as caught:
        read_token(mine, {"DESK": token})
    assert "s3cr" not in str(caught.value)
