"""The write gate: one writer at a time, everybody gets a turn, nobody waits for ever."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from opsconsole.db.gate import WriteGate
from opsconsole.errors import Unavailable
from tests.db.acts import terminal

HOLD = """
import time
from pathlib import Path
from opsconsole.db.gate import WriteGate
with WriteGate(Path(sys.argv[1])).held():
    print("held", flush=True)
    time.sleep(60)
"""
TAKE_TURNS = """
import time
from pathlib import Path
from opsconsole.db.gate import WriteGate
gate, turns, longest = WriteGate(Path(sys.argv[1])), 0, 0.0
until = time.monotonic() + 2
while time.monotonic() < until:
    asked = time.monotonic()
    with gate.held():
        longest = max(longest, time.monotonic() - asked)
        time.sleep(0.002)
    turns += 1
print(turns, longest)
"""


def test_a_hung_holder_makes_others_wait_for_a_bounded_time_and_a_killed_one_lets_them_in(tmp_path: Path) -> None:
    path = tmp_path / "gate"
    holder = terminal(HOLD, str(path))
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        started = time.monotonic()
        with pytest.raises(Unavailable), WriteGate(path, wait_s=0.3).held():
            pass
        assert 0.25 < time.monotonic() - started < 3
    finally:
        holder.kill()
        holder.wait()
    with WriteGate(path, wait_s=5).held():
        pass


def test_who_gave_up_waiting_does_not_keep_the_gate_shut(tmp_path: Path) -> None:
    path = tmp_path / "gate"
    with WriteGate(path).held(), pytest.raises(Unavailable), WriteGate(path, wait_s=0.1).held():
        pass
    with WriteGate(path, wait_s=5).held():
        pass


def test_threads_of_one_console_wait_for_a_bounded_time_too(tmp_path: Path) -> None:
    gate = WriteGate(tmp_path / "gate", wait_s=0.2)
    refused: list[Unavailable] = []

    def ask() -> None:
        try:
            with gate.held():
                pass
        except Unavailable as refusal:
            refused.append(refusal)

    with gate.held():
        waiting = threading.Thread(target=ask)
        waiting.start()
        waiting.join(5)
    assert len(refused) == 1


def test_six_busy_terminals_all_get_their_turns(tmp_path: Path) -> None:
    terminals = [terminal(TAKE_TURNS, str(tmp_path / "gate")) for _ in range(6)]
    told = [process.communicate(timeout=60) for process in terminals]
    turns = [int(out.split()[0]) for out, _ in told]
    longest = max(float(out.split()[1]) for out, _ in told)
    assert min(turns) * 4 > sum(turns) / len(turns), told
    assert longest < 1.5, told


def test_a_lock_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "gate").mkdir()
    unusable = pytest.raises(Unavailable, match=r"The lock beside the database .* cannot be used")
    with unusable, WriteGate(tmp_path / "gate").held():
        pass
