"""The query parameters of a list: its page, its order, and the filters that an entity's query writes out."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, ClassVar, NamedTuple, Self, TypeVar, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import list_schema, literal_schema, no_info_before_validator_function
from sqlalchemy import BigInteger, SmallInteger
from sqlalchemy.orm import InstrumentedAttribute

from {{ project.package }}.db.base import Base
from {{ project.package }}.schemas.cursors import adapter, decode
from {{ project.package }}.schemas.types import DIGITS, INT32, INT64, Bool, CalendarDate, ClockTime, FiniteDecimal, FiniteFloat, Instant, Int16, Int32, Int64, Str, TimeSpan, UUIDText, Written, split_commas

ItemT = TypeVar("ItemT")
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

ORDER = "Names of fields, a descending one after `-`: several separated by commas, or the parameter repeated."
AFTER = "Where the page before ended, for lists too long for `offset`; empty for the first page."
CURSOR_SCHEMA = WithJsonSchema({"type": "string", "maxLength": 60_000, "description": AFTER})
COMMAS = "Several are separated by commas, or the parameter is repeated; a comma in a value is written %2C."

Texts = Annotated[list[ItemT], Field(min_length=1, max_length=100, description=COMMAS)]
"""These are split where the query is read, which tells a comma in a value from one between two."""
Several = Annotated[Texts[ItemT], BeforeValidator(split_commas)]
TextParam = Annotated[Str, Field(max_length=1000)]  # far below the 50,000 bytes that SQLite takes for a pattern
Int16Param = Annotated[Int16, DIGITS]
Int32Param = Annotated[Int32, DIGITS]
Int64Param = Annotated[Int64, DIGITS]
FloatParam = Annotated[FiniteFloat, Written("0.5", r"-?\d+(\.\d+)?([eE][+-]?\d+)?", float, numbers=True)]
BoolParam = Annotated[Bool, Written("true or false", "true|false", "true".__eq__, numbers=True)]


class Order:
    """Takes the names of fields, ascending as they are and descending after `-`."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        names = literal_schema([*self.names, *(f"-{name}" for name in self.names)])
        # A cursor's condition nests deeper with each.
        return no_info_before_validator_function(split_commas, list_schema(names, max_length=8))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"description": ORDER, **handler(core)}


class Filter(NamedTuple):
    """One condition on a list: `price__gte=5` is `Filter("price", "gte", 5)`."""

    field: str
    operator: str
    value: Any


class Query(BaseModel):
    """A page of a list. A subclass names its `model`, and has a field for each filter: `price__gte`."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100), INT32, DIGITS] = 20
    offset: Annotated[int, Field(ge=0), INT64, DIGITS] = 0
    sort: list[str] = []
    after: Annotated[str | None, Field(max_length=60_000), CURSOR_SCHEMA] = None

    _model: ClassVar[type[Base]]
    _position: tuple[Any, ...] = ()

    def __init_subclass__(cls, *, model: type[Base] | None = None, **config: Any) -> None:
        super().__init_subclass__(**config)

    @classmethod
    def __pydantic_init_subclass__(cls, *, model: type[Base] | None = None, **_config: Any) -> None:
        if model is not None:
            cls._model = model

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Self:
        if self.after is not None and self.offset:
            raise ValueError("a page starts after a cursor or at an offset")
        if self.after is not None and any(column.nullable for column in columns_of(self._model, self.sort)):
            raise ValueError("an order by an optional field has pages by offset alone")
        if self.after:
            try:
                self._position = decode(self.after, self.sort, positions(self._model, tuple(self.sort)))
            except ValueError:
                raise ValueError("after must be a cursor of a list in this order") from None
        return self


# Functions, as a method would hide the filter of a field that is called like it.


def position(query: Query) -> tuple[Any, ...]:
    """Return the values after which the page starts, one for each name in `sort` and the key; none for the first."""
    return query._position


@lru_cache(maxsize=1000)  # an adapter takes 50 us to make; how many orders there are is up to clients
def positions(model: type[Base], sort: tuple[str, ...]) -> TypeAdapter[Any]:
    return adapter(stored_type(column) for column in columns_of(model, sort))


def columns_of(model: type[Base], sort: Iterable[str]) -> list[InstrumentedAttribute[Any]]:
    """Return the columns of an order, the key as the last."""
    return [getattr(model, name.removeprefix("-")) for name in (*sort, "id")]


def included(query: Query) -> Sequence[str]:
    return getattr(query, "include", ())


def given_filters(query: Query) -> Iterator[Filter]:
    for name in sorted(query.model_fields_set - {*Query.model_fields, "include"}):
        field, _, operator = name.partition("__")
        yield Filter(field, operator or "eq", getattr(query, name))


def several(query: type[Query]) -> frozenset[str]:
    """Return the parameters that take several values."""
    return frozenset(name for name, field in query.model_fields.items() if is_list(field.annotation))


def is_list(annotation: Any) -> bool:
    """Return whether a type is a list, or one that may be absent."""
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(map(is_list, get_args(annotation)))
    return get_origin(annotation) is list


def value_type(column: InstrumentedAttribute[Any]) -> Any:
    kind = column.type.python_type
    return VALUES.get(type(column.type)) or VALUES.get(kind, kind)


def stored_type(column: InstrumentedAttribute[Any]) -> Any:
    """Return the type of a row's value, which may be no member of an enum."""
    return str if issubclass(column.type.python_type, Enum) else value_type(column)
