"""Defects: written down whole for whoever looks into them, told to the person as a code.

Never with local variables: a PIN or a name may be among them.
"""

from __future__ import annotations

import logging
import logging.handlers
import secrets
import traceback
from pathlib import Path

LOGGER = logging.getLogger("opsconsole.console")


def log_to(folder: Path) -> Path:
    """Sends the log to a file in `folder`, which is made if need be; the file's path."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "console.log"
    path.touch(mode=0o600)
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
    return path


def record(error: BaseException) -> str:
    """Logs `error` with its whole traceback, without locals; the code it is found under."""
    code = f"{secrets.randbelow(16**6):06X}"
    told = traceback.TracebackException.from_exception(error, capture_locals=False)
    LOGGER.error("defect %s\n%s", code, "".join(told.format()))
    return code
