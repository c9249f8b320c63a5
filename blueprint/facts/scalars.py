"""The scalar types as Python: one row per type of the notation, with its column, its schemas and its bounds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..notation import names
from ..notation.model import Bound, Entity, Field
from ..notation.types import Measure
from ..notation.values import Fresh


@dataclass(frozen=True)
class Scalar:
    """How a type is written: in a model, in the schemas that take it, and in those that answer it."""

    annotation: str
    column: str = ""  # a format string over the type's arguments; empty where the annotation says it all
    input: str = ""  # the type that checks what a client sends; empty where the annotation does
    output: str = ""
    constraints: tuple[str, ...] = ()  # of the input, what the arguments limit
    form: str = ""  # of the input with constraints: how it is written, which follows them


SCALARS = {
    "str": Scalar("str", "sa.String({})", "Str", constraints=("max_length",)),
    "text": Scalar("str", "sa.Text", "Str"),
    "int": Scalar("int", input="Int32", output="StoredInt32", form="INT32"),
    "smallint": Scalar("int", "sa.SmallInteger", "Int16", "StoredInt32", form="INT16"),
    "bigint": Scalar("int", "sa.BigInteger", "Int64", "StoredInt64", form="INT64"),
    "float": Scalar("float", input="FiniteFloat"),
    "decimal": Scalar(
        "Decimal",
        "sa.Numeric({}, {})",
        constraints=("max_digits", "decimal_places"),
        form="DECIMAL",
    ),
    "bool": Scalar("bool", input="Bool"),
    "date": Scalar("dt.date", input="CalendarDate"),
    "time": Scalar("dt.time", input="ClockTime", output="StoredTime"),
    "datetime": Scalar("dt.datetime", input="Instant"),
    "duration": Scalar("dt.timedelta", input="TimeSpan"),
    "uuid": Scalar("UUID", input="UUIDText"),
    "json": Scalar("Any", "JSONDocument", "JsonData", "StoredJson"),
    "bytes": Scalar("bytes", input="Base64Data", output="Base64Data"),
    "email": Scalar("str", "CaseFolded(320)", "EmailText"),
    "url": Scalar("str", "sa.String(2083)", "UrlText"),
    "enum": Scalar(""),
}
VALUE_TYPES = sorted(
    {name for scalar in SCALARS.values() for name in (scalar.input, scalar.output, scalar.form) if name}
    | {"PlainDecimal"}
)
NORMALIZED = ("email", "url")
"""What is stored in a form of its own."""

SQL_RESERVED = frozenset(
    """
    add after all alter analyse analyze and any array as asc asymmetric attach authorization autoincrement
    before begin between binary both by cascade case cast check collate column commit conflict constraint create
    cross current_catalog current_date current_role current_schema current_time current_timestamp current_user
    database default deferrable deferred delete desc detach distinct do drop each else end escape except
    exclusive exists explain fail false fetch for foreign freeze from full glob grant group having if ignore
    ilike immediate in index indexed initially inner insert instead intersect into is isnull join key leading
    left like limit localtime localtimestamp match natural new not notnull null of off offset old on only or
    order outer over overlaps placing plan pragma primary query raise references reindex rename replace restrict
    returning right rollback row select session_user set similar some symmetric table temp temporary then to
    trailing transaction trigger true union unique update user using vacuum values variadic verbose view virtual
    when where window with
    """.split()
)
"""Column names that CHECK constraints have to quote, on either database."""

PLAIN_DIGITS = 6
"""Of a decimal with more after its point, some values are written with an exponent."""

_OPERATORS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt"}


def annotation(entity: Entity, field: Field) -> str:
    return SCALARS[field.type.name].annotation or names.field_class(entity.name, field.name)


def column_type(field: Field) -> str:
    return SCALARS[field.type.name].column.format(*field.arguments)


def input_type(entity: Entity, field: Field) -> str:
    """What a schema says for the field: its alias where it has constraints of its own."""
    if constraints(field):
        return names.field_class(entity.name, field.name)
    return SCALARS[field.type.name].input or annotation(entity, field)


def output_type(entity: Entity, field: Field) -> str:
    if field.type.name == "decimal" and field.arguments[1] > PLAIN_DIGITS:
        return "PlainDecimal"
    if field.type.name == "enum":
        return f"{annotation(entity, field)} | FormerMember"
    return SCALARS[field.type.name].output or annotation(entity, field)


def constrained_type(field: Field) -> str:
    """The type that an alias of its own constrains."""
    row = SCALARS[field.type.name]
    return row.annotation if row.form else row.input or row.annotation


def form(field: Field) -> str:
    """How a constrained value is written, which follows the constraints."""
    return SCALARS[field.type.name].form


def constraints(field: Field) -> list[tuple[str, str]]:
    """The arguments of `Field` that keep a value within its type's size and the field's bounds."""
    if field.type.measure is Measure.LENGTH:
        shortest = max((_inclusive(bound, 1) for bound in field.bounds if ">" in bound.operator), default=0)
        longest = [_inclusive(bound, -1) for bound in field.bounds if "<" in bound.operator]
        longest += [field.arguments[0]] if field.arguments else []
        found = [("min_length", str(shortest))] if shortest > 0 else []
        return found + ([("max_length", str(min(longest)))] if longest else [])
    found = list(zip(SCALARS[field.type.name].constraints, map(str, field.arguments), strict=False))
    return found + [(_OPERATORS[bound.operator], _limit(bound.value)) for bound in field.bounds]


def _limit(value: Any) -> str:
    """Whole decimals as plain numbers: Pydantic compares them all the same."""
    return f"{value:.0f}" if isinstance(value, Decimal) and value == int(value) else literal(value)


def _inclusive(bound: Bound, step: int) -> int:
    return int(bound.value) + (step if len(bound.operator) == 1 else 0)


def checks(field: Field) -> Iterator[tuple[str, str]]:
    """The names and conditions of the CHECK constraints that hold a field's bounds in the database too."""
    column = f'"{field.name}"' if field.name in SQL_RESERVED else field.name
    measured = f"length({column})" if field.type.measure is Measure.LENGTH else column
    for bound in field.bounds:
        value = f"{bound.value:f}" if isinstance(bound.value, Decimal) else str(bound.value)
        # With the value: a migration tells constraints by their names.
        name = f"{field.name}_{_OPERATORS[bound.operator]}_{value.replace('-', 'minus_').replace('.', '_')}"
        yield name, literal(f"{measured} {bound.operator} {value}")


def model_default(entity: Entity, field: Field) -> str:
    """The expression of a column's default: a value, or what makes one for every row."""
    assert field.default is not None
    fresh = {Fresh.NOW: "utc_now", Fresh.TODAY: "utc_today", Fresh.EMPTY_OBJECT: "dict", Fresh.EMPTY_ARRAY: "list"}
    if isinstance(field.default.value, Fresh):
        return fresh[field.default.value]
    return value_literal(entity, field, field.default.value)


def value_literal(entity: Entity, field: Field, value: Any) -> str:
    if field.type.name == "enum":
        return f"{names.field_class(entity.name, field.name)}.{names.member(value)}"
    return literal(value)


def literal(value: Any) -> str:
    """A Python expression for a value, as `ruff format` leaves it."""
    writers: dict[type, Callable[[Any], str]] = {
        str: _text,
        float: lambda number: repr(number).replace("e+", "e"),
        Decimal: _exact,
        dt.datetime: lambda moment: f"{_call(moment, moment.timetuple()[:6], moment.microsecond)[:-1]}, tzinfo=dt.UTC)",
        dt.date: lambda day: f"dt.date({day.year}, {day.month}, {day.day})",
        dt.time: lambda time: _call(time, (time.hour, time.minute, time.second), time.microsecond),
        dt.timedelta: _duration,
    }
    return writers.get(type(value), repr)(value)


def _exact(number: Decimal) -> str:
    """Without quotes where it shows no digits after the point: a float would be no exact number."""
    text = f"{number:f}"
    return f'Decimal("{text}")' if "." in text else f"Decimal({text})"


def _text(text: str) -> str:
    """In the quotes that need fewer escapes."""
    written = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
    if text.count('"') <= text.count("'"):
        return written
    inside = written[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inside}'"


def _call(value: object, parts: tuple[int, ...], microsecond: int) -> str:
    numbers = [*parts, *([microsecond] if microsecond else [])]
    return f"dt.{type(value).__name__}({', '.join(map(str, numbers))})"


def _duration(span: dt.timedelta) -> str:
    parts = {"days": span.days, "seconds": span.seconds, "microseconds": span.microseconds}
    return f"dt.timedelta({', '.join(f'{name}={number}' for name, number in parts.items() if number)})"
