"""What `alembic revision --autogenerate` writes: numbered, named after its first change, portable between databases."""

from collections.abc import Iterable
from typing import Any, Literal, cast

from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation, MigrationScript, ops
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import JSON, Enum, ForeignKeyConstraint, String

from {{ project.package }}.db.types import UTCDateTime

VERBS: dict[type[MigrateOperation], str] = {
    ops.CreateTableOp: "create_{table}_table",
    ops.DropTableOp: "drop_{table}_table",
    ops.AddColumnOp: "add_{column}_to_{table}",
    ops.DropColumnOp: "remove_{column}_from_{table}",
}


def render_type(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Render column types of this project as plain SQLAlchemy ones, so that old revisions do not depend on its code."""
    if kind != "type":
        return False
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    if isinstance(item, String) or isinstance(getattr(item, "impl", None), String):
        return f"sa.String(length={item.length})" if item.length else False
    return False


def prepare_revision(context: MigrationContext, _revision: object, directives: list[MigrationScript]) -> None:
    """Number and name a new revision; write none where models and database do not differ."""
    [script] = directives
    upgrade, downgrade = script.upgrade_ops_list[0], script.downgrade_ops_list[0]
    config = cast(EnvironmentContext, context.environment_context).config
    if getattr(config.cmd_opts, "autogenerate", False) and upgrade.is_empty():
        directives.clear()
        return
    add_deferred_keys(upgrade, downgrade)
    known = (revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions())
    numbers = [int(number) for number in known if number.isdigit()]
    script.rev_id = f"{max(numbers, default=0) + 1:03}"
    script.message = script.message or name(list(flatten(upgrade.ops)), first=not numbers)


def add_deferred_keys(upgrade: ops.UpgradeOps, downgrade: ops.DowngradeOps) -> None:
    """Create the foreign keys between tables that refer to each other once all tables are there."""
    for create in [op for op in upgrade.ops if isinstance(op, ops.CreateTableOp)]:
        for key in [item for item in create.columns if isinstance(item, ForeignKeyConstraint) and item.use_alter]:
            # By identity: comparing constraints builds SQL.
            create.columns = [item for item in create.columns if item is not key]
            add = ops.CreateForeignKeyOp.from_constraint(key)
            upgrade.ops.append(ops.ModifyTableOps(create.table_name, [add]))
            drop = ops.DropConstraintOp(add.constraint_name, create.table_name, type_="foreignkey")
            downgrade.ops.insert(0, ops.ModifyTableOps(create.table_name, [drop]))


def flatten(operations: Iterable[MigrateOperation]) -> Iterable[MigrateOperation]:
    for operation in operations:
        yield from flatten(operation.ops) if isinstance(operation, ops.OpContainer) else [operation]


def name(operations: list[MigrateOperation], *, first: bool) -> str:
    if not operations:
        return "change_by_hand"
    tables = [operation for operation in operations if isinstance(operation, ops.CreateTableOp)]
    if first and len(tables) > 1:
        return "create_initial_tables"
    first_change = next((op for op in operations if type(op) in VERBS), operations[0])
    column = getattr(first_change, "column", None)
    words = VERBS.get(type(first_change), "change_{table}").format(
        table=getattr(first_change, "table_name", "schema"),
        column=getattr(column, "name", None) or getattr(first_change, "column_name", ""),
    )
    others = len({id(op) for op in operations if type(op) in VERBS and op is not first_change})
    return f"{words}_and_{others}_more" if others else words


def refuse_branches(script: ScriptDirectory) -> None:
    if len(heads := script.get_heads()) > 1:
        raise CommandError(
            f"two revisions follow the same one: {', '.join(sorted(heads))}. "
            "Renumber the one that came later and set its down_revision to the other."
        )
