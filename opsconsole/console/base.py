"""The ground of every screen: asking the database, doing acts, speaking the person's language."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from opsconsole.console import keys
from opsconsole.console.desk import Desk, Note, Tone, fingerprint, name_of
from opsconsole.console.jobs import Job
from opsconsole.console.keys import key
from opsconsole.console.widgets.grid import Grid
from opsconsole.console.widgets.lines import HeaderLine, JobLine, KeyLine, MessageLine, refusal_note
from opsconsole.errors import Message, Refusal, Unavailable
from opsconsole.i18n import N_, _, text_of

if TYPE_CHECKING:
    from opsconsole.console.app import OpsApp
    from opsconsole.console.widgets.form import Form

Answer = TypeVar("Answer")
Said = Message | Callable[[Any], Message] | None
Refused = Callable[[Refusal], None]


class Spoken:
    """For screens: keys in the language in force, and those dimmed that the person may not use.

    `NEEDS` names the permission of an action: `{"explain": "attendance.explain"}`.
    """

    NEEDS: ClassVar[Mapping[str, str]] = {}
    app: OpsApp

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        return keys.translated(super().active_bindings)  # ty: ignore[missing-attribute]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        needed = self.NEEDS.get(action, "")
        return True if not needed or self.app.may(needed) else None

    def retranslate(self) -> None:
        """Says everything that was said when it was made once more, in the language in force.

        Called when the language switches, and may be called at any time: it changes nothing else.
        """


class Question(Spoken, ModalScreen[Answer]):
    """A modal question. It knows nothing of who asks; Esc or Ctrl+B leaves it without an answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,ctrl+b", "leave", N_("Cancel"), N_("Leaves without an answer"), id="question.leave"),
    ]

    def action_leave(self) -> None:
        self.dismiss(None)

    def keep_draft(self) -> None:
        """Keeps what was typed, for the console is about to be locked."""


class AreaScreen(Spoken, Screen[None]):
    """One area. A subclass says what is in it (`body`), which place it is at (`place`), and reads
    what it shows in `refresh_data`, which is also called when somebody else changed something."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,ctrl+b", "back", N_("Back"), N_("Goes back, or stops what is running"), id="area.back", show=False),
    ]

    AUTO_FOCUS = "*"

    def __init__(self) -> None:
        super().__init__()
        self.area = ""
        self.stale = False
        self._job_line = JobLine()
        self._message_line = MessageLine()

    def compose(self) -> ComposeResult:
        yield HeaderLine(self.header_parts)
        with Vertical(id="body"):
            yield from self.body()
        yield self._job_line
        yield self._message_line
        yield KeyLine()

    # What a subclass says

    def body(self) -> ComposeResult:
        """The widgets of the area."""
        yield from ()

    def context(self) -> str:
        """What stands in the header after the area's name: a month, a day."""
        return ""

    def refresh_data(self) -> None:
        """Reads what is shown once more; cursor and typed text stay."""

    def place(self) -> dict[str, Any]:
        """Where the person is in this area, to be given back to `restore`."""
        return {}

    def restore(self, place: Mapping[str, Any]) -> None:
        """Goes back to a place; called once, after the widgets are there and before `refresh_data`."""

    def open_found(self, found: str) -> None:
        """Opens what the palette found by this area's `find`."""

    def back(self) -> None:
        """Esc where nothing is running: one step back inside the area."""

    def header_parts(self) -> tuple[list[str], list[str]]:
        """What stands at the left and at the right of the header."""
        left = [self.app.company_name, _(self.app.areas[self.area].label), self.context()]
        desk = self.app.desk
        if desk is None:
            return left, []
        roles = [text_of(role) for role in desk.roles[:1]]
        return left, [desk.actor.badge, desk.actor.name, *roles, desk.actor.terminal]

    # Asking and doing

    def fetch(
        self,
        query: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], None],
        label: Message | None = None,
        reporting: bool = False,
        group: str = "",
        refused: Refused | None = None,
        **kwargs: Any,
    ) -> None:
        """Reads off the event loop: `then(query(session, *args, **kwargs))`.

        A newer fetch of the same query (or `group`) takes the place of an older one, whose answer is
        dropped. With `reporting` the query is also given `report=`, to say how far it is. A `Refusal` becomes
        a line here, unless `refused` takes it.
        """
        job = Job(label or Message(N_("Reading")), stoppable=True)
        if reporting:
            kwargs["report"] = job.report
        call = partial(self.app.read, query, *args, **kwargs)
        self._start_fetch(job, call, then, group or name_of(query), refused)

    def look_up(
        self,
        call: Callable[..., Any],
        *,
        then: Callable[[Any], None],
        label: Message | None = None,
        reporting: bool = False,
        group: str = "",
    ) -> None:
        """As `fetch`, for a call that finds its own way to what it reads (a file, the program)."""
        job = Job(label or Message(N_("Reading")), stoppable=True)
        self._start_fetch(job, partial(call, report=job.report) if reporting else call, then, group)

    def _start_fetch(
        self,
        job: Job,
        call: Callable[[], Any],
        then: Callable[[Any], None],
        group: str,
        refused: Refused | None = None,
    ) -> None:
        work = partial(self._fetch, job, call, then, refused or self.refuse)
        worker = self.run_worker(work, group=f"fetch {group}", exclusive=True, exit_on_error=False)
        job.on_stop = worker.cancel

    async def _fetch(self, job: Job, call: Callable[[], Any], then: Callable[[Any], None], refused: Refused) -> None:
        self._job_line.jobs.append(job)
        try:
            answer = await self.app.off_loop(call)
            if self.is_whole:
                then(answer)
        except asyncio.CancelledError:
            job.on_stop = None
            job.stop()
            raise
        except Refusal as refusal:
            if self.is_whole:
                refused(refusal)
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            self.app.defect(error)
        finally:
            self._job_line.jobs.remove(job)

    def perform(
        self,
        verb: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], None] | None = None,
        said: Said = None,
        form: Form | None = None,
        label: Message | None = None,
        reporting: bool = False,
        refused: Refused | None = None,
        **kwargs: Any,
    ) -> Job:
        """Does one act off the event loop: `verb(session, actor, *args, **kwargs)`, one at a time.

        It is never cancelled; the job given back tells when it is over, done or refused. Afterwards `said`
        is shown and `then(result)` called, or, without it, `refresh_data`. A `Refusal` becomes a line here,
        or in `form`, which stays open, and is handed to `refused`; with success the form closes and its draft
        goes. With `reporting` the verb is also given `report=`, and can be stopped: its transaction is rolled back.
        """
        desk = self.app.desk
        assert desk is not None
        what = fingerprint(verb, args, kwargs)
        act = _Act(desk, what, desk.act_id(what), then, said, form, refused)
        job = Job(label or Message(N_("Working")), stoppable=reporting)
        if reporting:
            kwargs["report"] = job.report
        call = partial(self.app.link.run_act, verb, desk.actor, *args, act_id=act.id, **kwargs)
        self.app.run_worker(self._perform(act, job, call), group="acts", exit_on_error=False)
        return job

    async def _perform(self, act: _Act, job: Job, call: Callable[[], Any]) -> None:
        self._job_line.jobs.append(job)
        try:
            result = await self.app.link.one_at_a_time(call)
        except Refusal as refusal:
            if isinstance(refusal, Unavailable):
                act.desk.outcome_unknown(act.what, act.id)
            self._tell(act, refusal_note(refusal.message))
            if act.refused is not None and self._is_at_keys(act):
                act.refused(refusal)
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            act.desk.outcome_unknown(act.what, act.id)
            self.app.defect(error)
        else:
            self._done(act, result)
        finally:
            job.over = True
            self._job_line.jobs.remove(job)
            if job.on_over is not None:
                job.on_over()

    def _done(self, act: _Act, result: Any) -> None:
        message = act.said if act.said is None or isinstance(act.said, Message) else act.said(result)
        if act.form is not None:
            act.form.saved(act.desk)
        self.app.others.all_stale(but=self)
        if message is not None:
            self._tell(act, Note(message, Tone.DONE))
        if self._is_at_keys(act):
            act.then(result) if act.then else self.refresh_data()

    def _tell(self, act: _Act, note: Note) -> None:
        """A line on this screen or its form; kept for the person where somebody else sits by then."""
        if not self._is_at_keys(act):
            act.desk.notes.append(note)
        elif act.form is not None and act.form.is_running and note.tone is Tone.REFUSED:
            act.form.refuse(note.message)
        else:
            self._message_line.say(note)

    def _is_at_keys(self, act: _Act) -> bool:
        return self.is_whole and self.app.desk is act.desk

    def ask(self, question: ModalScreen[Answer], callback: Callable[[Answer], None]) -> None:
        """Asks; `callback` gets the answer, and is not called when there was none."""

        def answered(answer: Answer | None) -> None:
            if answer is not None:
                callback(answer)

        self.app.push_screen(question, answered)

    def open_form(self, form: Form) -> None:
        """Opens a form over this screen."""
        self.app.push_screen(form)

    # Saying

    def say(self, message: Message, tone: Tone = Tone.INFO) -> None:
        """Shows a line above the keys."""
        self._message_line.say(Note(message, tone))

    def refuse(self, refusal: Refusal) -> None:
        """Shows what was refused, and by which clause."""
        self._message_line.say(refusal_note(refusal.message))

    def note(self, note: Note) -> None:
        """Shows a line that was kept."""
        self._message_line.say(note)

    def quiet(self) -> None:
        """Takes the line away."""
        self._message_line.clear()

    def refresh_header(self) -> None:
        """Draws the header again, for `context` says something else."""
        self.query_one(HeaderLine).refresh()

    def retranslate(self) -> None:
        super().retranslate()
        self._message_line.retranslate()
        self.refresh_header()
        self.query_one(KeyLine).refresh()

    # Kept together

    @property
    def is_whole(self) -> bool:
        """Whether everything on the screen is there: what comes while it is taken down comes too late."""
        return self.is_running and self._message_line.is_attached

    def on_mount(self) -> None:
        desk = self.app.desk
        if desk is not None and self.area in desk.places:
            self.restore(desk.places[self.area])
        self.refresh_data()

    def on_screen_resume(self) -> None:
        if self.stale:
            self.stale = False
            self.refresh_data()

    def on_grid_failed(self, failed: Grid.Failed) -> None:
        if isinstance(failed.error, Refusal):
            self.refuse(failed.error)
        else:
            self.app.defect(failed.error)

    def action_back(self) -> None:
        job = self._job_line.stoppable
        if job is not None:
            job.stop()
            return
        self.quiet()
        self.back()


@dataclass(frozen=True, slots=True)
class _Act:
    """What to do when an act is through, and whose act it was."""

    desk: Desk
    what: str
    id: str
    then: Callable[[Any], None] | None
    said: Said
    form: Form | None
    refused: Callable[[Refusal], None] | None


def keys_by_screen() -> list[tuple[Binding, ...]]:
    """What each screen and question that was imported answers to, the grids and lists on it included."""
    return [
        (*keys.bindings_of(screen), *keys.bindings_of(Grid))
        for ground in (AreaScreen, Question)
        for screen in _kinds(ground)
    ]


def _kinds(ground: type) -> list[type]:
    return [ground, *(kind for child in ground.__subclasses__() for kind in _kinds(child))]
