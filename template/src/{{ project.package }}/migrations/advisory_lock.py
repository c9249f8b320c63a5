"""Let one process migrate a PostgreSQL database at a time, by an advisory lock that the others wait for."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from {{ project.package }}.settings import Settings

ADVISORY_LOCK = crc32(b"{{ project.package }}.migrations")
"""The number of the lock: each project has its own."""


@contextmanager
def one_run_at_a_time(connection: Connection, *, patience: int) -> Iterator[None]:
    """Hold a lock of the session: a revision with an `autocommit_block()` ends the transaction before it is done."""
    if connection.in_transaction():
        raise CommandError("hand over a connection outside of a transaction: the lock is free again before that ends")
    wait_for_lock(connection, patience)
    try:
        with context.begin_transaction():
            connection.exec_driver_sql(f"SET lock_timeout = {Settings().lock_timeout * 1000:.0f}")
            yield
    finally:
        with connection.begin():
            connection.exec_driver_sql("RESET lock_timeout")
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})")


def wait_for_lock(connection: Connection, patience: int) -> None:
    """Ask for the lock until it is free: CREATE INDEX CONCURRENTLY would wait for a statement that waits for it."""
    for _ in range(patience * 10):
        with connection.begin():
            if connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({ADVISORY_LOCK})").scalar_one():
                return
            connection.exec_driver_sql("SELECT pg_sleep(0.1)")
    raise CommandError("another run holds the lock for too long: see in pg_stat_activity what it waits for")
