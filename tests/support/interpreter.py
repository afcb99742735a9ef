"""A fresh interpreter: what code loads that runs there."""

from __future__ import annotations

import subprocess
import sys


def loaded_after(code: str) -> set[str]:
    """Run code in a fresh interpreter; return every module it loaded, by full name.

    Raises:
        subprocess.CalledProcessError: the code failed.
    """
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(done.stdout.splitlines()[-1].split())
