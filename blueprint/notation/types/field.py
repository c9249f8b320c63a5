"""A scalar field, and its type: the facts that every type states, and the questions that every type answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from .literals import literal

RANGE = ("gte", "gt", "lte", "lt")
Arguments = tuple[Any, ...]
"""The values in a type's parentheses: `(n,)` for str, `(p, s)` for decimal, the members of an enum, else `()`."""


class Fresh(StrEnum):
    """A default that is made anew for every row; the value is how it is written."""

    NOW = "now"
    TODAY = "today"
    EMPTY_OBJECT = "{}"
    EMPTY_ARRAY = "[]"


Value = str | int | float | Decimal | dt.date | dt.time | dt.timedelta | Fresh
"""The value of a default; datetimes are in UTC."""


class Measure(StrEnum):
    """What the bounds of a field compare."""

    VALUE = "value"
    LENGTH = "length"


@dataclass(frozen=True)
class Bound:
    """A limit of a field's value, or of its length."""

    operator: str  # >=, >, <=, <
    value: Any  # int for whole numbers and lengths, Decimal for decimal, float for float


@dataclass(frozen=True)
class Default:
    """What a new row has where a client does not say."""

    value: Value

    @property
    def fresh(self) -> bool:
        return isinstance(self.value, Fresh)


@dataclass(frozen=True)
class Field:
    """A scalar column, as written: `price: decimal(10, 2)? >= 0 = 1`."""

    name: str
    type: FieldType
    arguments: Arguments
    nullable: bool
    unique: bool
    index: bool
    bounds: tuple[Bound, ...]  # in the order >=, >, <=, <
    default: Default | None


@dataclass(frozen=True)
class Samples:
    """Values of one field for the generated tests: Python expressions of JSON."""

    first: str
    other: str  # `first` again, where the field has no other value
    distinct: str  # another value for every `number`
    capacity: int  # how many values `distinct` gives
    wrong: list[str]  # what the API must refuse, beside null
    example: str | None = None  # for the API's description, if the example of the type's `input` breaks the bounds


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FieldType:
    """All that is known of a type. Types that need more than facts, for arguments or bounds, have a class of their own.

    `own` is the name of the class, or of the annotated type, that a field can have for itself: `BookStatus`.
    """

    name: str
    usage: str = ""  # how the type is written with its arguments, if it takes any: decimal(p, s)
    unique: bool = True  # may be unique on its own
    indexable: bool = True  # may be part of an index or of a unique set
    takes_default: bool = True
    read: Callable[[str], Value] = str  # reads a default
    annotation: str
    column: str = ""  # SQLAlchemy's type, if the annotation does not imply it; a format string over the arguments
    input: str = ""  # in the template's schemas/types.py: checks what a client sends; without it the annotation does
    output: str = ""  # in the template's schemas/types.py: describes what a client gets; without it the annotation does
    form: str = ""  # in the template's schemas/types.py: checks how a value is written, where it has constraints
    query: str = ""  # in the template's schemas/queries.py: checks what a filter of a list says, where `input` does not
    filters: tuple[str, ...] = ("eq", "in")  # the operators of filters
    sortable: bool = True
    sample: object = None  # JSON that the API takes
    other: object = None
    invalid: object = None  # JSON that the API refuses
    numbered: str = ""  # a Python expression of JSON: another value for every `number`
    numbers: int = 300  # how many values the expression gives at least

    measure: ClassVar[Measure | None] = None  # None: no bounds
    indexed_as: ClassVar[str] = ""  # the type that an index takes instead

    def __repr__(self) -> str:
        return f"<FieldType {self.name}>"

    def read_arguments(self, written: tuple[str, ...] | None) -> Arguments:
        """Return the arguments' values; `written` is None without parentheses."""
        return written or ()

    def near(self, field: str, written: tuple[str, ...]) -> str | None:
        """Return the type that was probably meant by arguments that were refused."""
        return None

    def read_default(self, written: str, arguments: Arguments) -> Value:
        return self.read(written)

    def spelled(self, arguments: Arguments) -> str:
        return f"{self.name}({', '.join(map(str, arguments))})" if arguments else self.name

    def fits_index(self, arguments: Arguments) -> bool:
        """Return whether an index takes every value: PostgreSQL refuses entries over 2704 bytes."""
        return self.indexable

    def value_type(self, own: str) -> str:
        """Return the annotation of a value in Python."""
        return self.annotation

    def input_type(self, field: Field, own: str) -> str:
        """Return the annotation of what a client sends."""
        return own if self.constraints(field) else self.input or self.value_type(own)

    def query_type(self, own: str) -> str:
        """Return the annotation of what a filter of a list says."""
        return self.query or self.input or self.value_type(own)

    def output_type(self, field: Field, own: str) -> str:
        """Return the annotation of what a client gets."""
        return self.output or self.value_type(own)

    def literal(self, value: Value, own: str) -> str:
        """Return a Python expression for a value of the field."""
        return literal(value)

    def constraints(self, field: Field) -> list[tuple[str, str]]:
        """Return the arguments of Pydantic's `Field` that keep a value within the type's size and the bounds."""
        return []

    def checks(self, field: Field) -> list[tuple[str, str]]:
        """Return the names and conditions of the CHECK constraints that hold the bounds in the database too."""
        return []

    def samples(self, field: Field) -> Samples:
        wrong = literal(self.invalid).replace("\\u0000", "\\0")
        return Samples(literal(self.sample), literal(self.other), self.numbered, self.numbers, [wrong])
