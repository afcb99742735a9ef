"""What puts a terminal into the board's hands, and back into the shell's."""

from __future__ import annotations

from overhang.terminal.notices import POP_TITLE, title

RESTORE = (
    "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[m"
)
"""Undoes every mode that Textual sets."""
AGAIN = "\x1b[<u\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[>25u\x1b[?2004h\x1b[?7l"
"""Sets them all but the mouse's; the keyboard's, which add up, only once."""
UNTITLE = title("") + POP_TITLE
"""Leaves no stale counts behind where the terminal does not remember its titles."""
