"""What a person does about alerts, from any screen that shows figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from overhang.core.alerts.actions import (
    Acknowledge,
    Action,
    EndSilence,
    Matcher,
    Quiet,
    Remarked,
    Silence,
)
from overhang.core.alerts.alert import Alert, Phase
from overhang.core.alerts.phrases import read_silence
from overhang.core.alerts.quiet import no_worse
from overhang.core.safe_text import safe_text
from overhang.core.snapshot import Snapshot
from overhang.core.states import Severity
from overhang.link import LinkError
from overhang.screens.base import DeskScreen
from overhang.views.deeds import is_done, named, sent_words, subject_of

if TYPE_CHECKING:
    from overhang.widgets.prompt import Prompt

_WAITED_FOR = timedelta(minutes=10)
"""How long one is told what has come of an action."""
_LATELY = 50
"""Lines of the log in which what was just sent is looked for."""
_LONGEST = 400
"""Characters of a reason or a note."""


class ActingScreen(DeskScreen):
    """Lets the user acknowledge, silence and note the alert under the cursor."""

    # First in line, as the colon is: what is typed after the key goes to the prompt,
    # even when all of it arrives at once.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "acknowledge", "Ack", id="ack", priority=True),
        Binding("z", "snooze", "Silence", id="snooze", priority=True),
        Binding("Z", "end_silence", "End silence", show=False, id="end-silence"),
        Binding("N", "note", "Note", show=False, id="note", priority=True),
    ]
    TYPEABLE: ClassVar[frozenset[str]] = DeskScreen.TYPEABLE | {
        "acknowledge",
        "snooze",
        "note",
    }

    _asked: Alert | None = None
    """What the prompt is about: a refresh while one types changes nothing."""
    _sent: tuple[Action, ...] = ()
    """What was written and is not seen in a snapshot yet."""

    def target(self) -> Alert | None:
        """Return the alert that the keys are about."""
        return None

    def take(self, snapshot: Snapshot | None) -> None:
        """See what became of what was sent."""
        super().take(snapshot)
        self._confirm(snapshot)

    async def action_acknowledge(self) -> None:
        """Say that one has it, and why."""
        alert = self.target()
        if alert is None:
            await self._ask_nothing("nothing to acknowledge here")
        elif alert.phase is Phase.PENDING:
            words = f"{named(alert)} is pending: nothing to acknowledge yet"
            await self._ask_nothing(words)
        else:
            why = "a reason is needed" if alert.needs_reason else "enter: no reason"
            await self._ask_about(alert, "ack", f"ack {named(alert)}: why? {why}")

    async def action_snooze(self) -> None:
        """Have nobody told of it for a while."""
        alert = self.target()
        if alert is None:
            await self._ask_nothing("nothing to silence here")
        else:
            await self._ask_how_long(alert)

    async def action_note(self) -> None:
        """Write something down on it."""
        alert = self.target()
        if alert is None:
            await self._ask_nothing("nothing to note here")
        else:
            await self._ask_about(alert, "note", f"note on {named(alert)}")

    async def _ask_how_long(self, alert: Alert, text: str = "") -> None:
        worse = " · until worse" if alert.severity < Severity.CRIT else ""
        # What may be typed comes first: a narrow terminal cuts the rest.
        hint = f"1h · until 16:00{worse}, why? silence {named(alert)}"
        await self._ask_about(alert, "snooze", hint, text)

    async def _ask_about(
        self, alert: Alert, kind: str, hint: str, text: str = ""
    ) -> None:
        self._asked = alert
        await self.ask(kind, hint, text)

    async def _ask_nothing(self, words: str) -> None:
        """Say why nothing is asked; what is typed all the same is no command."""
        self._asked = None
        self.desk.say(words)
        await self.ask("nothing", f"{words}: escape")

    def on_prompt_entered(self, event: Prompt.Entered) -> None:
        """Do what was typed about the alert that was asked about."""
        alert, self._asked = self._asked, None
        if alert is None:
            return
        text = safe_text(" ".join(event.text.split()), _LONGEST)
        if event.kind == "ack":
            self._acknowledge(alert, text)
        elif event.kind == "snooze":
            self._silence(alert, text)
        elif event.kind == "note" and text:
            note = Remarked(
                at=self.desk.now(), by=self._who, text=text, **subject_of(alert)
            )
            self.act(note)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        """Forget what was asked."""
        self._asked = None

    @property
    def _who(self) -> str:
        return self.desk.link.who

    def _acknowledge(self, alert: Alert, why: str) -> None:
        if alert.needs_reason and not why:
            self.desk.say(f"not sent: {named(alert)} needs a reason")
            return
        ack = Acknowledge(
            at=self.desk.now(),
            by=self._who,
            alert=alert.id,
            why=why,
            **subject_of(alert),
        )
        self.act(ack)

    def _silence(self, alert: Alert, text: str) -> None:
        now: datetime = self.desk.now()
        try:
            end, why = read_silence(text, now, self.desk.zone)
        except ValueError as error:
            self.desk.say(f"not sent: {error}; a comma, then why")
            # Later: this prompt is being closed.
            self.call_later(self._ask_how_long, alert, text)
            return
        match = Matcher(issuer=alert.subject, rule=alert.rule)
        snapshot = self.desk.snapshot
        known = snapshot.alerts if snapshot is not None else (alert,)
        if end.worse and (refused := no_worse(match, known)):
            self.desk.say(f"not sent: {refused}")
            return
        self.act(
            Silence(
                at=now,
                by=self._who,
                match=match,
                start=now,
                until=end.at,
                until_worse=end.worse,
                why=why,
            )
        )

    def silences(self, snapshot: Snapshot) -> list[Quiet]:
        """Return the silences that the keys are about: those of the alert here."""
        alert = self.target()
        if alert is None:
            return []
        about = (alert.subject, alert.rule, alert.metric, alert.severity)
        return [each for each in snapshot.quiets if each.match.fits(*about)]

    def action_end_silence(self) -> None:
        """End the silences here before their time, or say that there are none."""
        snapshot = self.desk.snapshot
        mine = self.silences(snapshot) if snapshot is not None else []
        if not mine:
            self.desk.say("no silence here")
        elif not any(each.number for each in mine):
            self.desk.say("this silence stands in the rules file: edit it there")
        for each in mine:
            if each.number:
                self._end_silence(each.number)

    def _end_silence(self, number: int) -> None:
        self.act(EndSilence(at=self.desk.now(), by=self._who, silence=number))

    @work(group="act")
    async def act(self, action: Action) -> None:
        """Write an action down, and say so; the next snapshot confirms it."""
        try:
            await self.desk.link.act(action)
        except LinkError as error:
            self.desk.say(f"not written: {error}")
            return
        self._sent = (*self._sent, action)
        alone = bool(self.desk.notice.collector)
        self.desk.say(sent_words(action, alone=alone))

    def _confirm(self, snapshot: Snapshot | None) -> None:
        if snapshot is None or not self._sent:
            return
        done = [each for each in self._sent if is_done(each, snapshot)]
        since = self.desk.now() - _WAITED_FOR
        self._sent = tuple(
            each for each in self._sent if each not in done and each.at > since
        )
        if done:
            self.desk.say(sent_words(done[-1], done=True))
        if self._sent:
            self._look_for_refusals()

    @work(group="refusals", exclusive=True)
    async def _look_for_refusals(self) -> None:
        """Say what the collector did not apply, and why: the log has it."""
        # Loaded when it is first wanted: no first frame waits for it.
        from overhang.views.log import read_log, refusal

        try:
            lines = read_log(await self.desk.link.log(_LATELY))
        except LinkError:
            return
        for each in self._sent:
            if why := refusal(lines, each):
                self._sent = tuple(one for one in self._sent if one is not each)
                self.desk.say(f"{sent_words(each, refused=True)}: {why}")
