"""The head of the record, kept outside the database.

Whoever holds the database file can change it and make its chain true again, or put yesterday's copy
back; neither matches the head that this machine saw last. Each machine keeps its own anchor and
accepts any record that continues it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
from pathlib import Path

from sqlalchemy import URL

log = logging.getLogger(__name__)
_LENGTH = 128


class Anchor:
    """A small file with the number and hash of the last act this machine saw committed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[int, str] | None:
        """The head last seen, or None where there is no anchor yet; ValueError for a damaged file, OSError for one
        that may not be read."""
        try:
            return _head(self.path.read_bytes())
        except FileNotFoundError:
            return None

    def move(self, seq: int, digest: str) -> None:
        """Moves the anchor on to a newer head, never back.

        The act is committed already, so a file that cannot be written is logged, not raised.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                held = _head(os.pread(descriptor, _LENGTH, 0))
                if held is not None and held[0] > seq:
                    return
                line = json.dumps({"seq": seq, "hash": digest})
                os.pwrite(descriptor, line.ljust(_LENGTH - 1).encode("ascii") + b"\n", 0)
            finally:
                os.close(descriptor)
        except (OSError, ValueError) as error:
            log.warning("the anchor %s could not be moved: %s", self.path, error)


class Place:
    """Which database this machine last found under a URL: another one there must say where it comes from."""

    def __init__(self, folder: Path, url: URL) -> None:
        name = url.set(password=None).render_as_string()
        self.path = folder / f"at-{hashlib.sha256(name.encode()).hexdigest()[:24]}"

    def read(self) -> str | None:
        """The identity found last, or None where there was none."""
        try:
            return self.path.read_text("ascii", errors="replace").strip() or None
        except FileNotFoundError:
            return None

    def remember(self, identity: str) -> None:
        """Keeps the identity; a folder that cannot be written is logged, not raised."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(identity + "\n", "ascii")
        except OSError as error:
            log.warning("the place %s could not be kept: %s", self.path, error)


def _head(data: bytes) -> tuple[int, str] | None:
    if not data.strip():
        return None
    held = json.loads(data)
    try:
        return int(held["seq"]), str(held["hash"])
    except (KeyError, TypeError) as error:
        raise ValueError("not an anchor") from error
