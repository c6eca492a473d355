"""Languages: catalogs, the language in force, and turning messages into words.

Message ids are English. `_` translates now; `N_` only marks a message for later (class-level
labels, facts of a `Message`). One process speaks one language at a time, that of the person at
its keys; switching is `use()`.
"""

from __future__ import annotations

import gettext
import io
import locale
import os
from pathlib import Path
from typing import Any

from opsconsole.errors import Message, Named

LANGUAGES = {"zh": "zh_CN", "en": "en"}
DOMAIN = "opsconsole"

_translations: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def locales_dir() -> Path:
    """The folder of the catalogs: inside the installed package, else beside it in the source tree."""
    inside = Path(__file__).parent / "locales"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "locales"


def default_language() -> str:
    """The language of the environment: `OPSCONSOLE_LANG`, else the locale; `en` where neither tells."""
    named = os.environ.get("OPSCONSOLE_LANG", "")
    if named in LANGUAGES:
        return named
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def load(language: str) -> gettext.NullTranslations:
    """The catalog of a language; compiled in memory where only its source is there (a source tree)."""
    folder = locales_dir() / LANGUAGES[language] / "LC_MESSAGES"
    compiled, source = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    if compiled.is_file() and not (source.is_file() and source.stat().st_mtime > compiled.stat().st_mtime):
        with compiled.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    if not source.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as stream:
        catalog = read_po(stream, locale=LANGUAGES[language], domain=DOMAIN)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def use(language: str) -> None:
    """Makes `language` (`zh` or `en`) the language in force."""
    global _translations, _language
    _translations = load(language)
    _language = language


def language() -> str:
    """The language in force: `zh` or `en`."""
    return _language


def _(msgid: str) -> str:
    """`msgid` in the language in force."""
    return _translations.gettext(msgid) if msgid else ""


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for a deferred message
    """Marks a message for extraction; translated later, when shown."""
    return msgid


def pgettext(context: str, msgid: str) -> str:
    """`msgid` in the language in force, where the same English needs two translations."""
    return _translations.pgettext(context, msgid)


def text_of(message: Message | Named | str) -> str:
    """A message or name in the language in force, its facts filled in; plain text is returned as it is."""
    if isinstance(message, str):
        return message
    if isinstance(message, Named):
        return message.zh if _language == "zh" else message.en
    facts: dict[str, Any] = {
        name: text_of(fact) if isinstance(fact, (Message, Named)) else fact for name, fact in message.facts.items()
    }
    words = _(message.msgid)
    return words.format(**facts) if facts else words
