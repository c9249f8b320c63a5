"""Questions about the constraints and indexes of a table, such as whether a column is unique."""

from typing import Any

import sqlalchemy as sa


def unique_sets(table: sa.Table) -> list[sa.UniqueConstraint | sa.Index]:
    """Return the constraints and indexes that keep two rows from having the same values."""
    constraints = [item for item in table.constraints if isinstance(item, sa.UniqueConstraint)]
    return [*(index for index in table.indexes if index.unique), *constraints]


def is_unique(column: sa.Column[Any]) -> bool:
    return any(item.columns.contains_column(column) for item in unique_sets(column.table))


def is_plain(item: object) -> bool:
    """Return whether both databases have an index or a constraint, and report it: it has no expression and no `ddl_if`."""
    if isinstance(item, sa.Index) and not all(isinstance(part, sa.Column) for part in item.expressions):
        return False
    return getattr(item, "_ddl_if", None) is None  # SQLAlchemy has no public name for it
