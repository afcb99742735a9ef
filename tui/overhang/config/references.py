"""How a place where a secret is kept is read from a setting."""

from __future__ import annotations

import re

from overhang.config.secret import ENV, FILE, KEYRING, REFERENCE
from overhang.config.values import ExpectedError, From, resolve, variable

_ENTRY = r"[!-~]{1,200}/[!-.0-~]{1,200}"


def reference(value: object, origin: From) -> str:
    """Return where a secret is, its file from the root.

    Raises:
        ExpectedError: it may be the secret itself.
    """
    if isinstance(value, str) and value.startswith(ENV):
        return ENV + variable(value.removeprefix(ENV), origin)
    if isinstance(value, str) and value.startswith(FILE):
        return f"{FILE}{resolve(value.removeprefix(FILE), origin)}"
    if isinstance(value, str) and value.startswith(KEYRING):
        if re.fullmatch(_ENTRY, value.removeprefix(KEYRING)):
            return value
        raise ExpectedError('"keyring:SERVICE/NAME"')
    raise ExpectedError(REFERENCE)
