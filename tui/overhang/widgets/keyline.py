"""The last row: the keys that do something where the focus is."""

from __future__ import annotations

from textual import events

from overhang.views.base import Line, Span, Tone
from overhang.widgets.lines import LineView


class KeyLine(LineView):
    """Lists the active bindings that want to be shown, in one row."""

    DEFAULT_CSS = """
    KeyLine { height: 1; dock: bottom; }
    """

    def on_mount(self) -> None:
        """Follow the focus: what a key does depends on it."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._update())
        self.call_after_refresh(self._update)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the new width."""
        self._update()

    def _update(self) -> None:
        if not self.is_attached:
            return
        active = self.screen.active_bindings.values()
        shown = {
            each.binding.description: self.app.get_key_display(each.binding)
            for each in active
            if each.binding.show and each.enabled
        }
        self.show([key_line(shown, self.size.width)])


def key_line(shown: dict[str, str], width: int) -> Line:
    """Write as many keys as fit, in order; `shown` is description to key."""
    spans: list[Span] = []
    used = 0
    for description, key in shown.items():
        used += len(key) + len(description) + 3
        if used > width:
            break
        spans += [Span(f" {key}", Tone.ACCENT), Span(f" {description} ", Tone.MUTED)]
    return tuple(spans)
