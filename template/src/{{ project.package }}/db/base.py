"""The declarative base, the names of constraints, and the columns that entities share."""

import datetime as dt
import sys
from enum import Enum
from hashlib import md5
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column

from {{ project.package }}.db.types import Members, UTCDateTime, utc_now

{% if project.uses_key("uuid7") %}
if sys.version_info >= (3, 14):
    from uuid import uuid7
else:
    from uuid_utils.compat import uuid7

{% endif %}
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
{% if project.uses("version") %}
        version: Any
{% endif %}


def public_attributes(model: type[Base]) -> list[InstrumentedAttribute[Any]]:
    """Return the columns that an answer may show: all but those marked as private."""
    return [getattr(model, column.key) for column in sa.inspect(model).columns if not column.info.get("private")]
{% if project.uses_key("uuid7") %}


class UUID7Key:
    """A primary key that sorts by the time at which the row was made."""

    id: Mapped[UUID] = mapped_column(default=uuid7, primary_key=True, sort_order=-1)
{% endif %}
{% if project.uses_key("uuid4") %}


class UUID4Key:
    """A primary key that tells nothing."""

    id: Mapped[UUID] = mapped_column(default=uuid4, primary_key=True, sort_order=-1)
{% endif %}
{% if project.uses_key("int") %}


class IntegerKey:
    """A primary key that the database counts."""

    # SQLite counts only columns of the type INTEGER.
    id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, sort_order=-1
    )

    @classmethod
    def __table_cls__(cls, *arguments: Any, **options: Any) -> sa.Table:
        """Return the table, in which SQLite gives no key twice: the URL of a deleted row would lead to another one.

        A table that an earlier revision made stays as it is. To change it, write a revision:
        `with op.batch_alter_table("books", recreate="always", table_kwargs={"sqlite_autoincrement": True}): pass`.
        """
        return sa.Table(*arguments, **{"sqlite_autoincrement": True, **options})
{% endif %}
{% if project.uses("timestamps") %}


def statement_time(context: DefaultExecutionContext) -> dt.datetime:
    """Return the time of a statement, which is the same for all rows and columns that it writes."""
    time: dt.datetime = vars(context).setdefault("statement_time", utc_now())
    return time


class Timestamps:
    """When a row was made and last changed, in UTC."""

    created_at: Mapped[dt.datetime] = mapped_column(default=statement_time, sort_order=100)
    updated_at: Mapped[dt.datetime] = mapped_column(default=statement_time, onupdate=statement_time, sort_order=101)
{% endif %}
{% if project.uses("version") %}


class Versioned:
    """Counts the states of a row from 1, so that a change of an older one can be refused."""

    version: Mapped[int] = mapped_column(
        default=1,
        onupdate=sa.literal_column("version + 1"),
        sort_order=102,
        info={"private": True},
    )
{% endif %}
