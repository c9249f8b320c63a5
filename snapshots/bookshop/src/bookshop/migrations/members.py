"""The members of enums, which databases keep as text: a revision moves the rows of one that was removed."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, ops

from bookshop.migrations.rows import choosing

Members = dict[str, list[str]]
"""By table and column."""


class Retire(MigrateOperation):
    """Give the rows of an enum that have none of its members another one; on the way down, of those it had before."""

    def __init__(self, column: sa.Column[Any], before: list[str], after: list[str]) -> None:
        self.column, self.before, self.after = column, before, after
        self.table_name = column.table.name

    @property
    def removed(self) -> list[str]:
        return [member for member in self.before if member not in self.after]

    def reverse(self) -> "Retire":
        column: sa.Column[Any] = sa.Column(self.column.name, enum_of(self.before), nullable=self.column.nullable)
        sa.Table(self.table_name, sa.MetaData(), column)
        return Retire(column, self.after, self.before)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return ("remove_members", str(self.column), self.removed)


@renderers.dispatch_for(Retire)
def render_retire(context: AutogenContext, step: Retire) -> list[str]:
    return choosing(step.table_name, step.column, context) if step.removed else []


def members_of(metadata: sa.MetaData) -> Members:
    kinds: dict[str, Any] = {str(column): column.type for table in metadata.sorted_tables for column in table.columns}
    return {name: kind.enums for name, kind in kinds.items() if isinstance(kind, sa.Enum)}


def recorded(directory: str) -> Members:
    """Return the members as they were when `alembic revision` compared them last."""
    path = record_in(directory)
    found: Members = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def record(directory: str, metadata: sa.MetaData) -> None:
    members = members_of(metadata)
    if members != recorded(directory):
        record_in(directory).write_text(f"{json.dumps(members, indent=2, sort_keys=True)}\n", encoding="utf-8")


def record_in(directory: str) -> Path:
    return Path(directory, "members.json")


def retired(before: Members, metadata: sa.MetaData) -> Iterator[Retire]:
    """Yield a step for every enum that has lost a member."""
    for name, members in members_of(metadata).items():
        if set(before.get(name, members)) - set(members):
            table, _, column = name.partition(".")
            yield Retire(metadata.tables[table].columns[column], before[name], members)


def as_enums(operations: Iterable[MigrateOperation], before: Members) -> None:
    """Let columns that come back on the way down be the enums that they were, so that rows get members again."""
    for change in operations:
        match change:
            case ops.AddColumnOp(table_name=table, column=column) if members := before.get(f"{table}.{column.name}"):
                column.type = enum_of(members)
            case ops.AlterColumnOp(table_name=table, column_name=name) if members := before.get(f"{table}.{name}"):
                change.modify_type = change.modify_type and enum_of(members)


def enum_of(members: list[str]) -> sa.Enum:
    return sa.Enum(*members, native_enum=False, length=64)
