"""The query parameters of a list: its page, its order, and a filter for each operator that a column's type allows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, Union
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.fields import FieldInfo
from sqlalchemy import BigInteger, SmallInteger, Text, inspect
from sqlalchemy.orm import InstrumentedAttribute

from bookshop.db.base import Base, public_attributes
from bookshop.schemas.cursors import decode
from bookshop.schemas.types import (
    DIGITS,
    INT32,
    INT64,
    Bool,
    CalendarDate,
    ClockTime,
    FiniteDecimal,
    FiniteFloat,
    Instant,
    Int16,
    Int32,
    Int64,
    Listed,
    Str,
    TimeSpan,
    UUIDText,
    Written,
)

LIST_OF: Any = list
SPLIT_LIST_OF: Any = Listed
ONE_OF: Any = Literal
ANY_OF: Any = Union
"""All typed as Any: no type checker follows annotations that are made at run time."""

EQUALITY = ("eq", "in")
RANGE = ("gte", "gt", "lte", "lt")
OPERATORS: dict[type, tuple[str, ...]] = {
    str: (*EQUALITY, "contains"),
    int: (*EQUALITY, *RANGE),
    Decimal: (*EQUALITY, *RANGE),
    float: RANGE,
    bool: ("eq",),
    dt.date: (*EQUALITY, *RANGE),
    dt.time: (*EQUALITY, *RANGE),
    dt.datetime: (*EQUALITY, *RANGE),
    dt.timedelta: (*EQUALITY, *RANGE),
    UUID: EQUALITY,
    Enum: EQUALITY,
}
VALUES: dict[type, Any] = {
    str: Str,
    SmallInteger: Int16,
    int: Int32,
    BigInteger: Int64,
    Decimal: FiniteDecimal,
    float: FiniteFloat,
    bool: Bool,
    dt.date: CalendarDate,
    dt.time: ClockTime,
    dt.datetime: Instant,
    dt.timedelta: TimeSpan,
    UUID: UUIDText,
}
"""What a column holds, by its type or by that of its values."""

WRITTEN: dict[type, Written] = {
    int: DIGITS,
    float: Written("0.5", r"-?\d+(\.\d+)?([eE][+-]?\d+)?", float, numbers=True),
    bool: Written("true or false", "true|false", "true".__eq__, numbers=True),
}
"""How a query writes what JSON has types for."""

ORDER = "Names of fields, a descending one after `-`: several separated by commas, or the parameter repeated."
AFTER = "Where the page before ended, for lists too long for `offset`; empty for the first page."
CURSOR_SCHEMA = WithJsonSchema({"type": "string", "maxLength": 60_000, "description": AFTER})
COMMAS = "Several are separated by commas, or the parameter is repeated; a comma in a value is written %2C."


Types = Mapping[str, Any]


class Filter(NamedTuple):
    """One condition on a list: `price__gte=5` is `Filter("price", "gte", 5)`."""

    field: str
    operator: str
    value: Any


class Query(BaseModel):
    """A page of a list. A subclass with `model=` accepts the filters and orders that the model's columns allow.

    `types` are those of fields that are stored in a form of their own, so that their filters look for that form.
    """

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100), INT32, DIGITS] = 20
    offset: Annotated[int, Field(ge=0), INT64, DIGITS] = 0
    sort: list[str] = []
    after: Annotated[str | None, Field(max_length=60_000), CURSOR_SCHEMA] = None

    _model: ClassVar[type[Base]]

    def __init_subclass__(cls, *, model: type[Base] | None = None, types: Types | None = None, **config: Any) -> None:
        super().__init_subclass__(**config)

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        model: type[Base] | None = None,
        types: Types | None = None,
        **_config: Any,
    ) -> None:
        if model is not None:
            cls._model = model
            cls.model_fields.update(filters(model, types or {}), sort=orders(model))
            cls.model_rebuild(force=True)

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Self:
        if self.after is not None and self.offset:
            raise ValueError("a page starts after a cursor or at an offset")
        if self.after is not None and any(column.nullable for column in sorted_by(self)):
            raise ValueError("an order by an optional field has pages by offset alone")
        try:
            position(self)
        except ValueError:
            raise ValueError("after must be a cursor of a list in this order") from None
        return self


# Functions, as a method would hide the filter of a field that is called like it.


def position(query: Query) -> tuple[Any, ...]:
    """Return the values after which the page starts, one for each name in `sort` and the key; none for the first."""
    return decode(query.after, query.sort, [stored_type(column) for column in sorted_by(query)]) if query.after else ()


def sorted_by(query: Query) -> list[InstrumentedAttribute[Any]]:
    return [getattr(query._model, name.removeprefix("-")) for name in (*query.sort, "id")]


def included(query: Query) -> Sequence[str]:
    return getattr(query, "include", ())


def given_filters(query: Query) -> Iterator[Filter]:
    for name in sorted(query.model_fields_set - {*Query.model_fields, "include"}):
        field, _, operator = name.partition("__")
        yield Filter(field, operator or "eq", getattr(query, name))


def filters(model: type[Base], types: Types) -> dict[str, FieldInfo]:
    """Return a parameter for each column and operator, and one for each many-to-many relation (`tag_id=`)."""
    parameters = {
        f"{column.key}__{operator}".removesuffix("__eq"): parameter(annotation)
        for column in public_attributes(model)
        for operator, annotation in column_filters(column, types.get(column.key)).items()
    }
    keys = defaultdict(list)
    for relation in inspect(model).relationships:
        for _, member in relation.secondary_synchronize_pairs or ():
            keys[str(member.key)].append(written(relation.entity.class_.id))
    return parameters | {name: parameter(ANY_OF[tuple(types)]) for name, types in keys.items()}


def column_filters(column: InstrumentedAttribute[Any], stored: Any = None) -> dict[str, Any]:
    kind, value = column.type.python_type, written(column)
    if kind is str:
        value = Annotated[value, Field(max_length=1000)]  # far below the 50,000 bytes that SQLite takes for a pattern
    operators: dict[str, Any] = dict.fromkeys(OPERATORS.get(Enum if issubclass(kind, Enum) else kind, ()), value)
    if stored:
        operators["eq"] = operators["in"] = stored
    if "in" in operators:
        # Those of text are split where the query is read, which tells a comma in a value from one between two.
        several = (LIST_OF if kind is str else SPLIT_LIST_OF)[operators["in"]]
        operators["in"] = Annotated[several, Field(min_length=1, max_length=100, description=COMMAS)]
    if column.nullable:
        operators["isnull"] = Annotated[Bool, WRITTEN[bool]]
    return operators


def written(column: InstrumentedAttribute[Any]) -> Any:
    """Return the type of what a query says of the column."""
    kind, value = column.type.python_type, value_type(column)
    return Annotated[value, WRITTEN[kind]] if kind in WRITTEN else value


def value_type(column: InstrumentedAttribute[Any]) -> Any:
    kind = column.type.python_type
    return VALUES.get(type(column.type)) or VALUES.get(kind, kind)


def stored_type(column: InstrumentedAttribute[Any]) -> Any:
    """Return the type of a row's value, which may be no member of an enum."""
    return str if issubclass(column.type.python_type, Enum) else value_type(column)


def orders(model: type[Base]) -> FieldInfo:
    """Return the `sort` parameter: `price` for ascending, `-price` for descending, several by commas."""
    names = [
        column.key
        for column in public_attributes(model)
        if column_filters(column).keys() & {"eq", "gte"} and not isinstance(column.type, Text)
    ]
    order = SPLIT_LIST_OF[ONE_OF[(*names, *(f"-{name}" for name in names))]]
    return parameter(
        Annotated[order, Field(max_length=8, description=ORDER)],
        [],
    )  # a cursor's condition nests deeper with each


def parameter(annotation: Any, default: Any = None) -> FieldInfo:
    return FieldInfo.from_annotated_attribute(annotation, default)
