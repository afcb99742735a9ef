"""How one feed goes about asking."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from overhang.sources.concealing import conceal

_NONE: Mapping[str, str] = MappingProxyType({})


class Secrets(NamedTuple):
    """What is sent with every question and shown nowhere."""

    headers: Mapping[str, str] = _NONE
    params: Mapping[str, str] = _NONE

    def __repr__(self) -> str:
        """Say what there is, not what it is."""
        return f"Secrets({', '.join((*self.headers, *self.params))})"

    def conceal(self, text: str) -> str:
        """Return a text in which no secret stands."""
        return conceal(text, self._values())

    def _values(self) -> set[str]:
        """Return every secret; of `Bearer KEY` the key alone, too."""
        whole = {*self.headers.values(), *self.params.values()}
        parts = {each.rpartition(" ")[2] for each in whole}
        return {each for each in whole | parts if each}


class Reach(NamedTuple):
    """How one feed goes about asking. All of it can be shown: see `Secrets`."""

    timeout: float = 10.0
    """Seconds for one whole answer: redirects, tries and body; not the wait for the
    bucket."""
    rate: float | None = None
    """Requests a second to one host, over all feeds that ask it; none: any."""
    burst: int = 1
    """Requests that may go out at once after a pause."""
    secrets: Secrets = Secrets()
    proxy: str = ""
    """Empty: as the environment says. It may hold a password, so it is shown nowhere.
    """
    ca: Path | None = None
    """Certificates to trust instead of the system's."""
    private: bool = False
    """Whether its host may be on a private address."""
    cache: Path | None = None
    """The folder of the cache; none: answers are not kept."""

    def __repr__(self) -> str:
        """Say what can be shown."""
        shown = self._asdict()
        shown["proxy"] = "***" if self.proxy else ""
        return f"Reach({', '.join(f'{name}={each!r}' for name, each in shown.items())})"
