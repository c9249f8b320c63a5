"""Indexes and constraints that a database does not show to Alembic, compared by name with those that revisions make.

SQLite shows no index on an expression, and neither database what is for the other one (`ddl_if`).
"""

from collections.abc import Iterator
from copy import copy
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op
from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation, ops
from alembic.script import ScriptDirectory

from bookshop.migrations.history import DRIVERS, Tables, dialect_of, made_by, name_of

NAMES = {
    "postgresql": """
        SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
        UNION SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()
    """,
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
}


class Guarded(ops.OpContainer):
    """An operation that a revision runs on one kind of database."""

    def __init__(self, operation: MigrateOperation, database: str) -> None:
        super().__init__([operation])
        self.database = database

    def reverse(self) -> "Guarded":
        return Guarded(self.ops[0].reverse(), self.database)


@renderers.dispatch_for(Guarded)
def render_guarded(context: AutogenContext, step: Guarded) -> list[str]:
    native = copy(context)  # shares the imports
    native.migration_context = MigrationContext.configure(dialect=dialect_of(step.database))
    lines = [line for operation in step.ops for line in render_op(native, operation)]
    return [f'if op.get_context().dialect.name == "{step.database}":', *lines, ""]


def is_hidden(item: Any) -> bool:
    return condition(item) is not None or (
        isinstance(item, sa.Index) and not all(isinstance(part, sa.Column) for part in item.expressions)
    )


def condition(item: Any) -> Any:
    return getattr(item, "_ddl_if", None)  # which SQLAlchemy shows to nobody


def hidden_changes(
    script: ScriptDirectory, metadata: sa.MetaData, connection: sa.Connection
) -> tuple[list[MigrateOperation], list[MigrateOperation]]:
    """Return what drops hidden items that the models do not have any more, and what creates new ones."""
    made = made_by(script)
    found = set(connection.exec_driver_sql(NAMES[connection.dialect.name]).scalars())
    wanted = {
        table.name: {name_of(item, connection.dialect): item for item in (*table.indexes, *table.constraints)}
        for table in metadata.sorted_tables
    }
    drops = list(removed(made, wanted))
    creates = [
        guarded
        for table, items in wanted.items()
        for name, item in sorted(items.items())
        if is_hidden(item) and name not in found and not any(name in each.get(table, {}) for each in made.values())
        for guarded in for_databases(creation(item), databases_of(item))
    ]
    return drops, creates


def removed(made: dict[str, Tables], wanted: Tables) -> Iterator[MigrateOperation]:
    """Yield what drops the hidden items that revisions have made, and that the models do not name any more."""
    for table in sorted({table for tables in made.values() for table in tables}):
        everywhere = {name: item for tables in made.values() for name, item in tables.get(table, {}).items()}
        for name, item in sorted(everywhere.items()):
            databases = [database for database, tables in made.items() if name in tables.get(table, {})]
            partly = len(databases) < len(made) and isinstance(item, sa.Index | sa.Constraint)
            if (partly or is_hidden(item)) and name not in wanted.get(table, {}):
                yield from for_databases(creation(item).reverse(), databases)


def creation(item: Any) -> MigrateOperation:
    if isinstance(item, sa.Index):
        return ops.CreateIndexOp.from_index(item)
    return ops.AddConstraintOp.from_constraint(item)


def databases_of(item: Any) -> list[str]:
    named = condition(item) and condition(item).dialect
    return [database for database in DRIVERS if not named or database == named or database in tuple(named)]


def for_databases(operation: MigrateOperation, databases: list[str]) -> Iterator[MigrateOperation]:
    """Yield an operation for some kinds of database, or as it is where it is for all."""
    if len(databases) == len(DRIVERS):
        yield operation
    else:
        yield from (Guarded(operation, database) for database in databases)
