"""Write column types as plain SQLAlchemy ones, which both databases take and which need none of this project's code."""

from contextlib import suppress
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext

Column = sa.Column[Any]
ColumnType = sa.types.TypeEngine[Any]


def portable(kind: Any) -> ColumnType:
    """Return the plain type for that of a model's column, or for the one that a database reports."""
    if isinstance(kind, sa.Enum):
        return sa.String(kind.length)
    if isinstance(kind, sa.TypeDecorator) and not isinstance(kind, sa.Interval):
        return portable(kind.impl_instance)
    if isinstance(kind, sa.CHAR) and kind.length == 32:
        return sa.Uuid()
    if isinstance(kind, sa.DATETIME):
        return sa.DateTime(timezone=True)
    plain: ColumnType = kind
    with suppress(NotImplementedError):  # a type of another library
        plain = kind.as_generic(allow_nulltype=True)
    return plain


def render_type(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Render types, and leave other items to Alembic: it calls this as its `render_item`."""
    if kind != "type":
        return False
    plain = portable(item)
    if isinstance(plain, sa.JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False if type(plain) is type(item) else f"sa.{plain!r}"


def rendered(kind: object, context: AutogenContext) -> str:
    return render_type("type", kind, context) or f"sa.{kind!r}"
