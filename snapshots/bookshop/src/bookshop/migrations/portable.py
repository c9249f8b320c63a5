"""What makes a revision run on both databases, whichever it was written on: column types, and the order of changes."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, ops


def portable(kind: Any) -> sa.types.TypeEngine[Any]:
    """Return the type of a model's column, or what a database says it is, in SQLAlchemy's own words."""
    if isinstance(kind, sa.Enum):
        return sa.String(kind.length)
    if isinstance(kind, sa.TypeDecorator) and not isinstance(kind, sa.Interval):
        return portable(kind.impl_instance)
    if isinstance(kind, sa.CHAR) and kind.length == 32:
        return sa.Uuid()
    if isinstance(kind, sa.DATETIME):
        return sa.DateTime(timezone=True)
    found: sa.types.TypeEngine[Any] = kind
    with suppress(NotImplementedError):  # of a library's own
        found = kind.as_generic(allow_nulltype=True)
    return found


def render_type(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Render column types as plain SQLAlchemy ones, so that old revisions do not depend on this project's code."""
    if kind != "type":
        return False
    plain = portable(item)
    if isinstance(plain, sa.JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False if type(plain) is type(item) else f"sa.{plain!r}"


def rendered(kind: Any, context: AutogenContext) -> str:
    return render_type("type", kind, context) or f"sa.{kind!r}"


def arrange(upgrade: ops.UpgradeOps, downgrade: ops.DowngradeOps) -> None:
    """Create tables first and drop them last, so that no change needs one that is not there."""
    dropped = [operation for operation in upgrade.ops if isinstance(operation, ops.DropTableOp)]
    names = {drop.table_name for drop in dropped}
    kept = [operation for operation in upgrade.ops if getattr(operation, "table_name", None) not in names]
    of_dropped = [operation for operation in upgrade.ops if operation not in kept and operation not in dropped]
    created = [operation for operation in kept if isinstance(operation, ops.CreateTableOp)]
    changed = [operation for operation in kept if operation not in created]
    upgrade.ops = [*created, *changed, *of_dropped, *referring_first(dropped)]
    upgrade.reverse_into(downgrade)
    for operations in (upgrade.ops, downgrade.ops):
        separate_keys(operations)


def referring_first(dropped: list[ops.DropTableOp]) -> list[ops.DropTableOp]:
    """Return the tables that refer to others before those; where they do so in a circle, in any order."""
    ordered: list[ops.DropTableOp] = []
    while rest := [drop for drop in dropped if drop not in ordered]:
        free = [drop for drop in rest if not any(refers(other, drop) for other in rest if other is not drop)]
        ordered += free or rest[:1]
    return ordered


def separate_keys(operations: list[MigrateOperation]) -> None:
    """Create foreign keys to tables that come later once those are there, and drop them while those still are."""
    creates = [operation for operation in operations if isinstance(operation, ops.CreateTableOp)]
    for number, create in enumerate(creates):
        later = {other.table_name for other in creates[number + 1 :]}
        for key in list(foreign_keys(create)):
            key.use_alter = False  # which would leave it out of PostgreSQL's table, for an ALTER that nobody writes
            if referred(key) in later:
                # By identity: comparing constraints builds SQL.
                create.columns = [item for item in create.columns if item is not key]
                operations.append(ops.ModifyTableOps(create.table_name, [ops.CreateForeignKeyOp.from_constraint(key)]))
    drops = [operation for operation in operations if isinstance(operation, ops.DropTableOp)]
    for number, drop in enumerate(drops):
        for other in drops[number + 1 :]:
            for key in foreign_keys(other.reverse()):
                if referred(key) == drop.table_name:
                    unlink = ops.DropConstraintOp.from_constraint(key)
                    operations.insert(operations.index(drop), ops.ModifyTableOps(other.table_name, [unlink]))


def refers(one: ops.DropTableOp, other: ops.DropTableOp) -> bool:
    return other.table_name in map(referred, foreign_keys(one.reverse()))


def foreign_keys(create: ops.CreateTableOp) -> Iterable[sa.ForeignKeyConstraint]:
    return (item for item in create.columns if isinstance(item, sa.ForeignKeyConstraint))


def referred(key: sa.ForeignKeyConstraint) -> str:
    return key.elements[0].target_fullname.rpartition(".")[0]
