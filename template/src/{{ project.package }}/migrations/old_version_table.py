"""Take over the revision of a database that release 0.4.0 or an earlier one migrated: projects shared a table for it."""

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from {{ project.package }}.db.session import VERSION_TABLE
from {{ project.package }}.migrations.replay import Tables, replay

SHARED = sa.table("alembic_version", sa.column("version_num"))


def adopt(context: MigrationContext, scripts: ScriptDirectory) -> None:
    """Copy the revision from the shared table, if it is this project's.

    The shared table stays as it is: instances of the earlier release still read it.
    """
    connection = context.connection
    assert connection is not None
    inspector = sa.inspect(connection)
    if inspector.has_table(VERSION_TABLE) or not inspector.has_table(SHARED.name):
        return
    known = {revision.revision for revision in scripts.walk_revisions()}
    for revision in connection.scalars(sa.select(SHARED.c.version_num)).all():
        if revision in known and has_tables_of(replay(scripts, revision, connection.dialect.name), inspector):
            context.stamp(scripts, revision)
        elif context.environment_context is not None:
            context.environment_context.config.print_stdout(
                f"{SHARED.name} in this database is left to another project: it names {revision}, and the tables of this "
                f"project's revision {revision} are not there. This project notes its revision in {VERSION_TABLE}."
            )


def has_tables_of(made: Tables, inspector: sa.Inspector) -> bool:
    """Return whether a database has all tables and columns that revisions make: other projects count from 001 too."""
    tables = set(inspector.get_table_names())
    for table, items in made.items():
        columns = {name for name, item in items.items() if isinstance(item, sa.Column)}
        if table in tables:
            columns -= {column["name"] for column in inspector.get_columns(table)}
        if columns:
            return False
    return bool(made)
