"""The schema that the revisions make, from running them without a database: anything else there belongs to others."""

import io
import logging
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic.ddl.impl import DefaultImpl
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import Script, ScriptDirectory

from bookshop.db.base import MAX_IDENTIFIER_LENGTH

DRIVERS = {"postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}

Tables = dict[str, dict[str, Any]]
"""What stands in each table, by name: its columns, constraints and indexes."""

logger = logging.getLogger(__name__)


class Recorder(DefaultImpl):
    """Keeps a record of what operations do, where Alembic would run them. Raw SQL leaves no trace."""

    tables: Tables

    def create_table(self, table: sa.Table, **_options: Any) -> None:
        self.tables[table.name] = {}
        for item in (*table.columns, *table.constraints, *table.indexes):
            self._add(table.name, item)

    def drop_table(self, table: sa.Table, **_options: Any) -> None:
        self.tables.pop(table.name, None)

    def rename_table(self, old_table_name: str, new_table_name: Any, schema: Any = None) -> None:
        self.tables[new_table_name] = self.tables.pop(old_table_name, {})

    def add_column(self, table_name: str, column: sa.Column[Any], **_options: Any) -> None:
        self._add(table_name, column)

    def drop_column(self, table_name: str, column: sa.Column[Any], **_options: Any) -> None:
        self._remove(table_name, column)

    def alter_column(self, table_name: str, column_name: str, *, name: str | None = None, **_changes: Any) -> None:
        if name:
            items = self.tables.setdefault(table_name, {})
            items[name] = items.pop(column_name, None)

    def add_constraint(self, const: Any, **_options: Any) -> None:
        self._add(const.table.name, const)

    def drop_constraint(self, const: Any, **_options: Any) -> None:
        self._remove(const.table.name, const)

    def create_index(self, index: Any, **_options: Any) -> None:
        self._add(index.table.name, index)

    def drop_index(self, index: Any, **_options: Any) -> None:
        self._remove(index.table.name, index)

    def _exec(self, *_arguments: Any, **_options: Any) -> None:
        """Run nothing."""

    def bulk_insert(self, *_arguments: Any, **_options: Any) -> None:
        """Insert nothing."""

    def _add(self, table: str, item: Any) -> None:
        self.tables.setdefault(table, {})[name_of(item, self.dialect)] = item

    def _remove(self, table: str, item: Any) -> None:
        self.tables.get(table, {}).pop(name_of(item, self.dialect), None)


def name_of(item: Any, dialect: sa.Dialect) -> str:
    """Return the name of a column, constraint or index as a database has it: shortened where it is too long."""
    if isinstance(item, sa.Column):
        return item.name
    return str(dialect.identifier_preparer.format_constraint(item)).strip('"')


def tables_made_by(revisions: Iterable[Script], database: str) -> Tables:
    """Return what is there after these revisions, of which the first comes first, on a kind of database."""
    dialect = dialect_of(database)
    context = MigrationContext.configure(dialect=dialect, opts={"as_sql": True, "output_buffer": io.StringIO()})
    context.impl = recorder = Recorder(dialect, context.connection, True, None, context.output_buffer, context.opts)
    recorder.tables = {}
    with Operations.context(context):
        for revision in revisions:
            try:
                revision.module.upgrade()
            except Exception as error:
                logger.warning(
                    f"what revision {revision.revision} makes is not known, as it reads a database: {error!r}",
                )
    return recorder.tables


def made_by(script: ScriptDirectory) -> dict[str, Tables]:
    """Return what all revisions together make, on each kind of database."""
    return {database: tables_made_by(until(script), database) for database in DRIVERS}


def dialect_of(database: str) -> sa.Dialect:
    dialect = sa.make_url(f"{DRIVERS[database]}://").get_dialect()()
    dialect.max_identifier_length = MAX_IDENTIFIER_LENGTH
    return dialect


def until(script: ScriptDirectory, revision: str = "heads") -> list[Script]:
    """Return the revisions that lead to one, the first one first; without any, all of them."""
    return list(reversed(list(script.walk_revisions("base", revision))))
