"""Files in and out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opsconsole.cli import context
from opsconsole.cli.outcome import DONE, FAILED, complain_of, say
from opsconsole.cli.root import root
from opsconsole.cli.shape import Command, Usage, two_columns
from opsconsole.errors import ImportRefused, Problem, Refusal
from opsconsole.i18n import N_, _, text_of

if TYPE_CHECKING:
    from opsconsole.attendance.punches import FileSummary, PunchSummary
    from opsconsole.files.exports import ExportKind, ExportOptions

PUNCHES = "punches"
DATE_ORDERS = ("ymd", "mdy", "dmy")
MOST_NAMED = 10


class _WithKinds(Command):
    """A command whose help lists the kinds that there are."""

    def __init__(self, *args: Any, kinds: Callable[[], list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds

    def _listed(self, ctx: click.Context, width: int) -> list[str]:
        return [_("Kinds:"), *two_columns(self.kinds(), width), ""]


def _import_kinds() -> list[tuple[str, str]]:
    from opsconsole import assembly

    return [*((kind.name, _(kind.title)) for kind in assembly.IMPORTS.values()), (PUNCHES, _("Clock files"))]


def _export_kinds() -> list[tuple[str, str]]:
    from opsconsole import assembly

    return [(kind.name, _(kind.title)) for kind in assembly.EXPORTS.values()]


@root.command(
    "import",
    cls=_WithKinds,
    kinds=_import_kinds,
    takes="KIND FILE...",
    about=N_("Reads files into the database, all or nothing."),
    more=(
        N_("Clock files are recognised by what is in them; their bad lines are set apart and the good ones taken."),
        N_("Ends with 1 when anything is refused, each with its file, line, column and reason."),
    ),
)
@click.argument("kind", metavar="KIND")
@click.argument("files", metavar="FILE", nargs=-1)
@click.option("--dry-run", is_flag=True, help=N_("Only says what would happen"))
@click.option("--template", metavar="FILE", help=N_("Writes an empty sheet with the headings and what they mean"))
@click.option("--rejects", metavar="FILE", help=N_("Writes the bad lines of clock files to a csv file"))
@click.option("--date-order", metavar="ymd|mdy|dmy", help=N_("How a clock file writes its dates"))
def import_(
    kind: str, files: tuple[str, ...], dry_run: bool, template: str | None, rejects: str | None, date_order: str | None
) -> int:
    """Imports files of a kind, or writes its template."""
    known = [name for name, _title in _import_kinds()]
    if kind not in known:
        raise Usage(
            N_("There is nothing called {kind} to import; there are {known}"), kind=kind, known=", ".join(known)
        )
    if (rejects or date_order) and kind != PUNCHES:
        raise Usage(N_("--rejects and --date-order are for clock files"))
    if date_order is not None and date_order not in DATE_ORDERS:
        raise Usage(N_("--date-order is ymd, mdy or dmy, not {value}"), value=date_order)
    if template is not None:
        if files:
            raise Usage(N_("--template takes no file to import beside it"))
        return _write_template(kind, Path(template))
    if not files:
        raise Usage(N_("FILE is missing"))
    paths = [Path(file) for file in files]
    return (
        _import_punches(paths, dry_run, rejects, date_order) if kind == PUNCHES else _import_rows(kind, paths, dry_run)
    )


def _write_template(kind: str, path: Path) -> int:
    from opsconsole import assembly
    from opsconsole.assembly import offers
    from opsconsole.files.template import write_template

    if kind == PUNCHES:
        title, columns = N_("Clock files"), offers.PUNCH_COLUMNS
    else:
        title, columns = assembly.IMPORTS[kind].title, assembly.IMPORTS[kind].columns
    write_template(path, _(title), columns)
    say(_("{file}: an empty sheet for {kind}").format(file=path, kind=kind))
    return DONE


def _import_rows(kind: str, paths: list[Path], dry_run: bool) -> int:
    from opsconsole import assembly
    from opsconsole.assembly import exchange

    told = context.chosen()
    with context.opened(told) as database:
        try:
            counts = exchange.import_files(
                database,
                context.machine(),
                assembly.IMPORTS[kind],
                paths,
                now=told.now(),
                pins=context.pins(told),
                dry_run=dry_run,
            )
        except ImportRefused as refused:
            say(_counted(kind, 0, 0, 0, len({(one.file, one.line) for one in refused.problems}), dry_run))
            complain_of(list(refused.problems))
            return FAILED
    say(_counted(kind, counts.new, counts.changed, counts.unchanged, counts.refused, dry_run))
    complain_of(list(counts.problems))
    return FAILED if counts.refused else DONE


def _counted(kind: str, new: int, changed: int, unchanged: int, refused: int, dry_run: bool) -> str:
    line = (
        _("{kind}: would be {new} new, {changed} changed, {unchanged} unchanged, {refused} refused")
        if dry_run
        else _("{kind}: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused")
    )
    return line.format(kind=kind, new=new, changed=changed, unchanged=unchanged, refused=refused)


def _import_punches(paths: list[Path], dry_run: bool, rejects: str | None, date_order: str | None) -> int:
    from opsconsole.attendance.punch_files import DateOrder
    from opsconsole.attendance.punches import import_files

    order = DateOrder(date_order) if date_order in tuple(DateOrder) else None
    told = context.chosen()
    with context.opened(told) as database:
        summary = import_files(database, context.machine(), paths, now=told.now(), date_order=order, dry_run=dry_run)
    if rejects is not None:
        _write_rejects(Path(rejects), summary)
    _tell_files(summary)
    new, known = sum(one.new for one in summary.files), sum(one.known for one in summary.files)
    bad = sum(len(one.rejects) for one in summary.files)
    say(_counted(PUNCHES, new, 0, known, bad, dry_run))
    _complain_of_files(summary)
    return FAILED if summary.refused else DONE


def _tell_files(summary: PunchSummary) -> None:
    for one in summary.files:
        if one.refusal is not None:
            continue
        say(
            _("{file}: {layout}; {new} new, {known} known, {bad} bad lines set apart").format(
                file=one.name,
                layout=text_of(one.layout) if one.layout else "",
                new=one.new,
                known=one.known,
                bad=len(one.rejects),
            )
        )
        if one.unassigned:
            say(
                _("{file}: {count} of clock numbers that nobody has ({numbers})").format(
                    file=one.name, count=one.unassigned, numbers=_some(one.unassigned_idents)
                )
            )


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")


def _complain_of_files(summary: PunchSummary) -> None:
    complain_of([problem for one in summary.files for problem in _problems(one)])


def _problems(one: FileSummary) -> list[Problem]:
    if one.refusal is not None:
        return [Problem(one.name, 0, "", one.refusal)]
    return [Problem(one.name, reject.line, "", reject.reason, reject.raw) for reject in one.rejects]


def _write_rejects(path: Path, summary: PunchSummary) -> None:
    from opsconsole.files.write import write_csv

    problems = [problem for one in summary.files if one.refusal is None for problem in _problems(one)]
    rows = ((one.file, one.line, text_of(one.message), one.raw) for one in problems)
    write_csv(path, ("file", "line", "reason", "raw"), rows)


@root.command(
    "export",
    cls=_WithKinds,
    kinds=_export_kinds,
    takes="KIND -o FILE",
    about=N_("Writes a file: .csv with headings for machines, .xlsx for people, .pdf where there is a form for it."),
)
@click.argument("kind", metavar="KIND")
@click.option("-o", "--output", metavar="FILE", help=N_("The file to write; its ending says in which form"))
@click.option("--month", metavar="YYYY-MM", help=N_("The month"))
@click.option("--on", metavar="DATE", help=N_("As it stands on a day"))
@click.option("--from", "from_day", metavar="DATE", help=N_("From this day on"))
@click.option("--to", "to_day", metavar="DATE", help=N_("Up to this day"))
@click.option("--item", metavar="CODE", help=N_("One item alone"))
@click.option("--state", metavar="STATE", help=N_("Those in one state"))
@click.option("--year", metavar="YYYY", help=N_("The year"))
@click.option("--number", metavar="NUMBER", help=N_("One voucher or form alone"))
@click.option("--badge", metavar="BADGE", help=N_("One person alone"))
def export(kind: str, output: str | None, **wanted: str | None) -> int:
    """Exports one kind to a file."""
    from opsconsole import assembly
    from opsconsole.assembly import exchange
    from opsconsole.files.exports import is_form

    asked = assembly.EXPORTS.get(kind)
    if asked is None:
        known = ", ".join(assembly.EXPORTS)
        raise Usage(N_("There is nothing called {kind} to export; there are {known}"), kind=kind, known=known)
    if output is None:
        raise Usage(N_("-o FILE is missing"))
    options = _options(asked, wanted)
    told = context.chosen()
    with context.opened(told) as database:
        count = exchange.export_file(database, context.machine(), asked, options, Path(output), now=told.now())
    words = _("{file}: {count} pages") if is_form(asked, Path(output)) else _("{file}: {count} rows")
    say(words.format(file=output, count=count))
    return DONE


def _options(kind: ExportKind, wanted: dict[str, str | None]) -> ExportOptions:
    """What was asked for, read; Usage for an option that the kind does not take, or needs and was not given."""
    from opsconsole import dates
    from opsconsole.files.exports import ExportOptions

    readers: dict[str, Callable[[str], Any]] = {
        "month": dates.Month.parse,
        "on": dates.parse_day,
        "from_day": dates.parse_day,
        "to_day": dates.parse_day,
        "year": _year,
    }
    given = {name: text for name, text in wanted.items() if text is not None}
    for name in sorted(given.keys() - kind.options):
        raise Usage(N_("{kind} takes no {option}"), kind=kind.name, option=_spelling(name))
    for name in sorted(kind.required - given.keys()):
        raise Usage(N_("{kind} needs {option}"), kind=kind.name, option=_spelling(name))
    try:
        return ExportOptions(**{name: readers.get(name, str)(text) for name, text in given.items()})
    except Refusal as refusal:
        raise Usage(refusal.message.msgid, **refusal.message.facts) from refusal


def _spelling(name: str) -> str:
    return "--" + name.removesuffix("_day")


def _year(text: str) -> int:
    from opsconsole import dates

    return dates.Month.parse(f"{text}-01").year
