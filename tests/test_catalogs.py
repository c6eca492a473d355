"""Both catalogs are complete and fit the code: what `make catalogs` would still have to do fails here."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tools import catalogs

LANGUAGES = sorted(catalogs.NAMES)
MARKS = set(catalogs.KEYWORDS)
SENTENCES = {"Message", "Refusal", "NotPermitted", "Stale", "Unavailable"}
"""What carries a message id; a text written there must be marked, or it is never translated."""

SAME_IN_CHINESE = {"PDF", "CSV", "PIN", "SQLite", "PostgreSQL", "English", "ID", "CNY", "csv", "xlsx", "xls", "pdf"}
"""Words that a Chinese reader reads as they are."""


@pytest.fixture(scope="module")
def code() -> Catalog:
    return catalogs.collect()


@pytest.fixture(scope="module", params=LANGUAGES)
def catalog(request: pytest.FixtureRequest) -> Catalog:
    return catalogs.read(catalogs.path_of(request.param))


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    return catalogs.read(catalogs.path_of("zh_CN"))


def placeholders(text: str) -> list[str]:
    """The placeholders of a message in order, with conversion and format: `{count}`, `{fen:,}`."""
    return sorted(
        f"{name}!{conversion or ''}:{spec or ''}"
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    )


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def foreign_words(text: str) -> list[str]:
    """The Latin words of a text outside its placeholders that are not the same in Chinese."""
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"\{[^{}]*\}", "", text))
    return [word for word in words if word not in SAME_IN_CHINESE]


def has_hanzi(text: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in text)


def test_every_message_of_the_code_has_its_text(code: Catalog, catalog: Catalog) -> None:
    missing = [
        message.id
        for message in catalogs.messages(code)
        if not (found := catalog.get(message.id, message.context)) or not all(catalogs.texts(found))
    ]
    assert missing == []


def test_no_message_is_left_over(code: Catalog, catalog: Catalog) -> None:
    known = {(message.id, message.context) for message in catalogs.messages(code)}
    left_over = [message.id for message in catalogs.messages(catalog) if (message.id, message.context) not in known]
    assert left_over == []
    assert list(catalog.obsolete) == []


def test_no_message_is_fuzzy(catalog: Catalog) -> None:
    assert [message.id for message in catalog if message.id and message.fuzzy] == []


def test_translations_keep_their_placeholders(catalog: Catalog) -> None:
    broken = [
        (message.id, text)
        for message in catalogs.messages(catalog)
        for text in catalogs.texts(message)
        if text and placeholders(text) != placeholders(ids(message)[-1])
    ]
    assert broken == []


def test_english_is_its_own_translation() -> None:
    english = catalogs.read(catalogs.path_of("en"))
    differing = [
        message.id
        for message in catalogs.messages(english)
        if not message.context and catalogs.texts(message) != ids(message)
    ]
    assert differing == []


def test_no_english_was_left_in_chinese(chinese: Catalog) -> None:
    untranslated = [
        text
        for message in catalogs.messages(chinese)
        for text in catalogs.texts(message)
        if not has_hanzi(text) and foreign_words(text)
    ]
    assert untranslated == []


def test_every_character_has_one_width(catalog: Catalog) -> None:
    """Curly quotes, marks and dots that some terminals draw one cell wide and some two break a grid."""
    ambiguous = [
        text
        for message in catalogs.messages(catalog)
        for text in catalogs.texts(message)
        if any(unicodedata.east_asian_width(character) == "A" for character in text)
    ]
    assert ambiguous == []


def test_the_catalogs_are_written_as_make_catalogs_writes_them(code: Catalog) -> None:
    for language in LANGUAGES:
        path = catalogs.path_of(language)
        update = catalogs.bring_in_step(language, code, catalogs.read(path))
        assert catalogs.render(update.catalog, language) == path.read_bytes(), f"{language}: run make catalogs"


def calls() -> Iterator[tuple[Path, str, ast.expr]]:
    """Every call in the code by name: its file, the name and its first argument."""
    for path in sorted((catalogs.ROOT / "opsconsole").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                function = node.func
                name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
                yield path, name, node.args[0]


def fills_in(argument: ast.expr) -> bool:
    called = argument.func if isinstance(argument, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in ("format", "join", "replace")


def test_no_message_is_put_together_before_it_is_translated() -> None:
    """An f-string, a sum or a `.format()` inside `_()` never reaches the catalogs."""
    assembled = [
        f"{path.name}:{argument.lineno}"
        for path, name, argument in calls()
        if name in MARKS and (isinstance(argument, ast.JoinedStr | ast.BinOp) or fills_in(argument))
    ]
    assert assembled == []


def test_every_sentence_of_a_refusal_is_marked_for_translation() -> None:
    unmarked = [
        f"{path.name}:{argument.lineno}"
        for path, name, argument in calls()
        if name in SENTENCES
        and (isinstance(argument, ast.JoinedStr) or (isinstance(argument, ast.Constant) and argument.value))
    ]
    assert unmarked == []
