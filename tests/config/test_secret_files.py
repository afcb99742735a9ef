"""Files that hold secrets, or seem to: never waited for, never repeated."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from overhang.config.secret import read_key
from overhang.core.problems import ConfigError
from support.canary import MARK, canary, traces


def _chain(error: BaseException) -> Iterator[str]:
    """Yield all that an error and those behind it hold, and what a traceback says."""
    yield "".join(traceback.format_exception(error))
    seen: BaseException | None = error
    while seen is not None:
        yield f"{seen!r} {seen.args!r} {vars(seen)!r} {getattr(seen, 'object', '')!r}"
        seen = seen.__cause__ or seen.__context__


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (canary("a").encode() + b"\xff", "1: a byte that is not UTF-8"),
        (b"\n\n\xff" + canary("a").encode(), "3: a byte that is not UTF-8"),
        (canary("a").encode() + b"\0", "not a key: one line of plain text expected"),
        (canary("a").encode() + b"\nb", "not a key: one line of plain text expected"),
        (canary("a").encode() * 1000, "not a key: one line of plain text expected"),
        (canary("a").encode("utf-16"), "1: a byte that is not UTF-8"),
        (MARK.encode() * 700_000, "over 5,000,000 bytes"),
        (b"", "nothing there"),
        (b"\xef\xbb\xbf\n", "nothing there"),
    ],
    ids=["bytes", "line 3", "NUL", "lines", "long", "UTF-16", "huge", "empty", "BOM"],
)
def test_what_is_no_key_is_refused_and_no_error_holds_it(
    tmp_path: Path, held: bytes, words: str
) -> None:
    place = tmp_path / "key"
    place.write_bytes(held)
    place.chmod(0o600)
    with pytest.raises(ConfigError) as caught:
        read_key(f"file:{place}", {})
    assert str(caught.value).endswith(words)
    assert traces("".join(_chain(caught.value))) == []


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "gone").symlink_to("nowhere")
    for name, words in (
        ("pipe", "not a plain file"),
        ("zero", "not a plain file"),
        ("", "not a plain file"),
        ("loop", "Too many levels of symbolic links"),
        ("gone", "No such file or directory"),
        ("x" * 300, "File name too long"),
        ("a\0b", "embedded null byte"),
    ):
        with pytest.raises(ConfigError, match=words):
            read_key(f"file:{tmp_path / name}", {})


def test_a_key_behind_a_link_is_read_and_its_own_mode_counts(tmp_path: Path) -> None:
    place, link = tmp_path / "key", tmp_path / "link"
    place.write_text(canary("a"))
    place.chmod(0o600)
    link.symlink_to(place)
    assert read_key(f"file:{link}", {}) == canary("a")
