"""Compare the models with what revisions have made, and leave out what belongs to other programs."""

from collections.abc import Iterator
from copy import copy
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op
from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation, ops
from alembic.script import ScriptDirectory

from bookshop.db.constraints import is_plain
from bookshop.migrations.replay import DRIVERS, Tables, dialect_of, name_of, replay

NAMES = {
    "postgresql": """
        SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
        UNION SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()
    """,
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
}


class OneDatabaseOp(ops.OpContainer):
    """An operation that a revision runs on one kind of database."""

    def __init__(self, operation: MigrateOperation, database: str) -> None:
        super().__init__([operation])
        self.database = database

    def reverse(self) -> "OneDatabaseOp":
        return OneDatabaseOp(self.ops[0].reverse(), self.database)


@renderers.dispatch_for(OneDatabaseOp)
def render_one_database(context: AutogenContext, step: OneDatabaseOp) -> list[str]:
    native = copy(context)  # shares the imports
    native.migration_context = MigrationContext.configure(dialect=dialect_of(step.database))
    lines = [line for operation in step.ops for line in render_op(native, operation)]
    return [f'if op.get_context().dialect.name == "{step.database}":', *lines, ""]


class Comparison:
    """Filters what Alembic compares, and compares by name what a database does not report.

    SQLite reports no index on an expression, and neither database reports what is for the other one (`ddl_if`).
    """

    def __init__(self, scripts: ScriptDirectory, metadata: sa.MetaData) -> None:
        self.scripts, self.metadata = scripts, metadata

    @cached_property
    def made(self) -> dict[str, Tables]:
        """What revisions make, by kind of database."""
        return {database: replay(self.scripts, "heads", database) for database in DRIVERS}

    def include_name(self, name: str | None, kind: str, _parents: object) -> bool:
        """Return whether to reflect a table: those of other programs may have types that SQLAlchemy does not know."""
        return kind != "table" or name in self.metadata.tables or self._is_made(str(name))

    def include_object(self, item: Any, name: str | None, kind: str, reflected: bool, counterpart: object) -> bool:
        """Return whether to compare an item. One that only the database has is dropped if a revision made it."""
        if not is_plain(item):
            return False
        if not reflected or counterpart is not None:
            return True
        return self._is_made(str(name), None if kind == "table" else item.table.name)

    def _is_made(self, name: str, table: str | None = None) -> bool:
        """Return whether revisions make a table, or an item of a table, on both kinds of database."""
        return all(name in (tables.get(table, {}) if table else tables) for tables in self.made.values())

    def drops(self, dialect: sa.Dialect) -> Iterator[MigrateOperation]:
        """Yield what drops the items that are made, not reported, and no longer in the models."""
        for table in sorted({table for tables in self.made.values() for table in tables}):
            everywhere = {name: item for tables in self.made.values() for name, item in tables.get(table, {}).items()}
            wanted = self._items(table, dialect)
            for name, item in sorted(everywhere.items()):
                if isinstance(item, sa.Constraint | sa.Index) and name not in wanted:
                    databases = [database for database, tables in self.made.items() if name in tables.get(table, {})]
                    if len(databases) < len(DRIVERS) or not is_plain(item):
                        yield from for_databases(creation(item).reverse(), databases)

    def creates(self, connection: sa.Connection) -> Iterator[MigrateOperation]:
        """Yield what creates the items of the models that are not reported, and are not there."""
        found = set(connection.exec_driver_sql(NAMES[connection.dialect.name]).scalars())
        for table in self.metadata.sorted_tables:
            known = found.union(*(tables.get(table.name, {}) for tables in self.made.values()))
            for name, item in sorted(self._items(table.name, connection.dialect).items()):
                if name not in known and not is_plain(item):
                    yield from for_databases(creation(item), databases_of(item))

    def _items(self, name: str, dialect: sa.Dialect) -> dict[str, sa.Constraint | sa.Index]:
        """Return the constraints and indexes of a model's table by name."""
        items: list[sa.Constraint | sa.Index] = []
        if (table := self.metadata.tables.get(name)) is not None:
            items = [*table.indexes, *table.constraints]
        return {name_of(item, dialect): item for item in items}


def creation(item: sa.Constraint | sa.Index) -> MigrateOperation:
    if isinstance(item, sa.Index):
        return ops.CreateIndexOp.from_index(item)
    return ops.AddConstraintOp.from_constraint(item)


def databases_of(item: sa.Constraint | sa.Index) -> list[str]:
    """Return the kinds of database that an item is for: `ddl_if` names one, some, or none."""
    named = item._ddl_if and item._ddl_if.dialect
    return [database for database in DRIVERS if not named or database == named or database in tuple(named)]


def for_databases(operation: MigrateOperation, databases: list[str]) -> Iterator[MigrateOperation]:
    """Yield an operation for some kinds of database, or as it is where it is for all."""
    if len(databases) == len(DRIVERS):
        yield operation
    else:
        yield from (OneDatabaseOp(operation, database) for database in databases)
