"""Who sits at this terminal: what they do about alerts is signed with it."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping

from overhang.core.safe_text import safe_text

_NAMED = ("OVERHANG_BY", "LOGNAME", "USER")
_LONGEST = 40
"""Characters of a name."""


def who(env: Mapping[str, str]) -> str:
    """Return the name a viewer signs with: `OVERHANG_BY`, or the login's."""
    for key in _NAMED:
        if name := env.get(key, "").strip():
            return safe_text(name, _LONGEST)
    try:
        return safe_text(pwd.getpwuid(os.getuid()).pw_name, _LONGEST)
    except KeyError:
        return f"uid {os.getuid()}"
