"""Order the tables of a revision so that each is there while another refers to it."""

import sqlalchemy as sa
from alembic.operations import MigrateOperation, ops


def order_tables(upgrade: ops.UpgradeOps, downgrade: ops.DowngradeOps) -> None:
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
        create_keys_last(operations)
        drop_keys_first(operations)


def referring_first(dropped: list[ops.DropTableOp]) -> list[ops.DropTableOp]:
    """Return the tables that refer to others before those; where they do so in a circle, in any order."""
    referred = {drop: {table for _, table in references(drop.reverse())} for drop in dropped}
    ordered: list[ops.DropTableOp] = []
    while rest := [drop for drop in dropped if drop not in ordered]:
        free = [one for one in rest if not any(one.table_name in referred[other] for other in rest if other is not one)]
        ordered += free or rest[:1]
    return ordered


def create_keys_last(operations: list[MigrateOperation]) -> None:
    """Create foreign keys to tables that come later once those are there."""
    creates = [operation for operation in operations if isinstance(operation, ops.CreateTableOp)]
    later = {create.table_name for create in creates}
    for create in creates:
        later.remove(create.table_name)
        for key, table in references(create):
            key.use_alter = False  # which would leave it out of PostgreSQL's table, for an ALTER that nobody writes
            if table in later:
                # By identity: comparing constraints builds SQL.
                create.columns = [item for item in create.columns if item is not key]
                operations.append(ops.ModifyTableOps(create.table_name, [ops.CreateForeignKeyOp.from_constraint(key)]))


def drop_keys_first(operations: list[MigrateOperation]) -> None:
    """Drop foreign keys to tables that are dropped earlier while those are still there."""
    drops = [operation for operation in operations if isinstance(operation, ops.DropTableOp)]
    for number, drop in enumerate(drops):
        for other in drops[number + 1 :]:
            for key, table in references(other.reverse()):
                if table == drop.table_name:
                    unlink = ops.DropConstraintOp.from_constraint(key)
                    operations.insert(operations.index(drop), ops.ModifyTableOps(other.table_name, [unlink]))


def references(create: ops.CreateTableOp) -> list[tuple[sa.ForeignKeyConstraint, str]]:
    """Return the foreign keys of a table, and the tables that they refer to."""
    keys = [item for item in create.columns if isinstance(item, sa.ForeignKeyConstraint)]
    return [(key, key.elements[0].target_fullname.rpartition(".")[0]) for key in keys]
