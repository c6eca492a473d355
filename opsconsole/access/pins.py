"""PINs: what will do as one, and how they are kept: argon2id with a pepper outside the database (SEC-5).

Hashing takes a quarter of a second and 64 MiB by intent, so it never happens inside a transaction
nor on the event loop.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import os
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.oserrors import reason_of

SHORTEST_PIN = 6
LONGEST_PIN = 64
CODE_DIGITS = 8
PEPPER_BYTES = 32
_NOBODY = "0" * SHORTEST_PIN


def plain_pin(typed: str) -> str:
    """A PIN as it is compared: full-width digits as half-width ones, blanks at the ends gone."""
    return unicodedata.normalize("NFKC", typed).strip()


def good_pin(typed: str) -> str:
    """A PIN that will do, as it is compared; Refusal says what is wrong with any other."""
    pin = plain_pin(typed)
    if not (pin.isascii() and pin.isdigit()) or not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        raise Refusal(N_("A PIN is {count} digits or more"), clause="SEC-5", count=SHORTEST_PIN)
    if _guessed_at_once(pin):
        raise Refusal(
            N_("This PIN is guessed at once: not all digits the same, and no run such as 123456"), clause="SEC-5"
        )
    return pin


def _guessed_at_once(pin: str) -> bool:
    steps = {(int(later) - int(earlier)) % 10 for earlier, later in itertools.pairwise(pin)}
    return steps in ({0}, {1}, {9})


def one_time_code() -> str:
    """A PIN for one sign-in, which then asks for another."""
    while True:
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        if not _guessed_at_once(code):
            return code


@dataclass(frozen=True, slots=True)
class Cost:
    """What one look at a PIN costs."""

    rounds: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


LIGHT = Cost(rounds=1, memory_kib=8, lanes=1)
"""For companies that are made up, where nothing is to be protected."""


class PinHasher:
    """Makes and checks the digests of PINs. The pepper's file is made when the first PIN is."""

    def __init__(self, pepper_file: Path, cost: Cost | None = None) -> None:
        self.pepper_file = pepper_file
        self._cost = cost or Cost()

    def digest(self, pin: str) -> str:
        """The digest of a PIN, to be kept; slow. It begins with the mark of the pepper that it needs."""
        return self.mark + self._argon.hash(self._peppered(pin))

    def fits(self, digest: str | None, pin: str) -> bool:
        """Whether a PIN is the one of a digest; without a digest it takes as long, and is not. Slow."""
        from argon2.exceptions import InvalidHashError, VerificationError

        nobodys = self._nobodys
        told = digest is not None and digest.startswith(self.mark)
        held = digest if digest is not None and told else nobodys
        try:
            fits = self._argon.verify(held.removeprefix(self.mark), self._peppered(pin))
        except (VerificationError, InvalidHashError):
            return False
        return fits and told

    @cached_property
    def mark(self) -> str:
        """What tells digests made with this pepper from others, and nothing about the pepper."""
        return hashlib.sha256(b"mark" + self._pepper).hexdigest()[:8] + ":"

    @cached_property
    def _argon(self):
        from argon2 import PasswordHasher

        return PasswordHasher(self._cost.rounds, self._cost.memory_kib, self._cost.lanes)

    @cached_property
    def _nobodys(self) -> str:
        return self.digest(_NOBODY)

    @cached_property
    def _pepper(self) -> bytes:
        try:
            return self._read_pepper()
        except FileNotFoundError:
            self._make_pepper()
            return self._read_pepper()

    def _read_pepper(self) -> bytes:
        try:
            pepper = bytes.fromhex(self.pepper_file.read_text("ascii").strip())
        except FileNotFoundError:
            raise
        except (OSError, ValueError):
            pepper = b""
        if len(pepper) != PEPPER_BYTES:
            raise Refusal(
                N_("The pepper file {path} cannot be read; put the right one back"), path=str(self.pepper_file)
            )
        return pepper

    def _make_pepper(self) -> None:
        """Makes the file whole or not at all; where another process was quicker, its pepper stays."""
        draft = self.pepper_file.with_name(f"{self.pepper_file.name}.{secrets.token_hex(4)}")
        try:
            self.pepper_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(secrets.token_hex(PEPPER_BYTES) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):
                os.link(draft, self.pepper_file)
            draft.unlink()
        except OSError as error:
            raise Refusal(
                N_("The pepper file {path} cannot be made: {reason}"),
                path=str(self.pepper_file),
                reason=reason_of(error),
            ) from None

    def _peppered(self, pin: str) -> str:
        return hmac.new(self._pepper, plain_pin(pin).encode(), hashlib.sha256).hexdigest()
