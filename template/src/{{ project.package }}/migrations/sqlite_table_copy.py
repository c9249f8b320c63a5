"""Let SQLite change a table by copying it: with foreign keys off, and with all that Alembic's copy would leave out."""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from alembic import context
from alembic.ddl.sqlite import SQLiteImpl
from alembic.operations.batch import ApplyBatchImpl, BatchOperationsImpl
from alembic.util import CommandError
from sqlalchemy.engine.interfaces import DBAPICursor, ReflectedColumn
from sqlalchemy.exc import DBAPIError

from {{ project.package }}.db.constraints import is_plain

QUOTED = re.compile(r"""'[^']*'|"[^"]*"|--[^\n]*""")
COLLATION = re.compile(r'^\s*"?(\w+)"?\s[^\n]*?\bCOLLATE\s+"?(\w+)', re.MULTILINE | re.IGNORECASE)
COUNTS = "SELECT 1 FROM sqlite_master WHERE name = ? AND sql GLOB '* PRIMARY KEY AUTOINCREMENT*'"
COLUMNS = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
LAST_KEY = "SELECT seq FROM sqlite_sequence WHERE name = ?"
VIEWS_AND_TRIGGERS = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY rowid"


@contextmanager
def foreign_keys_off(connection: sa.Connection) -> Iterator[None]:
    """With foreign keys on, dropping the old table would delete what refers to it."""
    cursor = connection.connection.cursor()  # SQLAlchemy's own would begin a transaction, where the pragma is ignored
    was_on = pragma(cursor, "foreign_keys")
    cursor.execute("PRAGMA foreign_keys = OFF")
    if pragma(cursor, "foreign_keys") != [(0,)]:
        raise CommandError("hand over a connection outside of a transaction: SQLite's foreign keys have to be off")
    with context.begin_transaction(), autoincrement_reflected(connection), warnings.catch_warnings():
        # A table is copied with all that it has, or not at all.
        warnings.filterwarnings("error", "Unnamed CHECK constraint on reflected table")
        # They are compared apart, and copied as they are.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        yield
        if broken := pragma(cursor, "foreign_key_check"):
            raise CommandError(f"the migration leaves references to rows that are not there: {broken}")
    if was_on == [(1,)]:
        cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@contextmanager
def autoincrement_reflected(connection: sa.Connection) -> Iterator[None]:
    """Tell which tables use no key twice, which SQLAlchemy does not see: for copies, and for drops that are reversed."""

    def reflect(_inspector: sa.Inspector, table: sa.Table, column: ReflectedColumn) -> None:
        if column.get("primary_key") and connection.exec_driver_sql(COUNTS, (table.name,)).first():
            table.kwargs["sqlite_autoincrement"] = True

    sa.event.listen(sa.Table, "column_reflect", reflect)
    try:
        yield
    finally:
        sa.event.remove(sa.Table, "column_reflect", reflect)


def pragma(cursor: DBAPICursor, name: str) -> Sequence[object]:
    cursor.execute(f"PRAGMA {name}")
    return cursor.fetchall()


class RebuildingImpl(SQLiteImpl):
    """Alembic's operations on SQLite; that this class is defined registers it."""

    __dialect__ = "sqlite"
    copy: "Copy | None" = None

    def requires_recreate_in_batch(self, batch_op: BatchOperationsImpl) -> bool:
        # Reflection would follow the references from table to table, and a long chain of them is too deep for Python.
        batch_op.reflect_kwargs["resolve_fks"] = False
        return super().requires_recreate_in_batch(batch_op)

    def prep_table_for_batch(self, batch_impl: ApplyBatchImpl, table: sa.Table) -> None:
        assert self.connection is not None
        self.copy = Copy(self.connection, batch_impl, table)
        self.copy.prepare()

    def rename_table(self, old_table_name: str, new_table_name: str, schema: str | None = None) -> None:
        super().rename_table(old_table_name, new_table_name, schema)
        if self.copy and self.copy.batch.temp_table_name == old_table_name:
            self.copy.complete()
            self.copy = None

    def correct_for_autogen_constraints(
        self, _uniques: object, _indexes: object, _model_uniques: object, model_indexes: set[sa.Index]
    ) -> None:
        """Leave out the indexes that SQLite does not show: they are compared apart."""
        model_indexes.difference_update([index for index in model_indexes if not is_plain(index)])


class Copy:
    """One table's copy: what is on the old table before, and the same on the new one after."""

    def __init__(self, connection: sa.Connection, batch: ApplyBatchImpl, table: sa.Table) -> None:
        self.connection, self.batch, self.table = connection, batch, table
        self.ddl: str = self.execute(COLUMNS, table.name).scalar_one()
        dropped = {str(index.name) for index in table.indexes} - batch.indexes.keys()
        indexes = {name: sql for name, sql in self.execute(INDEXES, table.name).all() if name not in dropped}
        self.renamed = {name for name, transfer in batch.column_transfers.items() if "name" in transfer}
        if self.renamed:  # Alembic renames the plain indexes; of all others the SQL says more than reflection
            indexes = {name: sql for name, sql in indexes.items() if name not in batch.indexes}
        self.indexes = indexes
        self.others = self.execute(VIEWS_AND_TRIGGERS).all()
        self.views = [name for kind, name, _ in self.others if kind == "view" and self.can_be_read(name)]
        counts = table.kwargs.get("sqlite_autoincrement")
        self.last_key = self.execute(LAST_KEY, table.name).scalar() if counts else None

    def prepare(self) -> None:
        """Give the new table what stands in the old one's DDL, and drop what would not let it be renamed."""
        collations = COLLATION.findall(self.ddl)
        if len(collations) < len(re.findall(r"\bCOLLATE\b", QUOTED.sub("", self.ddl), re.IGNORECASE)):
            self.refuse(f"the collations of its columns cannot be read from {self.ddl}")
        for name, collation in collations:
            if name in self.batch.columns:
                cast(sa.String, self.batch.columns[name].type).collation = collation
        for name, column in self.batch.columns.items():
            if column.computed is not None:
                self.batch.column_transfers[name].pop("expr", None)
        for name in self.indexes:
            self.batch.indexes.pop(name, None)
        quote = self.connection.dialect.identifier_preparer.quote_identifier
        for kind, name, _ in self.others:
            self.execute(f"DROP {kind} IF EXISTS {quote(name)}")

    def complete(self) -> None:
        gone = self.renamed | {column.name for column in self.table.columns} - self.batch.columns.keys()
        for kind, name, sql in [*(("index", *index) for index in self.indexes.items()), *self.others]:
            words = set(re.findall(r"\w+", sql))
            if kind == "trigger" and self.table.name in words and words & gone:
                self.refuse(f"the trigger {name} uses a column that goes")
            try:
                self.execute(sql)
            except DBAPIError as error:
                self.refuse(f"the {kind} {name} cannot be made again: {error.orig}")
        for name in self.views:
            if not self.can_be_read(name):
                self.refuse(f"the view {name} uses a column that goes")
        if self.last_key is not None:
            self.execute("DELETE FROM sqlite_sequence WHERE name = ?", self.table.name)
            self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", self.table.name, self.last_key)

    def can_be_read(self, view: str) -> bool:
        try:
            self.connection.execute(sa.select(sa.text("*")).select_from(sa.table(view)).limit(0)).close()
        except DBAPIError:
            return False
        return True

    def refuse(self, reason: str) -> None:
        raise CommandError(
            f"SQLite changes {self.table.name} by copying it, and {reason}. "
            "Drop it at the start of this revision and make it again at the end, by op.execute()."
        )

    def execute(self, sql: str, *values: object) -> Any:
        return self.connection.exec_driver_sql(sql, values)
