from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from overhang.sources.base import SourceError
from overhang.sources.reading import read_file, signature


def test_a_pipe_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    os.mkfifo(path)

    with pytest.raises(SourceError, match="found 'a pipe', expected a regular file"):
        read_file(path)


def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="found 'a folder', expected a regular file"):
        read_file(tmp_path)
    with pytest.raises(SourceError, match="found 'a device', expected a regular file"):
        read_file(Path("/dev/zero"))


def test_a_socket_is_refused_in_words(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "closes.csv"))
        with pytest.raises(SourceError, match="a socket or a device', expected a reg"):
            read_file(tmp_path / "closes.csv")


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    path.symlink_to(path)

    assert isinstance(signature(path), int)
    with pytest.raises(SourceError, match="expected a readable file"):
        read_file(path)


def test_a_file_over_the_cap_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    with path.open("wb") as file:
        file.truncate(2**31)

    with pytest.raises(SourceError, match="bytes at most"):
        read_file(path)


@pytest.mark.parametrize(("changes", "read"), [(0, True), (1, True), (99, False)])
def test_a_file_is_read_as_it_stood_at_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: int, read: bool
) -> None:
    path = tmp_path / "closes.csv"
    path.write_bytes(b"1\n")
    left = list(range(1, changes + 1))
    really = os.read

    def read_and_change(handle: int, size: int) -> bytes:
        data = really(handle, size)
        if data and left:
            path.write_bytes(b"1\n" * (1 + left.pop()))
        return data

    monkeypatch.setattr(os, "read", read_and_change)

    if read:
        assert read_file(path) == b"1\n" * (1 + bool(changes))
    else:
        with pytest.raises(SourceError, match="holds still: being written"):
            read_file(path)


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "closes.csv"
    data = os.urandom(3 * 2**20 + 1)
    path.write_bytes(data)

    assert read_file(path) == data
