"""What a change of a table asks of the rows in it: a value where one is now required, and one that fits a new type."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import time, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

import sqlalchemy as sa
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, ops
from alembic.util import CommandError

from bookshop.migrations.portable import portable, rendered

Step = tuple[int, MigrateOperation]
"""An operation and its turn among those of its table."""

NEUTRAL: dict[type, Any] = {
    bool: False,
    bytes: b"",
    Decimal: Decimal(0),
    float: 0.0,
    int: 0,
    object: {},  # JSON
    str: "",
    time: time(0),
    timedelta: timedelta(0),
}
"""What rows get where a column has no default, unless a CHECK constraint is against it."""
NOW = "datetime.datetime.now(datetime.UTC)"
CLOCKS: dict[type, str] = {sa.DateTime: NOW, sa.Date: f"{NOW}.date()"}
CHECK = re.compile(r'(length\()?"?(\w+)"?\)? (>=|>|<=|<) (-?[\d.]+)')

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
"""From, to, and how PostgreSQL is told to convert values where it does not do so unasked."""
REWRITES = (
    (sa.Boolean, sa.String, "CASE {0} WHEN '1' THEN 'true' WHEN '0' THEN 'false' END"),
    (sa.Date, sa.DateTime, "{0} || ' 00:00:00.000000'"),
    (
        sa.Uuid,
        sa.String,
        (
            "substr({0}, 1, 8) || '-' || substr({0}, 9, 4) || '-' || substr({0}, 13, 4)"
            " || '-' || substr({0}, 17, 4) || '-' || substr({0}, 21)"
        ),
    ),
)
"""From, to, and what SQLite, which has kept the values as they were, makes of them."""
ORDER = {ops.DropConstraintOp: 0, ops.DropIndexOp: 0, ops.DropColumnOp: 6}
"""Of a table's changes: columns are added in turn 1, converted in 2, filled in 3, altered in 4, then constrained."""


class Written(MigrateOperation):
    """A step that Alembic has no operation for, as the lines that it is in a revision."""

    def __init__(self, write: Callable[[AutogenContext], list[str]]) -> None:
        self.write = write


@renderers.dispatch_for(Written)
def render_written(context: AutogenContext, step: Written) -> list[str]:
    return step.write(context)


def in_steps(operations: Iterable[MigrateOperation], metadata: sa.MetaData) -> Iterator[MigrateOperation]:
    """Yield operations that a table with rows takes: a required column is added, then filled, then required."""
    for operation in operations:
        if not isinstance(operation, ops.ModifyTableOps):
            yield operation
            continue
        steps = [step for change in operation.ops for step in steps_of(change, metadata)]
        for written, group in groupby(sorted(steps, key=itemgetter(0)), lambda step: isinstance(step[1], Written)):
            changes = [change for _, change in group]
            yield from changes if written else [ops.ModifyTableOps(operation.table_name, changes)]


def steps_of(change: MigrateOperation, metadata: sa.MetaData) -> Iterator[Step]:
    if isinstance(change, ops.AddColumnOp):
        column = change.column
        refuse_key(column, "would join")
        if column.nullable or column.server_default is not None:
            yield 1, change
        else:
            yield 1, ops.AddColumnOp(change.table_name, sa.Column(column.name, column.type))
            yield from fill(change.table_name, column)
    elif isinstance(change, ops.AlterColumnOp):
        yield from alter(change, metadata.tables[change.table_name].columns[change.column_name])
    else:
        if isinstance(change, ops.DropColumnOp):
            refuse_key(change.reverse().column, "would leave")
        yield ORDER.get(type(change), 5), change


def refuse_key(column: sa.Column[Any], change: str) -> None:
    if column.primary_key:
        raise CommandError(
            f"{column} {change} the primary key of a table that exists, by which its rows are known. Write the revision "
            f"by hand (alembic revision -m rekey_{column.table.name}), or, where an entity comes in the place of a list, "
            "give it a table of its own: `_table` in entities.yml."
        )


def alter(change: ops.AlterColumnOp, column: sa.Column[Any]) -> Iterator[Step]:
    table, using = change.table_name, conversion(change)
    if using and column.primary_key:
        raise CommandError(f"{column} is a key, whose type cannot change: rows are known and referred to by it")
    if change.modify_type is not None and repr(portable(column.type)) != repr(portable(change.modify_type)):
        nullable = column.nullable if change.existing_nullable is None else change.existing_nullable
        column = sa.Column(column.name, change.modify_type, nullable=nullable)  # on the way down
        sa.Table(table, sa.MetaData(), column)
    if using is None:
        if isinstance(change.modify_type, sa.Enum):
            yield 1, Written(lambda context: choosing(table, column, context))
        if change.modify_nullable is not False:
            yield 4, change
            return
    if using:
        yield 2, Written(lambda context: converting(change, using, context))
    elif change.modify_type is not None:  # before rows get a value of the new type
        kinds = {"existing_type": change.existing_type, "modify_type": change.modify_type}
        yield 2, ops.AlterColumnOp(table, column.name, existing_nullable=True, **kinds)
    nullable = change.existing_nullable if change.modify_nullable is None else change.modify_nullable
    if not nullable and (using == LOST or change.existing_nullable):
        yield from fill(table, column)
    elif nullable and not change.existing_nullable and using != LOST:
        yield 4, nullability(table, column, nullable=True)


def fill(table: str, column: sa.Column[Any]) -> Iterator[Step]:
    yield 3, Written(lambda context: filling(table, column, context))
    yield 4, nullability(table, column, nullable=False)


def nullability(table: str, column: sa.Column[Any], *, nullable: bool) -> ops.AlterColumnOp:
    return ops.AlterColumnOp(
        table, column.name, existing_type=column.type, existing_nullable=not nullable, modify_nullable=nullable
    )


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


def converting(change: ops.AlterColumnOp, using: str, context: AutogenContext) -> list[str]:
    table, name, kind = change.table_name, change.column_name, rendered(change.modify_type, context)
    existing = f"existing_type={rendered(change.existing_type, context)}"
    batch = f"with op.batch_alter_table({table!r}) as batch_op:"
    if using == LOST:
        return [
            batch,
            f"batch_op.alter_column({name!r}, {existing}, nullable=True)",
            "",
            f"op.execute(sa.table({table!r}, sa.column({name!r})).update().values({name}=sa.null()))",
            batch,
            f"batch_op.alter_column({name!r}, {existing}, type_={kind}, postgresql_using={using!r})",
            "",
        ]
    # SQLite would cast the values, most of them to zero, if it knew that the type changes.
    known = f"reflect_args=[sa.Column({name!r}, {kind}, nullable={change.existing_nullable})]"
    return [
        f"with op.batch_alter_table({table!r}, {known}) as batch_op:",
        f"batch_op.alter_column({name!r}, {existing}, type_={kind}, postgresql_using={using!r})",
        "",
        *rewriting(change),
    ]


def rewriting(change: ops.AlterColumnOp) -> list[str]:
    """Write how values that SQLite has kept become what the service would store."""
    table, name = change.table_name, change.column_name
    old, new = portable(change.existing_type), portable(change.modify_type)
    for one, other, value in REWRITES:
        if isinstance(old, one) and isinstance(new, other):
            rewritten = value.format(f'"{name}"')
            values = f"values({name}=sa.literal_column({rewritten!r}))"
            update = f"op.execute(sa.table({table!r}, sa.column({name!r})).update().{values})"
            return ['if op.get_context().dialect.name == "sqlite":', update, ""]
    return []


def choosing(table: str, column: sa.Column[Any], context: AutogenContext) -> list[str]:
    """Write how the rows of a text that becomes an enum get one of its members."""
    name, members = column.name, cast(sa.Enum, column.type).enums
    return [
        f"rows = sa.table({table!r}, sa.column({name!r}, {rendered(column.type, context)}))",
        f"op.execute(rows.update().where(rows.c[{name!r}].not_in({members!r})).values({name}={other_value(column)}))",
    ]


def other_value(column: sa.Column[Any]) -> str:
    """Return an expression for what rows get whose value does not fit any more."""
    return "sa.null()" if column.nullable else value_for(column) or "sa.null()"


def filling(table: str, column: sa.Column[Any], context: AutogenContext) -> list[str]:
    name, value = column.name, value_for(column)
    if not value:
        return [f"# Give {name} a value in the rows of {table} here: the next step fails while one has none."]
    needed = {"datetime.": "import datetime", "Decimal(": "from decimal import Decimal"}
    context.imports.update(line for start, line in needed.items() if value.startswith(start))
    return [
        f"rows = sa.table({table!r}, sa.column({name!r}, {rendered(column.type, context)}))",
        f"op.execute(rows.update().where(rows.c[{name!r}].is_(None)).values({name}={value}))",
    ]


def value_for(column: sa.Column[Any]) -> str:
    """Return an expression for what rows get, or nothing where only somebody who knows them can say."""
    kind, default = portable(column.type), cast(Any, column.default)
    if default is None and (column.foreign_keys or isinstance(kind, sa.Uuid) or is_unique(column)):
        return ""
    if type(kind) in CLOCKS and (default is None or default.is_callable):
        return CLOCKS[type(kind)]
    if default is not None:
        value = default.arg(None) if default.is_callable else default.arg
    else:
        value = column.type.enums[0] if isinstance(column.type, sa.Enum) else neutral(column, kind.python_type)
    if isinstance(kind, sa.JSON):  # which cannot be written into SQL otherwise
        quoted = f"'{json.dumps(value)}'"
        return f"sa.text({quoted!r})"
    return repr(getattr(value, "value", value))


def is_unique(column: sa.Column[Any]) -> bool:
    sets = [one.columns for one in column.table.constraints if isinstance(one, sa.UniqueConstraint)]
    sets += [index.columns for index in column.table.indexes if index.unique]
    return any(columns.contains_column(column) for columns in sets)


def neutral(column: sa.Column[Any], kind: type) -> Any:
    """Return the plainest value that the CHECK constraints of a column allow."""
    value = NEUTRAL[kind]
    checks = [one for one in column.table.constraints if isinstance(one, sa.CheckConstraint)]
    for found in filter(None, (CHECK.fullmatch(str(check.sqltext)) for check in checks)):
        of_length, name, operator, limit = found.groups()
        if name == column.name:
            nearest = Decimal(limit) + {">": 1, "<": -1}.get(operator, 0)
            measure = len(value) if of_length else value
            if measure < nearest if ">" in operator else measure > nearest:
                value = "?" * int(nearest) if of_length else kind(nearest)
    return value
