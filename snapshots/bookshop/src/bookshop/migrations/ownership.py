"""What autogenerate compares: the models with what the revisions have made, and nothing of other programs."""

from functools import cached_property
from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from bookshop.migrations.hidden import is_hidden
from bookshop.migrations.history import Tables, made_by


class Ownership:
    """Alembic's filters for one comparison."""

    def __init__(self, script: ScriptDirectory, metadata: sa.MetaData) -> None:
        self.script, self.metadata = script, metadata

    @cached_property
    def made(self) -> list[Tables]:
        return list(made_by(self.script).values())

    def includes_name(self, name: str | None, kind: str, _parents: object) -> bool:
        """Whether a table is looked at: those of other programs may have types that SQLAlchemy does not know."""
        return kind != "table" or name in self.metadata.tables or self._is_made(str(name))

    def includes(self, item: Any, name: str | None, kind: str, reflected: bool, counterpart: object) -> bool:
        """Whether something is compared. What only the database has is dropped if a revision made it."""
        if is_hidden(item):
            return False
        if not reflected or counterpart is not None:
            return True
        return self._is_made(str(name), None if kind == "table" else item.table.name)

    def _is_made(self, name: str, table: str | None = None) -> bool:
        """Whether revisions make something on both kinds of database; what they make on one is compared apart."""
        return all(name in (made.get(table, {}) if table else made) for made in self.made)
