"""Run Alembic on the service's own engine, with the same revisions on both databases."""

import asyncio
from functools import partial

from alembic import context
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from bookshop.db.session import VERSION_TABLE, create_engine
from bookshop.migrations.advisory_lock import one_run_at_a_time
from bookshop.migrations.autogenerate.column_types import render_type
from bookshop.migrations.autogenerate.comparison import Comparison
from bookshop.migrations.autogenerate.new_revision import prepare_revision
from bookshop.migrations.old_version_table import adopt
from bookshop.migrations.sqlite_table_copy import foreign_keys_off
from bookshop.models import Base
from bookshop.settings import Settings

PATIENCE = 600
"""How many seconds a run waits for the one before it."""

settings = Settings()


def migrate(connection: Connection) -> None:
    comparison = Comparison(context.script, Base.metadata)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        include_name=comparison.include_name,
        include_object=comparison.include_object,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
        render_as_batch=True,
        render_item=render_type,
        process_revision_directives=partial(prepare_revision, comparison),
        transactional_ddl=True,
    )
    refuse_branches(context.script)
    if connection.dialect.name == "sqlite":
        prepared = foreign_keys_off(connection)
    else:
        prepared = one_run_at_a_time(connection, patience=PATIENCE)
    with prepared:
        adopt(context.get_context(), context.script)
        context.run_migrations()


def refuse_branches(scripts: ScriptDirectory) -> None:
    if len(heads := scripts.get_heads()) > 1:
        raise CommandError(
            f"two revisions follow the same one: {', '.join(sorted(heads))}. "
            "Renumber the one that came later and set its down_revision to the other."
        )


async def connect_and_migrate() -> None:
    # The statements of a revision may take any time.
    engine = create_engine(settings.model_copy(update={"lock_timeout": PATIENCE, "statement_timeout": 0}))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    context.configure(
        url=settings.database_url, version_table=VERSION_TABLE, literal_binds=True, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()
elif (ready := context.config.attributes.get("connection")) is not None:
    migrate(ready)
else:
    asyncio.run(connect_and_migrate())
