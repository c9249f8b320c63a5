"""Order the changes of a table so that it can keep its rows: a required column is added, then filled, then required."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, ops
from alembic.util import CommandError

from {{ project.package }}.migrations.autogenerate.column_types import Column, portable
from {{ project.package }}.migrations.autogenerate.fill_values import render_fill, render_replacement
from {{ project.package }}.migrations.autogenerate.type_conversion import LOST, conversion, render_conversion

DROP_CONSTRAINT, ADD_COLUMN, CONVERT, FILL, ALTER_COLUMN, CONSTRAIN, DROP_COLUMN = range(7)
"""The turns that the changes of a table take."""
TURNS = {ops.DropConstraintOp: DROP_CONSTRAINT, ops.DropIndexOp: DROP_CONSTRAINT, ops.DropColumnOp: DROP_COLUMN}

Step = tuple[int, MigrateOperation]
"""A change and its turn."""


class LinesOp(MigrateOperation):
    """A step that Alembic has no operation for, as lines of a revision."""

    def __init__(self, render: Callable[[AutogenContext], list[str]]) -> None:
        self.render = render


@renderers.dispatch_for(LinesOp)
def render_lines(context: AutogenContext, step: LinesOp) -> list[str]:
    return step.render(context)


def in_steps(operations: Iterable[MigrateOperation], metadata: sa.MetaData) -> Iterator[MigrateOperation]:
    """Yield operations with the changes of each table in their turns."""
    for operation in operations:
        if not isinstance(operation, ops.ModifyTableOps):
            yield operation
            continue
        steps = [each for change in operation.ops for each in steps_of(change, metadata)]
        ordered = [step for _, step in sorted(steps, key=itemgetter(0))]
        for are_lines, group in groupby(ordered, lambda step: isinstance(step, LinesOp)):
            changes = list(group)
            yield from changes if are_lines else [ops.ModifyTableOps(operation.table_name, changes)]


def steps_of(change: MigrateOperation, metadata: sa.MetaData) -> Iterator[Step]:
    if isinstance(change, ops.AddColumnOp):
        yield from steps_of_add(change)
    elif isinstance(change, ops.AlterColumnOp):
        yield from steps_of_alter(change, metadata.tables[change.table_name].columns[change.column_name])
    else:
        if isinstance(change, ops.DropColumnOp):
            refuse_key(change.reverse().column, "would leave")
        yield TURNS.get(type(change), CONSTRAIN), change


def steps_of_add(change: ops.AddColumnOp) -> Iterator[Step]:
    column = change.column
    refuse_key(column, "would join")
    if column.nullable or column.server_default is not None:
        yield ADD_COLUMN, change
    else:
        yield ADD_COLUMN, ops.AddColumnOp(change.table_name, sa.Column(column.name, column.type))
        yield from fill(change.table_name, column)


def refuse_key(column: Column, change: str) -> None:
    if column.primary_key:
        raise CommandError(
            f"{column} {change} the primary key of a table that exists, by which its rows are known. Write the revision "
            f"by hand (alembic revision -m rekey_{column.table.name}), or, where an entity comes in the place of a list, "
            "give it a table of its own: `_table` in entities.yml."
        )


def steps_of_alter(change: ops.AlterColumnOp, model_column: Column) -> Iterator[Step]:
    table, using = change.table_name, conversion(change)
    if using and model_column.primary_key:
        raise CommandError(f"{model_column} is a key, whose type cannot change: rows are known and referred to by it")
    column = column_after(change, model_column)
    if using is None and isinstance(change.modify_type, sa.Enum):
        yield ADD_COLUMN, LinesOp(lambda context: render_replacement(table, column, context))
    if using is None and change.modify_nullable is not False:
        yield ALTER_COLUMN, change
        return
    if using:
        yield CONVERT, LinesOp(lambda context: render_conversion(change, using, context))
    elif change.modify_type is not None:  # rows get a value of the new type
        kinds = {"existing_type": change.existing_type, "modify_type": change.modify_type}
        yield CONVERT, ops.AlterColumnOp(table, column.name, existing_nullable=True, **kinds)
    nullable = change.existing_nullable if change.modify_nullable is None else change.modify_nullable
    if not nullable and (using == LOST or change.existing_nullable):
        yield from fill(table, column)
    elif nullable and not change.existing_nullable and using != LOST:
        yield ALTER_COLUMN, change_nullable(table, column, nullable=True)


def column_after(change: ops.AlterColumnOp, model_column: Column) -> Column:
    """Return the column as a change leaves it: that of the model, or on the way down one of the former type."""
    if change.modify_type is None or repr(portable(model_column.type)) == repr(portable(change.modify_type)):
        return model_column
    nullable = model_column.nullable if change.existing_nullable is None else change.existing_nullable
    column: Column = sa.Column(model_column.name, change.modify_type, nullable=nullable)
    sa.Table(change.table_name, sa.MetaData(), column)
    return column


def fill(table: str, column: Column) -> Iterator[Step]:
    yield FILL, LinesOp(lambda context: render_fill(table, column, context))
    yield ALTER_COLUMN, change_nullable(table, column, nullable=False)


def change_nullable(table: str, column: Column, *, nullable: bool) -> ops.AlterColumnOp:
    return ops.AlterColumnOp(
        table, column.name, existing_type=column.type, existing_nullable=not nullable, modify_nullable=nullable
    )
