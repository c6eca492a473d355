"""From the command to the first paint, and to the to-do desk with data, beside a minimal Textual app, in a real pty."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks import companies
from benchmarks.measuring import Line, Scale, medians
from opsconsole.access import signin
from opsconsole.access.actor import Actor, Role
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.attendance import punches
from opsconsole.attendance.judging import ensure_judged
from opsconsole.demo.giving import give

GOAL_PAINT, GOAL_DESK = 1.3, 2.2
_ROWS, _COLUMNS = 24, 80
_LONGEST_S = 60.0
_MINIMAL = """
from textual.app import App
from textual.widgets import Static

class Minimal(App):
    def compose(self):
        yield Static("painted")

Minimal().run()
"""
_BADGE, _FIRST_PIN, _PIN = "E00001", "731904", "409137"
_TO_THE_DESK = [("Badge", _BADGE), (_BADGE, "\r"), ("", _PIN + "\r"), ("to be looked at", "")]
"""Text on the screen, and what is typed then; no text waits for whatever is drawn next."""


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """Every start is a process of its own; the first of each is not counted, it may compile."""
    if find_spec("pyte") is None:
        yield Line("start to first paint", note="pyte is not installed, and nothing else here reads a terminal")
        return
    state = folder / "state"
    url = _company(folder / "company", state, scale.few_people)
    console = [sys.executable, "-m", "opsconsole", "--lang", "en", "--database", url]
    minimal = [sys.executable, "-c", _MINIMAL]
    environment = {**os.environ, "OPSCONSOLE_STATE_DIR": str(state), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    calls = (
        lambda: _seconds(console, environment, [("Badge", "")]),
        lambda: _seconds(console, environment, _TO_THE_DESK),
        lambda: _seconds(minimal, environment, [("painted", "")]),
    )
    if scale.starts > 1:
        for call in calls:
            call()
    paint_s, desk_s, minimal_s = medians(*calls, repeats=scale.starts)
    yield Line("start to first paint", paint_s, "minimal Textual app", minimal_s, GOAL_PAINT)
    yield Line("start to the to-do desk with data", desk_s, "minimal Textual app", minimal_s, GOAL_DESK)


def _company(folder: Path, state: Path, people: int) -> str:
    """A small company with a month to look at, and somebody who may sign in; its URL."""
    database = companies.company(folder, people)
    data = companies.read(companies.attlog(people, 2))
    punches.take_file(database, companies.MACHINE, data, now=companies.NOW)
    database.run(ensure_judged, companies.MACHINE, companies.MARCH, companies.NOW)
    pins = PinHasher(state / "pepper", LIGHT)
    account = {"badge": _BADGE, "roles": Role.ATTENDANCE_CLERK, "pin": _FIRST_PIN}
    give(database, companies.MACHINE, "accounts", [account], now=companies.NOW, pins=pins)
    owner = Actor(1, _BADGE, "", frozenset({Role.ATTENDANCE_CLERK}), "bench")
    signin.change_pin(database, owner, _FIRST_PIN, _PIN, now=companies.NOW, pins=pins)
    url = database.url.render_as_string()
    database.close()
    return url


def _seconds(command: Sequence[str], environment: Mapping[str, str], steps: Sequence[tuple[str, str]]) -> float:
    """Seconds until the last text of `steps` is on the screen; each text seen is answered by typing what follows it."""
    import pyte

    screen = pyte.Screen(_COLUMNS, _ROWS)
    stream = pyte.ByteStream(screen)
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=dict(environment), start_new_session=True
    )
    os.close(slave)
    try:
        for text, keys in steps:
            seen = False
            while not seen:
                if not select.select([master], [], [], begin + _LONGEST_S - time.perf_counter())[0]:
                    raise TimeoutError(f"{text!r} did not come to the screen:\n" + "\n".join(screen.display))
                stream.feed(os.read(master, 65_536))
                seen = any(text in line for line in screen.display)
            os.write(master, keys.encode())
        return time.perf_counter() - begin
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(master)
