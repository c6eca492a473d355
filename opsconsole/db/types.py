"""The declarative base and the column types that every room shares."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, cast

from sqlalchemy import BigInteger, Enum, Integer, MetaData, String, Table, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

from opsconsole.inert import unsafe_character

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""Every whole number: money in fen does not fit 32 bits."""


class Base(DeclarativeBase):
    """What every table of the console descends from."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: WHOLE}  # noqa: RUF012 - SQLAlchemy's own attribute


class CleanText(TypeDecorator[str]):
    """Text that people wrote: the last guard against control characters on the way in.

    Services refuse such text with a sentence; reaching this type with it is a bug.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and unsafe_character(value, layout=True) is not None:
            raise ValueError(f"text with a control character reached the database: {ascii(value)[:80]}")
        return value


def enum_column(enum: type[StrEnum], name: str, length: int = 16) -> Enum:
    """A column of an enum's values, held by a CHECK constraint `name` on every database."""
    return Enum(
        enum,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        name=name,
        length=length,
    )


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that write many rows at once."""
    return cast(Table, model.__table__)


SECRET: dict[str, Any] = {"secret": True}
"""Column info: the record of acts keeps a digest of the value, never the value."""
