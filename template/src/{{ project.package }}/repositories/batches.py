"""Statements about many rows: how many keys one takes, and INSERT ... ON CONFLICT, which each dialect has for itself."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql, sqlite

from {{ project.package }}.db.base import Base, Timestamps, Versioned
from {{ project.package }}.db.soft_delete import SoftDelete

KeyT = TypeVar("KeyT")

INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def parts(keys: Iterable[KeyT], size: int = 10_000) -> Iterator[Sequence[KeyT]]:
    """Yield keys in parts, as SQLite takes 32,766 values in a statement, and asyncpg one more."""
    every = list(keys)
    return (every[start : start + size] for start in range(0, len(every), size))


def upsert(dialect: str, model: type[Base], given: Iterable[str], on: Sequence[str]) -> Any:
    """Return the statement that inserts rows, or gives the values of the columns `given` to those that are there."""
    statement = INSERTS[dialect](model)
    changed = {name: statement.excluded[name] for name in given}
{% if project.uses("timestamps") %}
    # ON CONFLICT does not apply `onupdate`.
    if issubclass(model, Timestamps):
        changed["updated_at"] = statement.excluded.updated_at
{% endif %}
{% if project.uses("version") %}
    if issubclass(model, Versioned):
        changed["version"] = model.version + literal_column("1")  # a bound one could be called like a column
{% endif %}
    return statement.on_conflict_do_update(
        index_elements=list(on),
{% if project.uses("soft_delete") %}
        index_where=~model.is_deleted if issubclass(model, SoftDelete) else None,
{% endif %}
        set_=changed,
    )
