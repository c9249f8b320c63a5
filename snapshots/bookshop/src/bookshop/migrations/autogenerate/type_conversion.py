"""Convert the values of a column whose type changes, alike on both databases, or drop those that do not convert."""

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops

from bookshop.migrations.autogenerate.column_types import portable, rendered

LOST = "NULL"
NUMBERS = (sa.Integer, sa.Numeric, sa.Float)
CONVERSIONS = (
    (NUMBERS, NUMBERS, None),
    (sa.LargeBinary, sa.String, LOST),
    (sa.Boolean, sa.String, '"{}"::text'),
    (sa.Uuid, sa.String, '"{}"::text'),
    (sa.types.TypeEngine, sa.String, None),
    (sa.Boolean, NUMBERS, '"{}"::integer'),
    (sa.Date, sa.DateTime, "\"{}\"::timestamp AT TIME ZONE 'UTC'"),
    (sa.Integer, sa.Boolean, '"{}"::boolean'),
    (sa.String, NUMBERS, '"{}"::numeric'),
)
"""The old type, the new one, and PostgreSQL's expression for the values; None where it needs none."""
DASHED = (
    "substr({0}, 1, 8) || '-' || substr({0}, 9, 4) || '-' || substr({0}, 13, 4)"
    " || '-' || substr({0}, 17, 4) || '-' || substr({0}, 21)"
)
REWRITES = (
    (sa.Boolean, sa.String, "CASE {0} WHEN '1' THEN 'true' WHEN '0' THEN 'false' END"),
    (sa.Date, sa.DateTime, "{0} || ' 00:00:00.000000'"),
    (sa.Uuid, sa.String, DASHED),
)
"""The old type, the new one, and SQLite's expression for the values, which it has kept as they were."""


def conversion(change: ops.AlterColumnOp) -> str | None:
    """Return PostgreSQL's expression for the values of a column by its new type; None where it needs none."""
    if change.modify_type is None:
        return None
    old, new = portable(change.existing_type), portable(change.modify_type)
    if isinstance(change.modify_type, sa.Enum) and not isinstance(old, sa.String):
        return LOST
    if type(old) is type(new):
        return None
    for one, other, using in CONVERSIONS:
        if isinstance(old, one) and isinstance(new, other):
            return using and using.format(change.column_name)
    return LOST


def render_conversion(change: ops.AlterColumnOp, using: str, context: AutogenContext) -> list[str]:
    """Return lines that change the type of a column and its values."""
    table, name, kind = change.table_name, change.column_name, rendered(change.modify_type, context)
    existing = f"existing_type={rendered(change.existing_type, context)}"
    altered = f"batch_op.alter_column({name!r}, {existing}, type_={kind}, postgresql_using={using!r})"
    if using == LOST:
        batch = f"with op.batch_alter_table({table!r}) as batch_op:"
        optional = f"batch_op.alter_column({name!r}, {existing}, nullable=True)"
        emptied = f"op.execute(sa.table({table!r}, sa.column({name!r})).update().values({name}=sa.null()))"
        return [batch, optional, "", emptied, batch, altered, ""]
    # SQLite would cast the values, most of them to zero, if it knew that the type changes.
    known = f"reflect_args=[sa.Column({name!r}, {kind}, nullable={change.existing_nullable})]"
    return [f"with op.batch_alter_table({table!r}, {known}) as batch_op:", altered, "", *render_rewrite(change)]


def render_rewrite(change: ops.AlterColumnOp) -> list[str]:
    """Return lines that make the values that SQLite has kept those that the service would store."""
    table, name = change.table_name, change.column_name
    old, new = portable(change.existing_type), portable(change.modify_type)
    for one, other, value in REWRITES:
        if isinstance(old, one) and isinstance(new, other):
            rewritten = value.format(f'"{name}"')
            values = f"values({name}=sa.literal_column({rewritten!r}))"
            update = f"op.execute(sa.table({table!r}, sa.column({name!r})).update().{values})"
            return ['if op.get_context().dialect.name == "sqlite":', update, ""]
    return []
