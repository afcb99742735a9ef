"""The system's keyring: asked for one secret, and never waited for long."""

from __future__ import annotations

import threading

from overhang.core.problems import ConfigError
from overhang.core.safe_text import safe_text

_PATIENCE_S = 3.0
"""A locked ring may ask for its password where nobody sits."""
_ELSE = "or keep the key elsewhere: env:NAME, file:PATH"
_ASKING = threading.Lock()
"""Held while a ring is asked: one that hangs is asked by one thread, not by many."""
_HANGS = threading.Event()
"""Set while one is waited for in vain: nobody else begins to wait."""


def read_ring(service: str, name: str) -> str:
    """Return the secret that the system's keyring has under a service and a name.

    Raises:
        ConfigError: there is no keyring, or it is locked, silent or has no such entry;
            the message says what to do.
    """
    place = f"keyring:{safe_text(service)}/{safe_text(name)}"
    if not _ASKING.acquire(timeout=0.0 if _HANGS.is_set() else _PATIENCE_S):
        raise ConfigError([f"{place}: {_SILENT}"])
    found: list[str | None] = []
    words: list[str] = []

    def ask() -> None:
        try:
            found.append(_asked(service, name))
        except ConfigError as error:
            words.extend(error.problems)
        finally:
            _HANGS.clear()
            _ASKING.release()

    asking = threading.Thread(target=ask, name="keyring", daemon=True)
    asking.start()
    asking.join(_PATIENCE_S)
    if words:
        raise ConfigError([f"{place}: {each}" for each in words])
    if not found:
        _HANGS.set()
        raise ConfigError([f"{place}: {_SILENT}"])
    if found[0] is None:
        put = f"`keyring set {safe_text(service)} {safe_text(name)}` puts it there"
        raise ConfigError([f"{place}: nothing there; {put}"])
    return found[0]


def _asked(service: str, name: str) -> str | None:
    """Ask the ring; every fault is a `ConfigError` in words."""
    try:
        import keyring
        from keyring.errors import KeyringLocked, NoKeyringError
    except ImportError:
        words = "the keyring package is not there: pip install overhang[keyring], "
        raise ConfigError([words + _ELSE]) from None
    try:
        return keyring.get_password(service, name)
    except NoKeyringError:
        words = (
            f"no keyring runs here (over SSH there is often none): start one, {_ELSE}"
        )
    except KeyringLocked:
        words = f"the keyring is locked: unlock it, {_ELSE}"
    except Exception as error:
        # Backends raise whatever their system's ring does, and may quote what it said.
        words = f"the keyring cannot be read ({type(error).__name__}), {_ELSE}"
    raise ConfigError([words])


_SILENT = (
    f"the keyring does not answer (it may wait for its password): unlock it, {_ELSE}"
)
