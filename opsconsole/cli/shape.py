"""How commands look: the options that all of them take, before and after their name, and help in the language in force.

Help is written when it is asked for: texts are message ids until then. Wrong usage is told in one line.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import click

from opsconsole import __version__
from opsconsole.errors import Message
from opsconsole.i18n import LANGUAGES, N_, _, text_of

NAME = "opsconsole"
_INDENT = 2
_WIDEST = 100
_CLOSING = ",.;:!?)，。；：！？、）」』》"


class Usage(click.UsageError):
    """Wrong usage, in a sentence that is translated when it is shown."""

    def __init__(self, msgid: str, /, **facts: Any) -> None:
        self.sentence = Message(msgid, **facts)
        super().__init__(msgid, click.get_current_context(silent=True))


def usage_line(error: click.UsageError) -> str:
    """What was wrong with the usage, and where the right one is told."""
    path = error.ctx.command_path if error.ctx else NAME
    return _("{what}; see: {command} --help").format(what=_what_was_wrong(error), command=path)


def _what_was_wrong(error: click.UsageError) -> str:
    if isinstance(error, Usage):
        return text_of(error.sentence)
    if isinstance(error, click.NoSuchOption):
        return _("There is no option {name}").format(name=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        return _needs_or_takes_none(error)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return _("{name} is missing").format(name=name_of(error.param))
    return error.format_message()


def _needs_or_takes_none(error: click.BadOptionUsage) -> str:
    options = error.ctx.command.get_params(error.ctx) if error.ctx else []
    flags = [name for option in options if isinstance(option, click.Option) and option.is_flag for name in option.opts]
    sentence = _("{name} takes no value") if error.option_name in flags else _("{name} needs a value")
    return sentence.format(name=error.option_name)


def name_of(parameter: click.Parameter) -> str:
    """A parameter as the help names it: `KIND`, `--month`."""
    return parameter.opts[0] if isinstance(parameter, click.Option) else (parameter.metavar or "")


class _Shaped(click.Command):
    """What commands and groups share."""

    def __init__(self, *args: Any, about: str = "", takes: str = "", more: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.pop("help", None)  # a function's docstring is for who reads the code
        super().__init__(*args, add_help_option=False, **kwargs)
        self.about = about
        self.takes = takes
        self.more = more

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*self.params, *FOR_ALL]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help(self, ctx: click.Context) -> str:
        return "\n".join(self._help_lines(ctx, min(_WIDEST, shutil.get_terminal_size().columns)))

    def _help_lines(self, ctx: click.Context, width: int) -> list[str]:
        takes = f" {self.takes}" if self.takes else ""
        lines = [_("Usage: {command}").format(command=f"{ctx.command_path}{takes}"), ""]
        for paragraph in (self.about, *self.more):
            lines += [*wrap(_(paragraph), width), ""]
        lines += self._listed(ctx, width)
        own = [one for one in self.params if isinstance(one, click.Option)]
        if own:
            lines += [_("Options:"), *two_columns([_spelled(one) for one in own], width), ""]
        lines += [_("Options of all commands:")]
        return lines + two_columns([_spelled(one) for one in FOR_ALL], width)

    def _listed(self, ctx: click.Context, width: int) -> list[str]:
        return []


class Command(_Shaped):
    """A command; what is left over of its arguments is wrong usage."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, context_settings={"allow_extra_args": True}, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.args:
            raise Usage(N_('"{what}" is one argument too many'), what=ctx.args[0])
        return super().invoke(ctx)


class Group(_Shaped, click.Group):
    """A group of commands."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, invoke_without_command=True, no_args_is_help=False, **kwargs)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str, click.Command, list[str]]:
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            raise Usage(N_("There is no command {name}"), name=name)
        return name, command, args[1:]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def _listed(self, ctx: click.Context, width: int) -> list[str]:
        shaped = [(name, one) for name, one in self.commands.items() if isinstance(one, _Shaped)]
        rows = [(f"{name} {one.takes}".rstrip(), _(one.about)) for name, one in shaped]
        return [_("Commands:"), *two_columns(rows, width), ""]


def needs_a_command() -> None:
    """The callback of a group that does nothing by itself."""
    if click.get_current_context().invoked_subcommand is None:
        raise Usage(N_("A command is missing"))


def _tell_help(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _tell_version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"{NAME} {__version__}")
        ctx.exit()


def _keep(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    if parameter.name == "lang" and value not in LANGUAGES:
        raise Usage(N_("--lang is zh or en, not {value}"), value=value)
    ctx.find_root().ensure_object(dict)[parameter.name] = value


def _for_all(name: str, about: str, callback: Callable[..., None], **kwargs: Any) -> click.Option:
    return click.Option([name], help=about, callback=callback, expose_value=False, **kwargs)


FOR_ALL = [
    _for_all("--database", N_("The database: sqlite:///FILE or postgresql://NAME@HOST/DATABASE"), _keep, metavar="URL"),
    _for_all("--lang", N_("The language"), _keep, metavar="zh|en"),
    _for_all("--version", N_("The version"), _tell_version, is_flag=True, is_eager=True),
    _for_all("--help", N_("This help"), _tell_help, is_flag=True, is_eager=True),
]


def _spelled(option: click.Option) -> tuple[str, str]:
    name = ", ".join(option.opts)
    about = _(option.help) if option.help else ""
    return (name if option.is_flag or not option.metavar else f"{name} {option.metavar}"), about


def two_columns(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Names, and beside each what it means, both wrapped to so many cells."""
    left = min(max((cells(name) for name, _about in rows), default=0), width // 2)
    lines: list[str] = []
    for name, about in rows:
        room = width - left - 2 * _INDENT
        meaning = wrap(about, room) or [""]
        head = " " * _INDENT + name
        if cells(name) > left:
            lines.append(head)
            head = ""
        lines.append((head + " " * (left + 2 * _INDENT - cells(head)) + meaning[0]).rstrip())
        lines += [" " * (left + 2 * _INDENT) + line for line in meaning[1:]]
    return lines


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` cells, broken between words and between hanzi, never before a closing mark."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and cells(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        wide = cells(character) > 1
        starts = wide or not pieces or pieces[-1][-1] == " " or cells(pieces[-1][-1]) > 1
        if pieces and (character in _CLOSING or character == " " or not starts):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
