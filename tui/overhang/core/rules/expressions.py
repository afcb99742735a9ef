"""Conditions over several metrics: what a rule's `when` says, once it is understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from overhang.core.catalogue import Unit
from overhang.core.snapshot import Reading


class Term(NamedTuple):
    """One figure that an expression asks for."""

    metric: str
    function: str = ""
    """`chg`, `z` or `pct` over `window`; empty: the metric itself."""
    window: str = ""
    """As written: `1d`, `1w`, `60d`."""

    @property
    def key(self) -> str:
        """Name the reading that answers it: `chg(cds.5y, 1w)`."""
        if not self.function:
            return self.metric
        return f"{self.function}({self.metric}, {self.window})"


Look = Callable[[Term], Reading | None]
"""Finds the reading of a term for the subject that is judged."""


class Part(NamedTuple):
    """One comparison of a condition, as it came out: for a person to read."""

    text: str
    """As written: `chg(cds.5y, 1w) > 10bp`."""
    left: float | None
    right: float | None
    unit: Unit
    holds: bool | None
    """None: it cannot be told."""
    why: str = ""
    """Why it cannot be told."""


class Expression(Protocol):
    """A condition that was read, named and checked for its units."""

    @property
    def text(self) -> str:
        """The condition as written."""
        ...

    @property
    def terms(self) -> Sequence[Term]:
        """Every figure it asks for, once."""
        ...

    def holds(self, look: Look) -> bool | None:
        """Whether it holds; none when the figures prove neither."""
        ...

    def parts(self, look: Look) -> Sequence[Part]:
        """Return how each comparison came out."""
        ...
