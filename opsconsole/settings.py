"""Settings of this machine: options, environment, the settings file, defaults, in that order."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_config_path, user_data_path, user_log_path, user_state_path

from opsconsole.errors import Refusal
from opsconsole.i18n import LANGUAGES, N_, default_language

APP = "opsconsole"


@dataclass(frozen=True, slots=True)
class Settings:
    """What this machine was told. `keys` maps a binding's id to the key that triggers it."""

    database_url: str
    language: str
    theme: str = ""
    terminal: str = ""
    time_zone: str = "Asia/Shanghai"
    idle_lock_s: int = 300
    state_dir: Path = field(default_factory=lambda: user_state_path(APP))
    log_dir: Path = field(default_factory=lambda: user_log_path(APP))
    pepper_file: Path = field(default_factory=lambda: user_config_path(APP) / "pepper")
    keys: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        """The wall clock of the company, without a zone: the only place that the clock is read."""
        return datetime.now(ZoneInfo(self.time_zone)).replace(tzinfo=None)


def settings_file() -> Path:
    """Where the settings file is looked for: `OPSCONSOLE_SETTINGS`, else the user's configuration folder."""
    named = os.environ.get("OPSCONSOLE_SETTINGS")
    return Path(named) if named else user_config_path(APP) / "settings.toml"


def default_database_url() -> str:
    """A SQLite file in the user's data folder."""
    return f"sqlite:///{user_data_path(APP) / 'opsconsole.sqlite3'}"


def demo_database_url() -> str:
    """The demo company's own SQLite file, apart from the real one."""
    return f"sqlite:///{user_data_path(APP) / 'demo.sqlite3'}"


def load(database_url: str | None = None, language: str | None = None) -> Settings:
    """The settings in force; Refusal names the file and the entry that cannot be used."""
    path = settings_file()
    told = _read(path)
    state = os.environ.get("OPSCONSOLE_STATE_DIR")
    folders: dict[str, Any] = {}
    if state:
        folders = {"state_dir": Path(state), "log_dir": Path(state), "pepper_file": Path(state) / "pepper"}
    elif "pepper_file" in told:
        folders["pepper_file"] = Path(told["pepper_file"])
    chosen = language or os.environ.get("OPSCONSOLE_LANG") or told.get("language") or default_language()
    if chosen not in LANGUAGES:
        chosen = default_language()
    return Settings(
        database_url=database_url
        or os.environ.get("OPSCONSOLE_DATABASE_URL")
        or told.get("database_url")
        or default_database_url(),
        language=chosen,
        theme=told.get("theme", ""),
        terminal=told.get("terminal", "") or os.uname().nodename,
        time_zone=_zone(path, told.get("time_zone", "Asia/Shanghai")),
        idle_lock_s=told.get("idle_lock_s", 300),
        keys=told.get("keys", {}),
        **folders,
    )


_KNOWN: dict[str, type] = {
    "database_url": str,
    "language": str,
    "theme": str,
    "terminal": str,
    "time_zone": str,
    "idle_lock_s": int,
    "pepper_file": str,
    "keys": dict,
}


def _read(path: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal(
            N_("The settings file {path} cannot be read: {reason}"), path=str(path), reason=str(error)
        ) from None
    for name, value in told.items():
        if name not in _KNOWN or not isinstance(value, _KNOWN[name]) or isinstance(value, bool):
            raise Refusal(
                N_("The settings file {path} has an entry that cannot be used: {name}"), path=str(path), name=name
            )
    for name, key in told.get("keys", {}).items():
        if not isinstance(key, str):
            raise Refusal(
                N_("The settings file {path} has an entry that cannot be used: {name}"), path=str(path), name=name
            )
    return told


def _zone(path: Path, name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal(
            N_("The settings file {path} has an entry that cannot be used: {name}"), path=str(path), name="time_zone"
        ) from None
    return name
