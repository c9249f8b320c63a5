"""How Alembic runs here: on the service's own engine, one run at a time, the same revisions on both databases."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor

from bookshop.db.session import create_engine
from bookshop.migrations import ADVISORY_LOCK
from bookshop.migrations.autogenerate import prepare_revision, refuse_branches
from bookshop.migrations.portable import render_type
from bookshop.models import Base
from bookshop.settings import Settings

PATIENCE = {"lock_timeout": 600.0, "statement_timeout": 0.0}
"""How long, in seconds, a run waits for the one before it, and that its statements may take any time."""

settings = Settings()


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
        render_as_batch=True,
        render_item=render_type,
        process_revision_directives=prepare_revision,
        transactional_ddl=True,
    )
    refuse_branches(context.script)
    prepared = foreign_keys_off if connection.dialect.name == "sqlite" else one_at_a_time
    with prepared(connection):
        context.run_migrations()


@contextmanager
def one_at_a_time(connection: Connection) -> Iterator[None]:
    with context.begin_transaction():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        # Only now: the wait for another run may be long, the wait for a busy table must not be.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {settings.lock_timeout * 1000:.0f}")
        yield


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it: with foreign keys on, dropping the old one would delete what refers to it."""
    cursor = connection.connection.cursor()  # SQLAlchemy's own would begin a transaction, where the pragma is ignored
    was_on = pragma(cursor, "foreign_keys")
    cursor.execute("PRAGMA foreign_keys = OFF")
    if pragma(cursor, "foreign_keys") != [(0,)]:
        raise CommandError("hand over a connection outside of a transaction: SQLite's foreign keys have to be off")
    with context.begin_transaction():
        yield
        if broken := pragma(cursor, "foreign_key_check"):
            raise CommandError(f"the migration leaves references to rows that are not there: {broken}")
    if was_on == [(1,)]:
        cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def pragma(cursor: DBAPICursor, name: str) -> Sequence[Any]:
    cursor.execute(f"PRAGMA {name}")
    return cursor.fetchall()


async def connect_and_run() -> None:
    engine = create_engine(settings.model_copy(update=PATIENCE))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    context.configure(url=settings.database_url, literal_binds=True, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
elif (ready := context.config.attributes.get("connection")) is not None:
    run(ready)
else:
    asyncio.run(connect_and_run())
