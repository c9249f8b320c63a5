"""INSERT ... ON CONFLICT, which SQLite and PostgreSQL have alike and SQLAlchemy has for each of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from {{ project.package }}.db.base import Base{{ ", Timestamps" if project.uses("timestamps") }}{{ ", Versioned" if project.uses("version") }}
{% if project.soft_deletes %}
from {{ project.package }}.db.soft_delete import SoftDelete
{% endif %}

INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def upsert(dialect: str, model: type[Base], given: Iterable[str], on: Sequence[str]) -> Any:
    """Return the statement that inserts rows, or gives the values of the columns `given` to those that are there."""
    statement = INSERTS[dialect](model)
    changed = {name: statement.excluded[name] for name in given}
{% if project.uses("timestamps") %}
    # An upsert does not move what an update would.
    if issubclass(model, Timestamps):
        changed["updated_at"] = statement.excluded.updated_at
{% endif %}
{% if project.uses("version") %}
    if issubclass(model, Versioned):
        changed["version"] = model.version + 1
{% endif %}
    return statement.on_conflict_do_update(
        index_elements=list(on),
{% if project.soft_deletes %}
        index_where=~model.is_deleted if issubclass(model, SoftDelete) else None,
{% endif %}
        set_=changed,
    )
