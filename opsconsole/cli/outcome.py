"""What a command says and how it ends: results to standard output, one line for each error, an exit status."""

from __future__ import annotations

import logging
import os
import secrets
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import click

from opsconsole.cli.shape import usage_line
from opsconsole.errors import Problem, Refusal
from opsconsole.i18n import _, text_of
from opsconsole.inert import visible
from opsconsole.oserrors import reason_of

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
MOST_PROBLEMS = 100

log = logging.getLogger("opsconsole")


class _OutputError(Exception):
    """Standard output cannot be written, as when it is a file on a full disk."""


def say(line: str) -> None:
    """One line of result."""
    with _output():
        click.echo(visible(line))


def complain(line: str) -> None:
    """One line of error."""
    click.echo(visible(line), err=True)


def complain_of(problems: list[Problem]) -> None:
    """The first hundred problems, a line each, and how many more there are."""
    for problem in problems[:MOST_PROBLEMS]:
        where = ":".join([problem.file, *([str(problem.line)] if problem.line else [])])
        column = f" {problem.column}:" if problem.column else ""
        complain(f"{where}:{column} {text_of(problem.message)}")
    if len(problems) > MOST_PROBLEMS:
        complain(_("and {count} more").format(count=len(problems) - MOST_PROBLEMS))


def ended(work: Callable[[], int], log_dir: Callable[[], Path]) -> int:
    """Does a command's work and gives its exit status; whatever it raises becomes one line."""
    try:
        status = work()
        with _output():
            sys.stdout.flush()
    except click.UsageError as error:
        complain(usage_line(error))
        return WRONG_USAGE
    except Refusal as refusal:
        complain(text_of(refusal.message))
        return FAILED
    except BrokenPipeError:
        _give_up_output()
        return FAILED
    except _OutputError as error:
        _give_up_output()
        complain(_("The output cannot be written: {reason}").format(reason=error))
        return FAILED
    except (KeyboardInterrupt, click.Abort):
        complain(_("Interrupted"))
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a defect: kept whole in the log, one line here
        _tell_defect(error, log_dir)
        return FAILED
    return status


@contextmanager
def _output() -> Generator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _OutputError(text_of(reason_of(error))) from error


def _give_up_output() -> None:
    """Whoever read our output has gone; Python would complain of it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _tell_defect(error: Exception, log_dir: Callable[[], Path]) -> None:
    code = f"{secrets.randbelow(16**6):06X}"
    kept = keep_log(log_dir())
    log.error("defect %s", code, exc_info=error)
    if kept.broken:
        sentence = _("A defect of opsconsole ({kind}), and its log {path} cannot be written")
    else:
        sentence = _("A defect of opsconsole; the log {path} tells more under {code}")
    complain(sentence.format(kind=type(error).__name__, path=kept.baseFilename, code=code))


class LogFile(logging.FileHandler):
    """A log that is made when there is something to write. Where it cannot be, `broken` tells; the work goes on."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self.broken = False
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        self.broken = True


def keep_log(folder: Path) -> LogFile:
    """Sends what the program has to tell to a file in `folder` instead of the terminal."""
    kept = LogFile(folder.absolute() / "opsconsole.log")
    for handler in [one for one in log.handlers if isinstance(one, LogFile)]:
        log.removeHandler(handler)
        handler.close()
    log.addHandler(kept)
    return kept
