"""The settings a collector began with: what is changed in their files counts later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from overhang.config.file_layer import file_layer
from overhang.config.layers import Layer
from overhang.core.problems import ConfigError
from overhang.core.safe_text import safe_text
from overhang.sources.reading import signature


class Began:
    """Looks whether the files of the settings still say what is in force.

    Feeds, channels and places are taken up once, at the start: what is edited while a
    collector runs is told, not heeded.

    Args:
        files: as they were read at the start.
        home: what `~` stands for.
    """

    def __init__(self, files: Sequence[Path], home: Path | None) -> None:
        self._files = files
        self._home = home
        self._seen = self._look()
        self._began = [self._said(each)[0] for each in files]
        self._words: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Say what was changed since the start, and what is wrong with it."""
        seen = self._look()
        if seen != self._seen:
            self._seen = seen
            self._words = tuple(self._changed())
        return self._words

    def _changed(self) -> list[str]:
        words: list[str] = []
        for path, began in zip(self._files, self._began, strict=True):
            now, problems = self._said(path)
            words += problems
            if problems or now != began:
                name = safe_text(path.name)
                words.append(f"{name} was changed: it counts once overhang starts anew")
        return words

    def _said(self, path: Path) -> tuple[Layer | None, tuple[str, ...]]:
        """Return what a file says, wherever in it that stands, and its faults."""
        try:
            read = file_layer(path, self._home)
        except ConfigError as error:
            return None, error.problems
        return read.layer._replace(origins={}), read.problems

    def _look(self) -> list[object]:
        return [signature(each) for each in self._files]
