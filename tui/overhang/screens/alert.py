"""One alert in full, where there is no room for it beside its list."""

from __future__ import annotations

from collections.abc import Sequence

from overhang.core.alerts.alert import Alert
from overhang.core.snapshot import Snapshot
from overhang.screens.alert_log import LogScreen
from overhang.screens.pages import PageScreen
from overhang.views.alert import alert_page
from overhang.views.base import Line, Span, Tone
from overhang.views.blocks import section
from overhang.views.log import history_lines, of_alert
from overhang.views.names import display_name
from overhang.views.roll import roll_of


class AlertScreen(LogScreen, PageScreen):
    """All there is to one alert; its history stays when it is over."""

    def __init__(self, subject: str, rule: str) -> None:
        super().__init__()
        self._subject = subject
        self._rule = rule

    def target(self) -> Alert | None:
        """The one that is shown."""
        snapshot = self.desk.snapshot
        return roll_of(snapshot).find(self._rule, self._subject) if snapshot else None

    def here(self) -> Alert | None:
        """The one that is shown."""
        return self.target()

    def text(self, snapshot: Snapshot, width: int) -> Sequence[Line]:
        """The figure, the level, who has it, what was noted, what happened."""
        mine = of_alert(self.log_lines, self._rule, self._subject)
        past = history_lines(mine, self.desk.zone, width)
        alert = self.target()
        if alert is None:
            name = display_name(snapshot, self._subject)
            over = (Span(f"{name} · {self._rule}: it is over", Tone.TITLE),)
            return [over, *section("History", past)]
        return alert_page(snapshot, alert, self.desk.zone, width, past)
