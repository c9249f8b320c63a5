"""Prepare what `alembic revision` writes: its number, its name, its steps, and the warnings at its top."""

from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import cast

from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation, MigrationScript, ops
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from {{ project.package }}.migrations.autogenerate.comparison import Comparison
from {{ project.package }}.migrations.autogenerate.data_warnings import data_warnings
from {{ project.package }}.migrations.autogenerate.enum_members import MembersFile
from {{ project.package }}.migrations.autogenerate.step_order import in_steps
from {{ project.package }}.migrations.autogenerate.table_order import order_tables
from {{ project.package }}.models import Base

VERBS: dict[type[MigrateOperation], str] = {
    ops.CreateTableOp: "create_{table}_table",
    ops.DropTableOp: "drop_{table}_table",
    ops.AddColumnOp: "add_{0.column.name}_to_{table}",
    ops.DropColumnOp: "remove_{0.column_name}_from_{table}",
}


def prepare_revision(
    comparison: Comparison, context: MigrationContext, _revision: object, directives: list[MigrationScript]
) -> None:
    """Number, name and complete a new revision; write none where models and database do not differ."""
    [script] = directives
    [upgrade] = script.upgrade_ops_list
    environment = cast(EnvironmentContext, context.environment_context)
    scripts, arguments = environment.script, context.opts["revision_context"].command_args
    script.rev_id = new_id(scripts, arguments["rev_id"])
    members = MembersFile(scripts.dir)
    if arguments["autogenerate"]:
        connection, replacements = cast(Connection, context.connection), members.replacements(Base.metadata)
        drops, creates = comparison.drops(connection.dialect), comparison.creates(connection)
        upgrade.ops = [*drops, *upgrade.ops, *replacements, *creates]
    script.message = script.message or name_after(list(flatten(upgrade.ops)), first=not list(scripts.walk_revisions()))
    if not getattr(environment.config.cmd_opts, "autogenerate", False):  # `alembic check` compares, and writes nothing
        return
    members.write(Base.metadata)
    if upgrade.is_empty():
        directives.clear()
        return
    warnings = data_warnings(list(flatten(upgrade.ops)), Base.metadata)
    context.opts["template_args"]["warnings"] = [fill(text, 118, subsequent_indent="    ") for text in warnings]
    order_operations(script, members)
    for text in context.opts["template_args"]["warnings"]:
        environment.config.print_stdout("%s", text)


def order_operations(script: MigrationScript, members: MembersFile) -> None:
    """Let tables and rows take each operation, on the way up and on the way down."""
    [upgrade], [downgrade] = script.upgrade_ops_list, script.downgrade_ops_list
    order_tables(upgrade, downgrade)
    members.restore(flatten(downgrade.ops))
    for direction in (upgrade, downgrade):
        direction.ops = list(in_steps(direction.ops, Base.metadata))


def flatten(operations: Iterable[MigrateOperation]) -> Iterator[MigrateOperation]:
    """Yield operations without the containers that they are in."""
    for operation in operations:
        yield from flatten(operation.ops) if isinstance(operation, ops.OpContainer) else [operation]


def new_id(scripts: ScriptDirectory, given: str | None) -> str:
    """Return the id that a developer gives, or the next number."""
    known = {revision.revision for revision in scripts.walk_revisions()}
    if given in known:
        raise CommandError(f"there is a revision {given} already: give another --rev-id, or none for the next number")
    return given or f"{max((int(number) for number in known if number.isdecimal()), default=0) + 1:03}"


def name_after(operations: list[MigrateOperation], *, first: bool) -> str:
    """Return the name of a revision: its first operation, and how many others there are."""
    if not operations:
        return "change_by_hand"
    if first and sum(isinstance(operation, ops.CreateTableOp) for operation in operations) > 1:
        return "create_initial_tables"
    change = next((operation for operation in operations if type(operation) in VERBS), operations[0])
    table = getattr(change, "table_name", "schema")
    words = VERBS.get(type(change), "change_{table}").format(change, table=table)
    others = sum(type(operation) in VERBS for operation in operations) - 1
    return f"{words}_and_{others}_more" if others > 0 else words
