"""How Alembic runs here: on the service's own engine, one run at a time, the same revisions on both databases."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from bookshop.db.session import VERSION_TABLE, create_engine
from bookshop.migrations import ADVISORY_LOCK
from bookshop.migrations.adoption import adopt
from bookshop.migrations.autogenerate import prepare_revision, refuse_branches
from bookshop.migrations.ownership import Ownership
from bookshop.migrations.portable import render_type
from bookshop.migrations.sqlite import foreign_keys_off
from bookshop.models import Base
from bookshop.settings import Settings

PATIENCE = {"lock_timeout": 600, "statement_timeout": 0}
"""How long, in seconds, a run waits for the one before it, and that its statements may take any time."""

settings = Settings()


def run(connection: Connection) -> None:
    ownership = Ownership(context.script, Base.metadata)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        include_name=ownership.includes_name,
        include_object=ownership.includes,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
        render_as_batch=True,
        render_item=render_type,
        process_revision_directives=prepare_revision,
        transactional_ddl=True,
    )
    refuse_branches(context.script)
    prepared = foreign_keys_off if connection.dialect.name == "sqlite" else one_at_a_time
    with prepared(connection):
        adopt(context.get_context(), context.script)
        context.run_migrations()


@contextmanager
def one_at_a_time(connection: Connection) -> Iterator[None]:
    """Hold a lock of the session: a revision with an `autocommit_block()` ends the transaction before it is done."""
    if connection.in_transaction():
        raise CommandError("hand over a connection outside of a transaction: the lock is free again before that ends")
    wait_for_others(connection)
    try:
        with context.begin_transaction():
            connection.exec_driver_sql(f"SET lock_timeout = {settings.lock_timeout * 1000:.0f}")
            yield
    finally:
        with connection.begin():
            connection.exec_driver_sql("RESET lock_timeout")
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})")


def wait_for_others(connection: Connection) -> None:
    """Ask for the lock until it is free: CREATE INDEX CONCURRENTLY would wait for a statement that waits for it."""
    for _ in range(PATIENCE["lock_timeout"] * 10):
        with connection.begin():
            if connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({ADVISORY_LOCK})").scalar_one():
                return
            connection.exec_driver_sql("SELECT pg_sleep(0.1)")
    raise CommandError("another run holds the lock for too long: see in pg_stat_activity what it waits for")


async def connect_and_run() -> None:
    engine = create_engine(settings.model_copy(update=PATIENCE))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    context.configure(
        url=settings.database_url, version_table=VERSION_TABLE, literal_binds=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
elif (ready := context.config.attributes.get("connection")) is not None:
    run(ready)
else:
    asyncio.run(connect_and_run())
