"""Write the warnings at the top of a revision: which data it destroys, and what only its developer can decide."""

from collections.abc import Iterator
from itertools import product

import sqlalchemy as sa
from alembic.operations import MigrateOperation, ops

from {{ project.package }}.migrations.autogenerate.column_types import Column, ColumnType, portable
from {{ project.package }}.migrations.autogenerate.enum_members import ReplaceMembersOp
from {{ project.package }}.migrations.autogenerate.fill_values import BOUND, fill_value, replacement
from {{ project.package }}.migrations.autogenerate.type_conversion import LOST, conversion

DIGITS: dict[type, int] = {sa.Boolean: 1, sa.SmallInteger: 5, sa.Integer: 10, sa.BigInteger: 19}


def data_warnings(changes: list[MigrateOperation], metadata: sa.MetaData) -> list[str]:
    """Return a sentence for all that has to be known before a revision runs on rows that matter."""
    created = {change.table_name for change in changes if isinstance(change, ops.CreateTableOp)}
    added = {str(change.column) for change in changes if isinstance(change, ops.AddColumnOp)}
    sentences = [*renamed_columns(changes), *renamed_tables(changes)]
    for change in changes:
        if getattr(change, "table_name", None) not in created and not is_about(change, added, metadata):
            sentences += warn(change, metadata)
    return sentences


def is_about(change: MigrateOperation, added: set[str], metadata: sa.MetaData) -> bool:
    """Return whether a constraint is on a column that the revision adds: its rows have no value, or one that fits."""
    if isinstance(change, ops.CreateCheckConstraintOp):
        found = BOUND.fullmatch(str(change.condition))
        return found is not None and f"{change.table_name}.{found[2]}" in added
    if not isinstance(change, ops.CreateUniqueConstraintOp | ops.CreateIndexOp):
        return False
    names = [f"{change.table_name}.{getattr(column, 'name', column)}" for column in change.columns]
    columns = [metadata.tables[change.table_name].columns[name.rpartition(".")[2]] for name in names if name in added]
    return any(column.nullable or not fill_value(column) for column in columns)


def renamed_columns(changes: list[MigrateOperation]) -> Iterator[str]:
    """Ask about columns of which one goes and one of the same type comes."""
    dropped = [change for change in changes if isinstance(change, ops.DropColumnOp)]
    added = [change for change in changes if isinstance(change, ops.AddColumnOp)]
    for drop, add in product(dropped, added):
        old, new = drop.reverse().column, add.column
        if (drop.table_name, shape(old)) == (add.table_name, shape(new)):
            rename = f"batch_op.alter_column({old.name!r}, new_column_name={new.name!r})"
            yield (
                f"QUESTION: is {drop.table_name}.{new.name} the renamed {old.name}? Then let upgrade() say {rename} "
                "instead of adding the one and dropping the other, and downgrade() the reverse."
            )


def renamed_tables(changes: list[MigrateOperation]) -> Iterator[str]:
    dropped = [change for change in changes if isinstance(change, ops.DropTableOp)]
    created = [change for change in changes if isinstance(change, ops.CreateTableOp)]
    for drop, create in product(dropped, created):
        if shapes(drop.reverse()) == shapes(create):
            rename = f"op.rename_table({drop.table_name!r}, {create.table_name!r})"
            yield (
                f"QUESTION: is {create.table_name} the renamed {drop.table_name}? Then let upgrade() say {rename} instead of "
                "creating the one and dropping the other, and rename the constraints and indexes that have its name."
            )


def shape(column: Column) -> str:
    return repr(portable(column.type))


def shapes(create: ops.CreateTableOp) -> set[tuple[str, str]]:
    return {(item.name, shape(item)) for item in create.columns if isinstance(item, sa.Column)}


def warn(change: MigrateOperation, metadata: sa.MetaData) -> Iterator[str]:
    match change:
        case ops.DropTableOp():
            yield f"DESTRUCTIVE: drops the table {change.table_name} with all its rows."
        case ops.DropColumnOp():
            yield f"DESTRUCTIVE: drops {change.table_name}.{change.column_name} with all that it holds."
        case ops.AlterColumnOp():
            yield from warn_of_alter(change, metadata.tables[change.table_name].columns[change.column_name])
        case ops.AddColumnOp(column=column) if not (column.nullable or column.default or column.server_default):
            yield f"CHOOSE: {column} is required and has no default; {fate(column)}."
        case ReplaceMembersOp(column=column, removed=removed):
            yield f"CHOOSE: {column} is no longer {' or '.join(removed)}; rows with it get {'none' if column.nullable else replacement(column)}."
        case ops.CreateUniqueConstraintOp() | ops.CreateIndexOp(unique=True):
            names = [column.name if isinstance(column, sa.Column) else str(column) for column in change.columns]
            yield f"MAY STOP: two rows of {change.table_name} with the same {' and '.join(names)}."
        case ops.CreateCheckConstraintOp():
            yield f"MAY STOP: a row of {change.table_name} for which this does not hold: {change.condition}."


def warn_of_alter(change: ops.AlterColumnOp, column: Column) -> Iterator[str]:
    if change.modify_type is not None:
        old, new = portable(change.existing_type), portable(change.modify_type)
        if conversion(change) == LOST:
            yield f"DESTRUCTIVE: {column} drops what it holds, as {old!r} does not convert to {new!r}; {fate(column)}."
        elif isinstance(column.type, sa.Enum):
            yield f"DESTRUCTIVE: {column} is one of {', '.join(column.type.enums)}; others become {replacement(column)}."
        elif is_narrower(old, new):
            yield (
                f"DESTRUCTIVE: {column} narrows from {old!r} to {new!r}. "
                "PostgreSQL rounds a value that does not fit, or stops at it; SQLite keeps it."
            )
    if change.modify_nullable is False:
        yield f"DESTRUCTIVE: {column} is now required; {fate(column)}."


def fate(column: Column) -> str:
    if column.nullable:
        return "rows get none"
    if value := fill_value(column):
        return f"rows without a value get {value}"
    return "give rows a value where the revision says so, or it stops"


def is_narrower(old: ColumnType, new: ColumnType) -> bool:
    """Return whether the old type has values that the new one has no room for."""
    if isinstance(old, sa.String) or isinstance(new, sa.Boolean):
        return not isinstance(new, sa.String) or room(new) < room(old)
    return any(more > less for more, less in zip(room(old), room(new), strict=False))


def room(kind: ColumnType) -> tuple[float, ...]:
    """Return how many letters a type takes, or how many digits before and after the point."""
    if isinstance(kind, sa.String):
        return (kind.length or float("inf"),)
    if isinstance(kind, sa.Numeric) and kind.precision and kind.scale is not None:
        return (kind.precision - kind.scale, kind.scale)
    return (DIGITS.get(type(kind), float("inf")), 0)
