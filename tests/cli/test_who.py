from __future__ import annotations

import os
import pwd

import pytest

from overhang.cli.who import who


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"OVERHANG_BY": "jk", "USER": "root"}, "jk"),
        ({"OVERHANG_BY": "  ", "LOGNAME": "anna", "USER": "root"}, "anna"),
        ({"USER": "root"}, "root"),
        ({"OVERHANG_BY": "j\x1bk"}, "j\u241bk"),
        ({}, pwd.getpwuid(os.getuid()).pw_name),
    ],
)
def test_a_viewer_signs_with_a_name(env: dict[str, str], name: str) -> None:
    assert who(env) == name
