"""The bearer token: read where it is used, never kept in settings."""

from __future__ import annotations

from collections.abc import Mapping

from overhang.config.settings import Settings
from overhang.core.problems import ConfigError
from overhang.core.toml_file import read_text

_LENGTH = 8192


def read_token(settings: Settings, env: Mapping[str, str]) -> str | None:
    """Return the token for HTTP sources, or none when the settings name none.

    Raises:
        ConfigError: it is named and missing, empty, or no token. The message says
            where it was looked for and nothing of what was found.
    """
    if settings.token_env is not None:
        place, text = settings.token_env, env.get(settings.token_env, "")
    elif settings.token_file is not None:
        place, text = str(settings.token_file), read_text(settings.token_file)
    else:
        return None
    token = text.strip()
    if not token:
        raise ConfigError([f"{place}: no token there"])
    if len(token) > _LENGTH or not (token.isascii() and token.isprintable()):
        raise ConfigError([f"{place}: not a token: one line of plain text expected"])
    return token
