"""Pinyin of names: the order they are listed in, and the codes that find them (助记码).

The dictionary takes 0.2 s and 65 MB to load, so it is loaded when a name is written, never to read
one: the order and the codes are stored with the row.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product
from math import prod

MOST_CODES = 24
"""Ways to read one name that are all kept; one with more is kept as its words read, with one character varied."""

SORT_KEY_LENGTH = 400

SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "盖": "ge",
    "查": "zha",
    "区": "ou",
    "朴": "piao",
    "覃": "qin",
    "翟": "zhai",
    "缪": "miao",
    "折": "she",
    "繁": "po",
    "秘": "bi",
    "召": "shao",
    "种": "chong",
    "阚": "kan",
    "郇": "xun",
    "卜": "bu",
    "句": "gou",
    "祭": "zhai",
    "洗": "xian",
    "佴": "nai",
    "乜": "nie",
    "员": "yun",
    "都": "du",
    "粘": "nian",
    "尉迟": "yuchi",
    "万俟": "moqi",
    "单于": "chanyu",
    "长孙": "zhangsun",
}
"""Surnames that are read otherwise than the dictionary's first reading of their character."""


def folded(text: str) -> str:
    """`text` as searches compare it: full-width as half-width, small letters, `ü` as the `v` that is typed for it."""
    return unicodedata.normalize("NFKC", text).lower().replace("ü", "v")


def sort_key(name: str) -> str:
    """What puts names in the order of their pinyin, character by character, the same on every database."""
    plain = folded(name)
    for length in (2, 1):
        if plain[:length] in SURNAMES and len(plain) > length:
            start, rest = [SURNAMES[plain[:length]]], plain[length:]
            break
    else:
        start, rest = [], plain
    return " ".join([*start, *(_readings(character)[0] for character in rest if not character.isspace())])[
        :SORT_KEY_LENGTH
    ]


def search_codes(name: str) -> tuple[str, ...]:
    """Initials and full pinyin of a name under each reading of its characters: `zs zhangsan`."""
    characters = [character for character in folded(name) if character.isalnum()]
    readings = [_readings(character) for character in characters]
    if prod(len(choice) for choice in readings) > MOST_CODES:
        ways = _varied(_in_context("".join(characters)), readings)
    else:
        ways = list(product(*readings))
    initials = ("".join(reading[0] for reading in way) for way in ways)
    return tuple(dict.fromkeys(code for code in (*initials, *map("".join, ways)) if code))


def search_text(*texts: str) -> str:
    """What a `search` column holds of codes and names: each as it is, and the codes of those written in hanzi."""
    found = dict.fromkeys(word for text in texts for word in folded(text).split())
    for text in texts:
        if not text.isascii():
            found.update(dict.fromkeys(search_codes(text)))
    return " ".join(found)


def words_of(typed: str) -> list[str]:
    """The words of a search, each of which has to be found."""
    return folded(typed).split()


def matches(search: str, typed: str) -> bool:
    """Whether every word of `typed` is part of what a `search` column holds; nothing typed matches all."""
    return all(word in search for word in words_of(typed))


@cache
def _readings(character: str) -> tuple[str, ...]:
    """Every reading of a character without tones, the usual one first; what is no hanzi reads as itself."""
    if character.isascii():
        return (character,)
    from pypinyin import Style, pinyin

    (readings,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(readings))


def _in_context(characters: str) -> list[str]:
    """The readings of characters as the words they stand in ask for (`重庆` is `chong qing`)."""
    from pypinyin import lazy_pinyin

    spoken = iter(lazy_pinyin(characters, errors="ignore"))
    return [character if _readings(character) == (character,) else next(spoken) for character in characters]


def _varied(usual: list[str], readings: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The usual reading of a long name, and every one that differs from it in a single character."""
    return [
        tuple(usual),
        *(
            (*usual[:place], other, *usual[place + 1 :])
            for place, choice in enumerate(readings)
            for other in choice
            if other != usual[place]
        ),
    ]
