"""Catalogs: brings `locales/` in step with the messages of the code.

`python -m tools.catalogs` (`make catalogs`) collects every message of `opsconsole/`, writes both
catalogs anew and compiles them. English is its own translation; a Chinese text stays with its
message as long as the message is unchanged, since a guess at a similar one is worse than a gap. What was
dropped is printed with the text it had, and what has no Chinese yet; the latter makes the exit status 1.
`python -m tools.catalogs --compile FILE...` compiles catalogs and changes nothing else.

The files hold no dates, line numbers or names of persons, so that only a changed message changes them.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
DOMAIN = "opsconsole"
SOURCE_LANGUAGE = "en"
NAMES = {"en": "English", "zh_CN": "Simplified Chinese"}
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
HEADER = """\
# {name} catalog of opsconsole. `make catalogs` keeps it in step with the code.
msgid ""
msgstr ""
"Project-Id-Version: opsconsole\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


@dataclass(frozen=True, slots=True)
class Update:
    """What bringing one catalog in step came to: its messages without a text, and those no longer in the code."""

    catalog: Catalog
    missing: tuple[Message, ...]
    dropped: tuple[Message, ...]


def path_of(language: str) -> Path:
    return ROOT / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def collect(package: Path = ROOT / "opsconsole") -> Catalog:
    """Every message that the code under `package` marks with one of `KEYWORDS`."""
    found = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(
        package, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    ):
        found.add(message, context=context)
    return found


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalog without its header."""
    return (message for message in catalog if message.id)


def texts(message: Message) -> tuple[str, ...]:
    """The translations of a message: one, or one per plural form."""
    found = message.string
    return tuple(found) if isinstance(found, list | tuple) else (found or "",)


def read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parents[1].name, domain=DOMAIN, abort_invalid=True)


def bring_in_step(language: str, code: Catalog, known: Catalog) -> Update:
    """The catalog of `language` with exactly the messages of `code`, their texts taken from `known`."""
    catalog = Catalog(locale=language, fuzzy=False)
    for message in messages(code):
        before = known.get(message.id, message.context)
        text = before.string if before else ""
        if language == SOURCE_LANGUAGE and not (text and message.context):
            text = message.id
        catalog.add(message.id, text, flags=before.flags if before else (), context=message.context)
    return Update(
        catalog,
        missing=tuple(message for message in messages(catalog) if not all(texts(message))),
        dropped=tuple(message for message in messages(known) if not code.get(message.id, message.context)),
    )


def render(catalog: Catalog, language: str) -> bytes:
    """A catalog as the bytes of its `.po` file, sorted by message."""
    body = io.BytesIO()
    write_po(body, catalog, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    header = HEADER.format(name=NAMES[language], language=language, plural_forms=catalog.plural_forms)
    return header.encode() + body.getvalue()


def compile_catalog(path: Path, target: Path) -> None:
    """Writes a `.po` as the `.mo` `target`; the same bytes for the same texts."""
    catalog = read(path)
    catalog.creation_date = catalog.revision_date = UNDATED
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(compiled.getvalue())


def _update(language: str, code: Catalog) -> bool:
    path = path_of(language)
    known = read(path) if path.exists() else Catalog(locale=language)
    update = bring_in_step(language, code, known)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render(update.catalog, language))
    compile_catalog(path, path.with_suffix(".mo"))
    for title, listed in (("missing", update.missing), ("dropped", update.dropped)):
        for message in listed:
            sys.stdout.write(f"{language}: {title}: {message.id!r} {' / '.join(texts(message))}".rstrip() + "\n")
    return not update.missing


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--compile"]:
        for name in arguments[1:]:
            compile_catalog(Path(name), Path(name).with_suffix(".mo"))
        return 0
    code = collect()
    complete = [_update(language, code) for language in NAMES]
    sys.stdout.write(f"{len(code)} messages\n")
    return 0 if all(complete) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
