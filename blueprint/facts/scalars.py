"""The scalar types as Python: one row per type of the notation, with its column, its schemas and its bounds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..finish.layout import Import
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
    constraints: str = ""  # of the input, a format string over the arguments
    form: str = ""  # of the input with constraints: how it is written, which follows them
    imports: tuple[Import, ...] = ()


_DATES: tuple[Import, ...] = (("datetime as dt", ""),)

SCALARS = {
    "str": Scalar("str", "sa.String({})", "Str", constraints="max_length={}"),
    "text": Scalar("str", "sa.Text", "Str"),
    "int": Scalar("int", input="Int32", output="StoredInt32", form="INT32"),
    "smallint": Scalar("int", "sa.SmallInteger", "Int16", "StoredInt32", form="INT16"),
    "bigint": Scalar("int", "sa.BigInteger", "Int64", "StoredInt64", form="INT64"),
    "float": Scalar("float", input="FiniteFloat"),
    "decimal": Scalar(
        "Decimal",
        "sa.Numeric({}, {})",
        constraints="max_digits={}, decimal_places={}",
        form="DECIMAL",
        imports=(("decimal", "Decimal"),),
    ),
    "bool": Scalar("bool", input="Bool"),
    "date": Scalar("dt.date", input="CalendarDate", imports=_DATES),
    "time": Scalar("dt.time", input="ClockTime", output="StoredTime", imports=_DATES),
    "datetime": Scalar("dt.datetime", input="Instant", imports=_DATES),
    "duration": Scalar("dt.timedelta", input="TimeSpan", imports=_DATES),
    "uuid": Scalar("UUID", input="UUIDText", imports=(("uuid", "UUID"),)),
    "json": Scalar("Any", "JSONDocument", "JsonData", "StoredJson", imports=(("typing", "Any"),)),
    "bytes": Scalar("bytes", input="Base64Data", output="Base64Data"),
    "email": Scalar("str", "CaseFolded(320)", "EmailText"),
    "url": Scalar("str", "sa.String(2083)", "UrlText"),
    "enum": Scalar(""),
}
INPUT_TYPES = (
    *sorted({name for scalar in SCALARS.values() for name in (scalar.input, scalar.output, scalar.form) if name}),
    "FormerMember", "IntegerKey", "KeySet", "PlainDecimal",
)  # fmt: skip
NORMALIZED = ("email", "url")
"""What is stored in a form of its own."""
COLUMN_TYPES = ("CaseFolded", "JSONDocument")

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


def alias_definition(field: Field, example: str | None) -> str:
    """The annotated type that the alias stands for, or nothing where the field has no constraints."""
    if not constraints(field):
        return ""
    row = SCALARS[field.type.name]
    arguments = [*constraints(field), *([f"examples=[{example}]"] if example else [])]
    if row.form:
        return f"Annotated[{row.annotation}, Field({', '.join(arguments)}), {row.form}]"
    return f"Annotated[{row.input or row.annotation}, Field({', '.join(arguments)})]"


def constraints(field: Field) -> list[str]:
    """The arguments of `Field` that keep a value within its type's size and the field's bounds."""
    of_type = SCALARS[field.type.name].constraints.format(*field.arguments)
    if field.type.measure is Measure.LENGTH:
        shortest = max((_inclusive(bound, 1) for bound in field.bounds if ">" in bound.operator), default=0)
        longest = [_inclusive(bound, -1) for bound in field.bounds if "<" in bound.operator]
        longest += [field.arguments[0]] if field.arguments else []
        found = [f"min_length={shortest}"] * (shortest > 0)
        return found + ([f"max_length={min(longest)}"] if longest else [])
    found = [of_type] if of_type else []
    return found + [f"{_OPERATORS[bound.operator]}={_limit(bound.value)}" for bound in field.bounds]


def _limit(value: Any) -> str:
    """Whole decimals as plain numbers: Pydantic compares them all the same."""
    return f"{value:.0f}" if isinstance(value, Decimal) and value == int(value) else literal(value)


def _inclusive(bound: Bound, step: int) -> int:
    return int(bound.value) + (step if len(bound.operator) == 1 else 0)


def checks(field: Field) -> Iterator[str]:
    """The CHECK constraints that hold a field's bounds in the database too."""
    quoted = f'"{field.name}"' if field.name in SQL_RESERVED else field.name
    measured = f"length({quoted})" if field.type.measure is Measure.LENGTH else quoted
    for bound in field.bounds:
        value = f"{bound.value:f}" if isinstance(bound.value, Decimal) else str(bound.value)
        # With the value: a migration tells constraints by their names.
        name = f"{field.name}_{_OPERATORS[bound.operator]}_{value.replace('-', 'minus_').replace('.', '_')}"
        text = f"{measured} {bound.operator} {value}"
        yield f'sa.CheckConstraint({_quoted(text)}, name="{name}")'


def model_default(entity: Entity, field: Field) -> str:
    """The expression of a column's default: a value, or what makes one for every row."""
    assert field.default is not None
    fresh = {Fresh.NOW: "utc_now", Fresh.TODAY: "utc_today", Fresh.EMPTY_OBJECT: "dict", Fresh.EMPTY_ARRAY: "list"}
    if isinstance(field.default.value, Fresh):
        return fresh[field.default.value]
    return value_literal(entity, field, field.default.value)


def schema_default(entity: Entity, field: Field) -> str:
    if field.default is None:
        return ""
    default = model_default(entity, field)
    return f"Field(default_factory={default})" if field.default.fresh else default


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


def model_imports(package: str, field: Field) -> Iterator[Import]:
    """What the annotation, the column type and the default of a field need."""
    row = SCALARS[field.type.name]
    yield from row.imports
    yield from ((f"{package}.db.types", name) for name in COLUMN_TYPES if row.column.startswith(name))
    if field.default and field.default.fresh and field.default.value in (Fresh.NOW, Fresh.TODAY):
        yield f"{package}.db.types", f"utc_{'now' if field.default.value is Fresh.NOW else 'today'}"


def _quoted(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'
