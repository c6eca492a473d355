"""Numbers of clocks and badges as they are compared."""

from __future__ import annotations

import re
import unicodedata

from opsconsole.errors import Message
from opsconsole.files.text import BLANKS
from opsconsole.i18n import N_

LONGEST_IDENT = 64

NO_IDENT = Message(N_("the line has no number of an employee"))
NOT_AN_IDENT = Message(N_("the number holds characters that no clock gives"))
ERASED = Message(N_("the machine's memory was erased here"))
SHORTENED = Message(N_("the spreadsheet has shortened the number; format its column as text"))

_CLOCK_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+\d+")


def normal_ident(text: str) -> str:
    """A number as it is compared: half-width, stripped; all digits lose their leading zeros, `0` stays `0`."""
    plain = unicodedata.normalize("NFKC", text).strip(BLANKS)
    return (plain.lstrip("0") or "0") if plain.isascii() and plain.isdigit() else plain


def ident_of_clock(text: str) -> str | Message:
    """A clock machine's number, normal, or what is wrong with it: erased flash leaves control bytes and `Z`s."""
    plain = normal_ident(text)
    if not plain:
        return NO_IDENT
    if len(plain) > LONGEST_IDENT or not _CLOCK_NUMBER.fullmatch(plain):
        return NOT_AN_IDENT
    return plain if plain.strip("Z") else ERASED


def ident_of_cell(text: str) -> str | Message:
    """A number from a table, normal, or what is wrong with it. Names of phone accounts may hold any letters."""
    plain = normal_ident(text)
    if not plain:
        return NO_IDENT
    if _EXPONENT.fullmatch(plain):
        return SHORTENED
    if len(plain) > LONGEST_IDENT or not plain.isprintable() or " " in plain:
        return NOT_AN_IDENT
    return plain
