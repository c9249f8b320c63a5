"""What `alembic revision` writes: numbered, named after its first change, reviewed, fit for rows and both databases."""

from textwrap import fill
from typing import cast

from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation, MigrationScript, ops
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from bookshop.migrations.hidden import hidden_changes
from bookshop.migrations.members import as_enums, record, recorded, retired
from bookshop.migrations.portable import arrange
from bookshop.migrations.review import flatten, review
from bookshop.migrations.rows import in_steps
from bookshop.models import Base

VERBS: dict[type[MigrateOperation], str] = {
    ops.CreateTableOp: "create_{table}_table",
    ops.DropTableOp: "drop_{table}_table",
    ops.AddColumnOp: "add_{column}_to_{table}",
    ops.DropColumnOp: "remove_{column}_from_{table}",
}


def prepare_revision(context: MigrationContext, _revision: object, directives: list[MigrationScript]) -> None:
    """Number and name a new revision, and make it fit for rows; write none where models and database do not differ."""
    [script] = directives
    upgrade, downgrade = script.upgrade_ops_list[0], script.downgrade_ops_list[0]
    config = cast(EnvironmentContext, context.environment_context).config
    scripts = ScriptDirectory.from_config(config)
    arguments = context.opts["revision_context"].command_args
    script.rev_id = new_id(scripts, arguments["rev_id"])
    before, metadata = recorded(scripts.dir), Base.metadata
    if arguments["autogenerate"]:
        drops, creates = hidden_changes(scripts, metadata, cast(Connection, context.connection))
        upgrade.ops = [*drops, *upgrade.ops, *retired(before, metadata), *creates]
    script.message = script.message or name(list(flatten(upgrade.ops)), first=not list(scripts.walk_revisions()))
    if not getattr(config.cmd_opts, "autogenerate", False):
        return
    record(scripts.dir, metadata)
    if upgrade.is_empty():
        directives.clear()
        return
    sentences = [fill(sentence, 118, subsequent_indent="    ") for sentence in review(upgrade.ops, metadata)]
    arrange(upgrade, downgrade)
    as_enums(flatten(downgrade.ops), before)
    for direction in (upgrade, downgrade):
        direction.ops = list(in_steps(direction.ops, metadata))
    context.opts["template_args"]["review"] = sentences
    for sentence in sentences:
        config.print_stdout("%s", sentence)


def new_id(scripts: ScriptDirectory, given: str | None) -> str:
    """Return the id that a developer gives, or the next number."""
    known = {revision.revision for revision in scripts.walk_revisions()}
    if given in known:
        raise CommandError(f"there is a revision {given} already: give another --rev-id, or none for the next number")
    return given or f"{max((int(number) for number in known if number.isdecimal()), default=0) + 1:03}"


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
