"""Text as people type it into a form, made fit to be kept; Refusal names the field."""

from __future__ import annotations

from opsconsole.errors import Message, Refusal
from opsconsole.files import parse
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character, visible

LONGEST_NAME = 200
LONGEST_TEXT = 4000


def required(field: str, text: str, longest: int = LONGEST_NAME) -> str:
    """Text that may not be empty, stripped; `field` is the message id of its label."""
    plain = optional(field, text, longest)
    if not plain:
        raise Refusal(N_("{field} may not be empty"), field=Message(field))
    return plain


def optional(field: str, text: str, longest: int = LONGEST_NAME, *, layout: bool = False) -> str:
    """Text that may be empty, stripped; `layout` lets it have several lines."""
    character = unsafe_character(text, layout=layout)
    if character is not None:
        raise Refusal(
            N_("{field} holds a control character ({character})"), field=Message(field), character=visible(character)
        )
    plain = text.strip()
    if len(plain) > longest:
        raise Refusal(N_("{field} has more than {most} characters"), field=Message(field), most=longest)
    return plain


def code(field: str, text: str) -> str:
    """A code or badge: half-width, without blanks, not empty."""
    return parse.code(required(field, text))


def optional_code(field: str, text: str) -> str:
    """A code or badge that may be empty."""
    return parse.code(text) if optional(field, text) else ""
