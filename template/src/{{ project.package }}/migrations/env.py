"""How Alembic runs here: on the service's own engine, one run at a time, the same revisions on both databases."""

import asyncio

from alembic import context
from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from {{ project.package }}.db.session import create_engine
from {{ project.package }}.migrations.autogenerate import prepare_revision, refuse_branches, render_type
from {{ project.package }}.models import Base
from {{ project.package }}.settings import Settings

ADVISORY_LOCK = 7262573310
"""Any number: whoever holds it migrates, the others wait."""


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_type,
        process_revision_directives=prepare_revision,
        transactional_ddl=True,
    )
    refuse_branches(context.script)
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
            # Only now: the wait for another migration may be long, a wait for a busy table must not be.
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        context.run_migrations()


async def connect_and_run() -> None:
    engine = create_engine(Settings())
    if engine.dialect.name == "sqlite":
        # SQLite changes a table by copying it; with foreign keys on, dropping the old one would cascade.
        event.listen(engine.sync_engine, "connect", foreign_keys_off)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


def foreign_keys_off(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")


if context.is_offline_mode():
    context.configure(url=Settings().database_url, literal_binds=True)
    context.run_migrations()
elif (ready := context.config.attributes.get("connection")) is not None:
    run(ready)
else:
    asyncio.run(connect_and_run())
