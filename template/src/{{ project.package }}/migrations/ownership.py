"""What autogenerate compares: the models with what the revisions have made, and nothing of other programs."""

from functools import cached_property
from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from {{ project.package }}.migrations.hidden import is_hidden
from {{ project.package }}.migrations.history import Tables, tables_made_by, until


class Ownership:
    """Alembic's filters for one comparison."""

    def __init__(self, script: ScriptDirectory, metadata: sa.MetaData, database: str) -> None:
        self.script, self.metadata, self.database = script, metadata, database

    @cached_property
    def made(self) -> Tables:
        return tables_made_by(until(self.script), self.database)

    def includes_name(self, name: str | None, kind: str, _parents: object) -> bool:
        """Whether a table is looked at: those of other programs may have types that SQLAlchemy does not know."""
        return kind != "table" or name in self.made or name in self.metadata.tables

    def includes(self, item: Any, name: str | None, kind: str, reflected: bool, counterpart: object) -> bool:
        """Whether something is compared. What only the database has is dropped if a revision made it."""
        if is_hidden(item):
            return False
        if not reflected or counterpart is not None:
            return True
        return name in (self.made if kind == "table" else self.made.get(item.table.name, {}))
