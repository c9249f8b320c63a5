"""The engine, its pool, and the two kinds of session on it: one that writes, one that only reads."""

import sqlite3
from contextlib import suppress
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import CompoundSelect, Connection, Select, event, make_url
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection
from sqlalchemy.engine.interfaces import DBAPICursor, ExceptionContext, ExecutionContext
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler, ilike_case_insensitive

from bookshop.db.base import MAX_IDENTIFIER_LENGTH
from bookshop.settings import Settings

VERSION_TABLE = "bookshop_alembic_version"
"""Where Alembic notes the revision of the schema. Other projects in the same database have theirs."""


class SQLiteConnection(sqlite3.Connection):
    """Ends its transaction when it is closed: SQLite would keep that open as long as a cursor of it is in memory."""

    def close(self) -> None:
        self.rollback()
        super().close()


class ReadOnlyError(RuntimeError):
    """A read session was asked to do something other than a select."""


class Database:
    """One pool, two session factories. `write` is transactional; `read` runs each select on its own."""

    def __init__(self, settings: Settings) -> None:
        self.engine = create_engine(settings)
        reads = self._without_transactions()
        event.listen(reads.sync_engine, "before_cursor_execute", refuse_writes)
        self.write = async_sessionmaker(self.engine, expire_on_commit=False)
        self.read = async_sessionmaker(reads, expire_on_commit=False, autoflush=False)

    async def revisions(self) -> set[str]:
        """Return the revisions of the schema that the database has."""
        options = {"version_table": VERSION_TABLE}
        async with self._without_transactions().connect() as connection:
            return set(
                await connection.run_sync(
                    lambda sync: MigrationContext.configure(sync, opts=options).get_current_heads()
                )
            )

    async def dispose(self) -> None:
        await self.engine.dispose()

    def _without_transactions(self) -> AsyncEngine:
        """Return the engine with each statement on its own. SQLite's driver begins nothing itself, and need not be told."""
        sqlite = self.engine.dialect.name == "sqlite"
        return self.engine.execution_options(**{"autocommit": True} if sqlite else {"isolation_level": "AUTOCOMMIT"})


def create_engine(settings: Settings) -> AsyncEngine:
    sqlite = make_url(settings.database_url).get_backend_name() == "sqlite"
    engine = create_async_engine(
        settings.database_url,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.pool_timeout,
        pool_pre_ping=settings.pool_pre_ping,
        max_identifier_length=MAX_IDENTIFIER_LENGTH,
        hide_parameters=True,  # as errors reach the log
        connect_args=sqlite_arguments(settings) if sqlite else postgresql_arguments(settings),
    )
    event.listen(engine.sync_engine, "handle_error", hide_values)
    if sqlite:
        event.listen(engine.sync_engine, "connect", prepare_sqlite)
        event.listen(engine.sync_engine, "begin", begin_immediate)
    return engine


def sqlite_arguments(settings: Settings) -> dict[str, Any]:
    return {"timeout": settings.lock_timeout, "isolation_level": None, "factory": SQLiteConnection}


def postgresql_arguments(settings: Settings) -> dict[str, Any]:
    milliseconds = {"statement_timeout": settings.statement_timeout, "lock_timeout": settings.lock_timeout}
    timeouts = {name: str(int(seconds * 1000)) for name, seconds in milliseconds.items()}
    # Where the server itself stops no statement, as for a migration, none is given up here; where it should have
    # stopped one and is silent, it is gone.
    patience = settings.statement_timeout + settings.pool_timeout if settings.statement_timeout else None
    return {
        "timeout": settings.pool_timeout,
        "command_timeout": patience,
        "server_settings": {} if settings.database_pooler else timeouts,
    }


def hide_values(context: ExceptionContext) -> None:
    """Take PostgreSQL's DETAIL from an error, as it quotes rows, and errors reach the log."""
    driver: Any = context.original_exception.__cause__
    if hasattr(driver, "detail"):
        driver.detail = None


@compiles(ilike_case_insensitive, "sqlite")
def lower_on_sqlite(operand: ilike_case_insensitive, compiler: SQLCompiler, **options: Any) -> str:
    """Compare all letters without case, as PostgreSQL does: SQLite's `lower` knows ASCII, and indexes may rely on that."""
    return f"unicode_lower({compiler.process(operand.element, **options)})"


def unicode_lower(text: str | None) -> str | None:
    return text and text.lower()


def prepare_sqlite(connection: AsyncAdapt_aiosqlite_connection, _record: object) -> None:
    connection.create_function("unicode_lower", 1, unicode_lower, deterministic=True)
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    # The file stays in this mode: where another process is writing to a new one, a later connection sets it.
    with suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def begin_immediate(connection: Connection) -> None:
    """Take SQLite's write lock at the start; its driver would begin late, and let savepoints and DDL escape."""
    if connection.get_execution_options().keys().isdisjoint(("autocommit", "isolation_level")):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def refuse_writes(
    _connection: Connection,
    _cursor: DBAPICursor,
    statement: str,
    _parameters: object,
    context: ExecutionContext,
    _executemany: bool,
) -> None:
    compiled = context.compiled
    if not isinstance(getattr(compiled, "statement", None), Select | CompoundSelect) or any(
        cte.element.is_dml for cte in getattr(compiled, "ctes", None) or ()
    ):
        raise ReadOnlyError(statement)
