"""Inputs led by the code they reach: atheris, where it is installed."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any

from fuzz.judge import Judge
from fuzz.target import Target

_TRACED = ["overhang", "tomllib", "jmespath", "textual._xterm_parser"]


def traced() -> AbstractContextManager[object]:
    """Return a context in which what is imported reports the code it runs.

    Raises:
        SystemExit: atheris is not installed.
    """
    atheris = _library()
    tracing: AbstractContextManager[object] = atheris.instrument_imports(
        include=_TRACED, enable_loader_override=False
    )
    return tracing


def run(
    target: Target,
    judge: Judge,
    done: Callable[[], bool],
    *,
    seed: int,
    folder: Path,
    end: Callable[[], int],
) -> None:
    """Judge inputs until it is done, then end the process with `end`'s status.

    What reached new code stays in `folder`, and is where the next run begins.
    """
    atheris = _library()
    folder.mkdir(parents=True, exist_ok=True)
    for count, data in enumerate(target.seeds()):
        (folder / f"seed-{count:03}").write_bytes(data)
    words = folder.with_suffix(".dict")
    words.write_text("".join(f'"{_escaped(each)}"\n' for each in target.words if each))

    def one(data: bytes) -> None:
        judge.run(data)
        if done():
            status = end()
            sys.stdout.flush()
            atexit._run_exitfuncs()
            # The library has no way to stop that leaves a status of one's own.
            os._exit(status)

    options = (f"-seed={seed}", f"-max_len={target.size}", f"-dict={words}")
    atheris.Setup([sys.argv[0], *options, "-rss_limit_mb=0", str(folder)], one)
    atheris.Fuzz()


def _library() -> Any:
    """Return atheris: it is large, and nothing but this needs it."""
    try:
        return import_module("atheris")
    except ImportError:
        raise SystemExit("atheris is not installed: pip install atheris") from None


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)
