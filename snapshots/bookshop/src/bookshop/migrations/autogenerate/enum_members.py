"""Change the rows of an enum that lost a member: databases keep members as text, so Alembic sees no difference."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, ops

from bookshop.migrations.autogenerate.column_types import Column
from bookshop.migrations.autogenerate.fill_values import render_replacement

Members = dict[str, list[str]]


class ReplaceMembersOp(MigrateOperation):
    """Gives a member of `after` to the rows that have none of them."""

    def __init__(self, column: Column, before: list[str], after: list[str]) -> None:
        self.column, self.before, self.after = column, before, after
        self.table_name = column.table.name

    @property
    def removed(self) -> list[str]:
        return [member for member in self.before if member not in self.after]

    def reverse(self) -> "ReplaceMembersOp":
        column: Column = sa.Column(self.column.name, enum_of(self.before), nullable=self.column.nullable)
        sa.Table(self.table_name, sa.MetaData(), column)
        return ReplaceMembersOp(column, self.after, self.before)

    def to_diff_tuple(self) -> tuple[str, str, list[str]]:
        return ("remove_members", str(self.column), self.removed)


@renderers.dispatch_for(ReplaceMembersOp)
def render_replace_members(context: AutogenContext, step: ReplaceMembersOp) -> list[str]:
    return render_replacement(step.table_name, step.column, context) if step.removed else []


class MembersFile:
    """`members.json`: the members when the last revision was written, by table and column."""

    def __init__(self, directory: str) -> None:
        self.path = Path(directory, "members.json")
        self.members: Members = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}

    def write(self, metadata: sa.MetaData) -> None:
        if (members := members_of(metadata)) != self.members:
            self.path.write_text(f"{json.dumps(members, indent=2, sort_keys=True)}\n", encoding="utf-8")

    def replacements(self, metadata: sa.MetaData) -> Iterator[ReplaceMembersOp]:
        """Yield an operation for every enum that has lost a member."""
        for name, members in members_of(metadata).items():
            before = self.members.get(name, members)
            if set(before) - set(members):
                table, _, column = name.partition(".")
                yield ReplaceMembersOp(metadata.tables[table].columns[column], before, members)

    def restore(self, operations: Iterable[MigrateOperation]) -> None:
        """Let columns that come back on the way down be the enums that they were, so that rows get members again."""
        known = self.members
        for change in operations:
            match change:
                case ops.AddColumnOp(table_name=table, column=column) if found := known.get(f"{table}.{column.name}"):
                    column.type = enum_of(found)
                case ops.AlterColumnOp(table_name=table, column_name=name) if found := known.get(f"{table}.{name}"):
                    change.modify_type = change.modify_type and enum_of(found)


def members_of(metadata: sa.MetaData) -> Members:
    columns = (column for table in metadata.sorted_tables for column in table.columns)
    return {str(column): column.type.enums for column in columns if isinstance(column.type, sa.Enum)}


def enum_of(members: list[str]) -> sa.Enum:
    return sa.Enum(*members, native_enum=False, length=64)
