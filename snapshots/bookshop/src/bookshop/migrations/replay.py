"""Replay revisions without a database, to know the schema that they make: anything else there belongs to others."""

import io
import logging
from typing import Any

import sqlalchemy as sa
from alembic.ddl.base import AddColumn, ColumnName, DropColumn, RenameTable
from alembic.ddl.impl import DefaultImpl
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import schema

from bookshop.db.base import MAX_IDENTIFIER_LENGTH

DRIVERS = {"postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}

Item = sa.Column[Any] | sa.Constraint | sa.Index
Tables = dict[str, dict[str, Item | None]]
"""The columns, constraints and indexes of each table, by name; None for a column that raw SQL made."""

logger = logging.getLogger(__name__)


class Recorder(DefaultImpl):
    """Records the schema, where Alembic would execute DDL. Raw SQL leaves no trace."""

    tables: Tables

    def _exec(self, construct: object, *_arguments: object, **_options: object) -> None:
        match construct:
            case schema.CreateTable(element=table):
                self.tables[table.name] = {}
                for item in (*table.columns, *table.constraints, *table.indexes):
                    self._add(table.name, item)
            case schema.DropTable(element=table):
                self.tables.pop(table.name, None)
            case RenameTable(table_name=old, new_table_name=new):
                self.tables[new] = self.tables.pop(old, {})
            case AddColumn(table_name=name, column=column):
                self._add(name, column)
            case DropColumn(table_name=name, column=column):
                self._remove(name, column)
            case ColumnName(table_name=name, column_name=old, newname=new):
                items = self.tables.setdefault(name, {})
                items[new] = items.pop(old, None)
            case schema.AddConstraint(element=item) | schema.CreateIndex(element=item) if item.table is not None:
                self._add(item.table.name, item)
            case schema.DropConstraint(element=item) | schema.DropIndex(element=item) if item.table is not None:
                self._remove(item.table.name, item)

    def _add(self, table: str, item: Item) -> None:
        self.tables.setdefault(table, {})[name_of(item, self.dialect)] = item

    def _remove(self, table: str, item: Item) -> None:
        self.tables.get(table, {}).pop(name_of(item, self.dialect), None)


def name_of(item: Item, dialect: sa.Dialect) -> str:
    """Return the name that an item has in a database: shortened where it is too long."""
    if isinstance(item, sa.Column):
        return item.name
    return str(dialect.identifier_preparer.format_constraint(item)).strip('"')


def replay(scripts: ScriptDirectory, revision: str, database: str) -> Tables:
    """Return the schema after a revision, or after all ("heads"), on one kind of database."""
    dialect = dialect_of(database)
    context = MigrationContext.configure(dialect=dialect, opts={"as_sql": True, "output_buffer": io.StringIO()})
    context.impl = recorder = Recorder(dialect, context.connection, True, None, context.output_buffer, context.opts)
    recorder.tables = {}
    with Operations.context(context):
        for script in reversed(list(scripts.walk_revisions("base", revision))):
            try:
                script.module.upgrade()
            except Exception as error:
                logger.warning(f"what revision {script.revision} makes is not known, as it reads a database: {error!r}")
    return recorder.tables


def dialect_of(database: str) -> sa.Dialect:
    dialect = sa.make_url(f"{DRIVERS[database]}://").get_dialect()()
    dialect.max_identifier_length = MAX_IDENTIFIER_LENGTH
    return dialect
