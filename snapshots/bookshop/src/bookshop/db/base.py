"""The declarative base, the names of constraints, and the columns that entities share."""

import datetime as dt
import sys
from enum import Enum
from hashlib import md5
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column

from bookshop.db.types import Members, UTCDateTime, utc_now

if sys.version_info >= (3, 14):
    from uuid import uuid7
else:
    from uuid_utils.compat import uuid7

MAX_IDENTIFIER_LENGTH = 63
"""PostgreSQL's limit, set for SQLite too, so that long names are cut alike on both."""


class Name(str):
    """A pattern of names. Long ones are cut as SQLAlchemy does in SQL, so that a model's are those of the database."""

    def __mod__(self, values: Any) -> str:
        name = super().__mod__(values)
        if len(name) <= MAX_IDENTIFIER_LENGTH:
            return name
        return f"{name[: MAX_IDENTIFIER_LENGTH - 8]}_{md5(name.encode(), usedforsecurity=False).hexdigest()[-4:]}"


class Base(AsyncAttrs, DeclarativeBase):
    """Base of all models. A relationship raises unless a query loads it; `session.refresh(row, ["name"])` does too."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": Name("ix_%(table_name)s_%(column_0_N_name)s"),
            "uq": Name("uq_%(table_name)s_%(column_0_N_name)s"),
            "ck": Name("ck_%(table_name)s_%(constraint_name)s"),
            "fk": Name("fk_%(table_name)s_%(column_0_N_name)s"),
            "pk": Name("pk_%(table_name)s"),
        }
    )
    type_annotation_map: ClassVar = {
        float: sa.Double(),
        dt.datetime: UTCDateTime(),
        # Values as text and no CHECK: a new member needs no migration.
        Enum: Members(Enum, native_enum=False, length=64, values_callable=lambda members: [m.value for m in members]),
    }

    if TYPE_CHECKING:
        id: Any


def public_attributes(model: type[Base]) -> list[InstrumentedAttribute[Any]]:
    """Return the columns that an answer may show: all but those marked as private."""
    return [getattr(model, column.key) for column in sa.inspect(model).columns if not column.info.get("private")]


class UUID7Key:
    """A primary key that sorts by the time at which the row was made."""

    id: Mapped[UUID] = mapped_column(default=uuid7, primary_key=True, sort_order=-1)


def statement_time(context: DefaultExecutionContext) -> dt.datetime:
    """Return the time of a statement, which is the same for all rows and columns that it writes."""
    time: dt.datetime = vars(context).setdefault("statement_time", utc_now())
    return time


class Timestamps:
    """When a row was made and last changed, in UTC."""

    created_at: Mapped[dt.datetime] = mapped_column(default=statement_time, sort_order=100)
    updated_at: Mapped[dt.datetime] = mapped_column(default=statement_time, onupdate=statement_time, sort_order=101)
