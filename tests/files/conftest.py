"""Catalogs of a few words of our own, so that tests of headings depend on nobody's columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opsconsole import i18n
from opsconsole.files import words

CHINESE = {
    "Badge": "工号",
    "Day": "日期",
    "Half": "半天",
    "Note": "备注",
    "Wage": "工资",
    "Morning": "上午",
    "Afternoon": "下午",
    "Who": "员工的工号",
}


@pytest.fixture
def few_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both languages, with the words of `CHINESE` alone; English is in force."""
    for language, folder in i18n.LANGUAGES.items():
        catalog = tmp_path / "locales" / folder / "LC_MESSAGES" / "opsconsole.po"
        catalog.parent.mkdir(parents=True)
        entries = ["", "Content-Type: text/plain; charset=utf-8\\n"], *CHINESE.items()
        catalog.write_text(
            "\n".join(
                f'msgid "{english}"\nmsgstr "{text if language == "zh" or not english else english}"\n'
                for english, text in entries
            ),
            encoding="utf-8",
        )
    monkeypatch.setattr(i18n, "locales_dir", lambda: tmp_path / "locales")
    words.in_every_language.cache_clear()
    words._catalog.cache_clear()
    i18n.use("en")
    yield
    words.in_every_language.cache_clear()
    words._catalog.cache_clear()
    monkeypatch.undo()
    i18n.use("en")
