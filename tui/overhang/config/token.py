"""The bearer token: read where it is used, never kept in settings."""

from __future__ import annotations

from collections.abc import Mapping

from overhang.config.secret import one_line, read_secret_file
from overhang.config.settings import Settings
from overhang.core.problems import ConfigError


def read_token(settings: Settings, env: Mapping[str, str]) -> str | None:
    """Return the token for HTTP sources, or none when the settings name none.

    Raises:
        ConfigError: it is named and missing, empty, no token, or others may read it.
            The message says where it was looked for and nothing of what was found.
    """
    if settings.token_env is not None:
        place, text = settings.token_env, env.get(settings.token_env, "")
    elif settings.token_file is not None:
        place = str(settings.token_file)
        text = read_secret_file(settings.token_file)
    else:
        return None
    token = text.strip()
    if not token:
        raise ConfigError([f"{place}: no token there"])
    return one_line(token, place, "a token")
