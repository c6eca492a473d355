"""Words of headings and choices as they are compared, in whatever language a file was made."""

from __future__ import annotations

import functools
import gettext
import unicodedata

from opsconsole.i18n import LANGUAGES, load


def plain(word: str) -> str:
    """A word as it is compared: full-width as half-width, lower case, blanks removed."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


@functools.cache
def in_every_language(msgid: str) -> frozenset[str]:
    """A message in each language, `plain`; kept for the life of the process, as catalogs are."""
    return frozenset(plain(_catalog(language).gettext(msgid)) for language in LANGUAGES)


@functools.cache
def _catalog(language: str) -> gettext.NullTranslations:
    return load(language)
