"""Databases of this project's earlier releases, which noted their revision in a table that all projects shared."""

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from bookshop.db.session import VERSION_TABLE
from bookshop.migrations.history import tables_made_by, until

SHARED = sa.table("alembic_version", sa.column("version_num"))


def adopt(context: MigrationContext, script: ScriptDirectory) -> None:
    """Take the revision over from the shared table, if it is this project's.

    The shared table stays as it is: instances of the earlier release still read it.
    """
    connection = context.connection
    assert connection is not None
    inspector = sa.inspect(connection)
    if inspector.has_table(VERSION_TABLE) or not inspector.has_table(SHARED.name):
        return
    known = {revision.revision for revision in script.walk_revisions()}
    for revision in connection.scalars(sa.select(SHARED.c.version_num)).all():
        if revision in known and stands(until(script, revision), inspector):
            context.stamp(script, revision)
        elif context.environment_context is not None:
            context.environment_context.config.print_stdout(
                f"{SHARED.name} in this database is left to another project: it names {revision}, and the tables of this "
                f"project's revision {revision} are not there. This project notes its revision in {VERSION_TABLE}."
            )


def stands(revisions: list[Script], inspector: sa.Inspector) -> bool:
    """Whether a database has the tables that revisions make, with their columns: other projects count from 001 too."""
    made = tables_made_by(revisions, inspector.dialect.name)
    found = {
        table: {column["name"] for column in inspector.get_columns(table)}
        for table in made.keys() & set(inspector.get_table_names())
    }
    columns = {
        table: {name for name, item in items.items() if isinstance(item, sa.Column)} for table, items in made.items()
    }
    return bool(made) and all(columns[table] <= found.get(table, set()) for table in made)
