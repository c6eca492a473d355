"""What a wheel carries besides the modules: compiled catalogs and the migrations, both inside the package.

In the source tree they stand beside it, where an editable install finds them; so nothing is copied
there and nothing can grow stale.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))
from tools.catalogs import compile_catalog


class CatalogsAndMigrations(BuildHookInterface):
    """Puts `locales/**/*.po`, compiled, and `migrations/` into the wheel's `opsconsole/`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        self._compiled = Path(tempfile.mkdtemp(prefix="opsconsole-catalogs-"))
        included: dict[str, str] = build_data["force_include"]
        for source in sorted(root.glob("locales/**/*.po")):
            name = source.relative_to(root).with_suffix(".mo")
            compile_catalog(source, self._compiled / name)
            included[str(self._compiled / name)] = f"opsconsole/{name.as_posix()}"
        for source in sorted((root / "migrations").rglob("*")):
            if source.is_file() and "__pycache__" not in source.parts:
                included[str(source)] = f"opsconsole/{source.relative_to(root).as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            shutil.rmtree(self._compiled)
