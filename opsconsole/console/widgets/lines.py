"""The one-line parts around every screen: header, keys, messages, work under way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import ActiveBinding, Binding
from textual.widget import Widget
from textual.widgets import Static

from opsconsole.console import keys
from opsconsole.console.areas import HOME
from opsconsole.console.desk import Note, Tone
from opsconsole.console.jobs import Job
from opsconsole.console.widgets.cells import cut, fit, plain
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, text_of

if TYPE_CHECKING:
    from opsconsole.console.app import OpsApp

BETWEEN = " | "
OWN_RANK = 9
AREA_RANK = 12
HERE_RANK = 40
COMMON_RANKS = {"app.help": 0, "app.find": 1, "app.lock": 13}
LEAVES = keys.shown("escape")
COMMON_ORDER = {"F1": 0, "F12": 2, "^P": 3}


class HeaderLine(Widget):
    """Company, area and context at the left; badge, name, role and terminal at the right."""

    def __init__(self, parts: Callable[[], tuple[list[str], list[str]]]) -> None:
        """`parts` gives what stands at the left and at the right."""
        super().__init__()
        self._parts = parts

    def render(self) -> Text:
        left, right = self._parts()
        width = self.size.width - 2
        right_text = joined(right, max(width // 2, width - cell_len(BETWEEN.join(map(plain, left))) - 2))
        left_text = joined(left, width - cell_len(right_text) - 2)
        return Text(" " + fit(left_text, width - cell_len(right_text)) + right_text + " ", no_wrap=True)


def joined(parts: Sequence[str], width: int) -> str:
    """Parts with a bar between them in at most `width` cells: the widest is cut first."""
    texts = [plain(part) for part in parts if part]
    while texts and cell_len(BETWEEN.join(texts)) > width:
        widest = max(range(len(texts)), key=lambda place: cell_len(texts[place]))
        size = cell_len(texts[widest])
        if size <= 4:
            texts.pop(0)
        else:
            texts[widest] = cut(texts[widest], size - 1 if size % 2 else size - 2)
    return BETWEEN.join(texts)


@dataclass(frozen=True, slots=True)
class Shown:
    """One key on the key line; the lower the rank, the longer it stays when room is short."""

    pressed: str
    label: str
    rank: int
    enabled: bool = True

    @property
    def width(self) -> int:
        return cell_len(self.pressed) + 1 + cell_len(self.label) + 2


def fitting(items: Sequence[Shown], width: int) -> list[Shown]:
    """The items that fit in `width` cells, in their order: those of the highest rank go first."""
    kept = list(items)
    while kept and sum(item.width for item in kept) > width:
        kept.remove(max(reversed(kept), key=lambda item: item.rank))
    return kept


class KeyLine(Widget):
    """The keys that work here: help and areas, then the screen's own, as many as fit."""

    app: OpsApp
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--dim"}

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> Text:
        items = self._items()
        kept = fitting(items, self.size.width - (3 if len(items) > 1 else 1))
        line = Text(" ", no_wrap=True)
        key_style = self.get_component_rich_style("key-line--key", partial=True)
        dim_style = self.get_component_rich_style("key-line--dim", partial=True)
        for item in kept:
            line.append(item.pressed, key_style if item.enabled else dim_style)
            line.append(f" {item.label}  ", "" if item.enabled else dim_style)
        if len(kept) < len(items):
            line.rstrip()
            line.append(" ..", dim_style)
        return line

    def _items(self) -> list[Shown]:
        here, common = [], []
        for active in first_of_each(self.screen.active_bindings.values()):
            binding = active.binding
            if not binding.show or not binding.id:
                continue
            if active.node is self.app:
                common.append(Shown(keys.shown(binding.key), self._label(binding), self._rank(binding), active.enabled))
            else:
                rank = OWN_RANK + declared_place(active)
                here.append(Shown(keys.shown(binding.key), binding.description, rank, active.enabled))
        here.sort(key=lambda item: (item.pressed == LEAVES, item.rank))
        common.sort(key=lambda item: COMMON_ORDER.get(item.pressed, 1))
        return common + here

    def _label(self, binding: Binding) -> str:
        waiting = self.app.others.waiting if binding.id == f"app.{HOME}" else 0
        return f"{binding.description}({waiting})" if waiting else binding.description

    def _rank(self, binding: Binding) -> int:
        """How long one of the console's own keys stays; the area one is in goes first."""
        here = binding.id == f"app.{self.app.current_mode}"
        return HERE_RANK if here else COMMON_RANKS.get(binding.id or "", AREA_RANK)


def declared_place(active: ActiveBinding) -> int:
    """Where a command stands among those its screen or widget declares, whatever key it is on."""
    declared = [binding.id for binding in keys.bindings_of(type(active.node))]
    return declared.index(active.binding.id) if active.binding.id in declared else len(declared)


def first_of_each(bindings: Iterable[ActiveBinding]) -> list[ActiveBinding]:
    """One entry for each command, under the first of its keys."""
    seen: dict[str, ActiveBinding] = {}
    for active in bindings:
        seen.setdefault(active.binding.id or active.binding.action, active)
    return list(seen.values())


class MessageLine(Static):
    """What the console has to say: information, what was done, what was refused and by which clause."""

    SIGNS: ClassVar[dict[Tone, str]] = {
        Tone.INFO: N_("Note: {said}"),
        Tone.DONE: N_("Done: {said}"),
        Tone.REFUSED: N_("Refused: {said}"),
        Tone.DEFECT: N_("Defect: {said}"),
    }

    def __init__(self, id: str | None = None) -> None:
        super().__init__("", markup=False, id=id)
        self.note: Note | None = None
        self.display = False

    def say(self, note: Note) -> None:
        """Shows a line until another comes or `clear` is called."""
        self.note = note
        self.set_classes(f"-{note.tone}")
        words = Text(self.words())
        height = len(words.wrap(self.app.console, max(self.size.width, 1)))
        # To lay the whole screen out anew costs more than an act: only where the line gets taller or shorter.
        self.update(words, layout=not self.display or height != self.size.height)
        self.display = True

    def words(self) -> str:
        """The line as it stands, in the language in force."""
        if self.note is None:
            return ""
        clause = self.note.message.clause
        said = plain(text_of(self.note.message))
        return _(self.SIGNS[self.note.tone]).format(said=f"{said} ({_(clause)})" if clause else said)

    def clear(self) -> None:
        self.note = None
        self.display = False

    def retranslate(self) -> None:
        if self.note is not None:
            self.update(Text(self.words()))


class JobLine(Widget):
    """Work of over half a second: what it is, how far it is, and the key that stops it."""

    BAR = 20

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[Job] = []
        self.display = False

    def on_mount(self) -> None:
        self.set_interval(0.1, self._look)

    def _look(self) -> None:
        shown = any(job.is_long for job in self.jobs)
        if shown or self.display:
            self.display = shown
            self.refresh()

    @property
    def stoppable(self) -> Job | None:
        """The newest job in sight that the person may stop."""
        for job in reversed(self.jobs):
            if job.stoppable and job.is_long and not job.stopping:
                return job
        return None

    def render(self) -> Text:
        job = next((job for job in reversed(self.jobs) if job.is_long), None)
        if job is None:
            return Text("")
        words = f"{text_of(job.label)} "
        if job.total:
            done = min(job.done * self.BAR // job.total, self.BAR)
            words += f"[{'#' * done}{'.' * (self.BAR - done)}] {job.done:,}/{job.total:,} "
        if job.stopping:
            words += _("stopping")
        elif job.stoppable:
            words += _("Esc stops it")
        return Text(cut(words, self.size.width), no_wrap=True)


def refusal_note(message: Message) -> Note:
    """The note of a refusal."""
    return Note(message, Tone.REFUSED)
