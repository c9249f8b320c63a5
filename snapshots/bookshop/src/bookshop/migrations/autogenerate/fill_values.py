"""Fill a required column in rows that exist, with its default or with the plainest value that its constraints allow."""

import json
import re
from datetime import time, timedelta
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext

from bookshop.db.constraints import is_unique
from bookshop.migrations.autogenerate.column_types import Column, portable, rendered

NEUTRAL: dict[type, object] = {
    bool: False,
    bytes: b"",
    Decimal: Decimal(0),
    float: 0.0,
    int: 0,
    object: {},  # JSON
    str: "",
    time: time(0),
    timedelta: timedelta(0),
}
"""The values of columns that have no default, unless a CHECK constraint forbids them."""
NOW = "datetime.datetime.now(datetime.UTC)"
CLOCKS: dict[type, str] = {sa.DateTime: NOW, sa.Date: f"{NOW}.date()"}
IMPORTS = {"datetime.": "import datetime", "Decimal(": "from decimal import Decimal"}
"""The imports that an expression needs, by its start."""
BOUND = re.compile(r'(length\()?"?(\w+)"?\)? (>=|>|<=|<) (-?[\d.]+)')
"""A CHECK constraint on the length or the value of one column: its second group."""


def render_fill(table: str, column: Column, context: AutogenContext) -> list[str]:
    """Return lines that give a value to the rows that have none."""
    value = fill_value(column)
    if not value:
        return [f"# Give {column.name} a value in the rows of {table} here: the next step fails while one has none."]
    context.imports.update(line for start, line in IMPORTS.items() if value.startswith(start))
    return render_update(table, column, "is_(None)", value, context)


def render_replacement(table: str, column: Column, context: AutogenContext) -> list[str]:
    """Return lines that give a member of an enum to the rows that have none of its members."""
    members = cast(sa.Enum, column.type).enums
    return render_update(table, column, f"not_in({members!r})", replacement(column), context)


def render_update(table: str, column: Column, condition: str, value: str, context: AutogenContext) -> list[str]:
    name = column.name
    return [
        f"rows = sa.table({table!r}, sa.column({name!r}, {rendered(column.type, context)}))",
        f"op.execute(rows.update().where(rows.c[{name!r}].{condition}).values({name}={value}))",
    ]


def replacement(column: Column) -> str:
    """Return an expression for rows whose value does not fit any more."""
    return "sa.null()" if column.nullable else fill_value(column) or "sa.null()"


def fill_value(column: Column) -> str:
    """Return an expression for rows without a value, or nothing where only somebody who knows them can say."""
    kind, default = portable(column.type), cast(Any, column.default)
    if default is None and (column.foreign_keys or isinstance(kind, sa.Uuid) or is_unique(column)):
        return ""
    if type(kind) in CLOCKS and (default is None or default.is_callable):
        return CLOCKS[type(kind)]
    if default is not None:
        value = default.arg(None) if default.is_callable else default.arg
    elif isinstance(column.type, sa.Enum):
        value = column.type.enums[0]
    else:
        value = neutral_value(column, kind.python_type)
    if isinstance(kind, sa.JSON):  # SQLAlchemy cannot write it into SQL
        quoted = f"'{json.dumps(value)}'"
        return f"sa.text({quoted!r})"
    return repr(getattr(value, "value", value))


def neutral_value(column: Column, kind: type[Any]) -> object:
    """Return the plainest value that the CHECK constraints of a column allow."""
    value: Any = NEUTRAL[kind]
    checks = [item for item in column.table.constraints if isinstance(item, sa.CheckConstraint)]
    for bound in filter(None, (BOUND.fullmatch(str(check.sqltext)) for check in checks)):
        of_length, name, operator, limit = bound.groups()
        if name == column.name:
            nearest = Decimal(limit) + {">": 1, "<": -1}.get(operator, 0)
            measure = len(value) if of_length else value
            if measure < nearest if ">" in operator else measure > nearest:
                value = "?" * int(nearest) if of_length else kind(nearest)
    return value
