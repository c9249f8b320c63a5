"""The query parameters of a list: its page, its order, and a filter for each operator that a column's type allows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, Union
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo
from sqlalchemy import BigInteger, SmallInteger, Text, inspect
from sqlalchemy.orm import InstrumentedAttribute

from bookshop.db.base import Base, public_attributes
from bookshop.schemas.cursors import decode
from bookshop.schemas.types import ClockTime, FiniteFloat, Instant, Int16, Int32, Int64, Listed, Str, TimeSpan

LIST_OF: Any = Listed
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
    float: FiniteFloat,
    dt.time: ClockTime,
    dt.datetime: Instant,
    dt.timedelta: TimeSpan,
}


class Filter(NamedTuple):
    """One condition on a list: `price__gte=5` is `Filter("price", "gte", 5)`."""

    field: str
    operator: str
    value: Any


class Query(BaseModel):
    """A page of a list. A subclass with `model=` accepts the filters and orders that the model's columns allow."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=2**63 - 1)
    sort: list[str] = []
    after: str | None = Field(default=None, max_length=60_000)
    """Where the page before ended, for lists too long for `offset`; empty for the first page."""

    _model: ClassVar[type[Base]]

    def __init_subclass__(cls, *, model: type[Base] | None = None, **config: Any) -> None:
        super().__init_subclass__(**config)

    @classmethod
    def __pydantic_init_subclass__(cls, *, model: type[Base] | None = None, **_config: Any) -> None:
        if model is not None:
            cls._model = model
            cls.model_fields.update(filters(model), sort=orders(model))
            cls.model_rebuild(force=True)

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Self:
        if self.after is not None and "offset" in self.model_fields_set:
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
    return decode(query.after, query.sort, [value_type(column) for column in sorted_by(query)]) if query.after else ()


def sorted_by(query: Query) -> list[InstrumentedAttribute[Any]]:
    return [getattr(query._model, name.removeprefix("-")) for name in (*query.sort, "id")]


def included(query: Query) -> Sequence[str]:
    return getattr(query, "include", ())


def given_filters(query: Query) -> Iterator[Filter]:
    for name in sorted(query.model_fields_set - {*Query.model_fields, "include"}):
        field, _, operator = name.partition("__")
        yield Filter(field, operator or "eq", getattr(query, name))


def filters(model: type[Base]) -> dict[str, FieldInfo]:
    """Return a parameter for each column and operator, and one for each many-to-many relation (`tag_id=`)."""
    parameters = {
        f"{column.key}__{operator}".removesuffix("__eq"): parameter(annotation)
        for column in public_attributes(model)
        for operator, annotation in column_filters(column).items()
    }
    keys = defaultdict(list)
    for relation in inspect(model).relationships:
        for _, member in relation.secondary_synchronize_pairs or ():
            keys[str(member.key)].append(value_type(relation.entity.class_.id))
    return parameters | {name: parameter(ANY_OF[tuple(types)]) for name, types in keys.items()}


def column_filters(column: InstrumentedAttribute[Any]) -> dict[str, Any]:
    kind, value = column.type.python_type, value_type(column)
    if kind is str:
        value = Annotated[value, Field(max_length=1000)]  # far below the 50,000 bytes that SQLite takes for a pattern
    operators: dict[str, Any] = dict.fromkeys(OPERATORS.get(Enum if issubclass(kind, Enum) else kind, ()), value)
    if "in" in operators:
        operators["in"] = Annotated[LIST_OF[value], Field(min_length=1, max_length=100)]
    if column.nullable:
        operators["isnull"] = bool
    return operators


def value_type(column: InstrumentedAttribute[Any]) -> Any:
    if column.type.python_type is int:
        return {SmallInteger: Int16, BigInteger: Int64}.get(type(column.type), Int32)
    return VALUES.get(column.type.python_type, column.type.python_type)


def orders(model: type[Base]) -> FieldInfo:
    """Return the `sort` parameter: `price` for ascending, `-price` for descending, several by commas."""
    names = [
        column.key
        for column in public_attributes(model)
        if column_filters(column).keys() & {"eq", "gte"} and not isinstance(column.type, Text)
    ]
    order = LIST_OF[ONE_OF[(*names, *(f"-{name}" for name in names))]]
    return parameter(Annotated[order, Field(max_length=8)], [])  # a cursor's condition nests deeper with each


def parameter(annotation: Any, default: Any = None) -> FieldInfo:
    return FieldInfo.from_annotated_attribute(annotation, default)
