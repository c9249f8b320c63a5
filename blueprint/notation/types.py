"""The one table of the notation's scalar types: what each accepts, and how values are read."""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from . import names, values
from .problems import Refusal, quoted

Arguments = tuple[Any, ...]

_LONGEST_STRING = 10_485_760  # PostgreSQL's limit for varchar(n)
_LONGEST_TEXT = 1_000_000  # what the API takes at most
_LONGEST_INDEXED = 650  # characters of four bytes that fit an entry of PostgreSQL's B-tree (2704 bytes)
_LONGEST_MEMBER = 64
_MEMBER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_MOST_DIGITS = 15  # what a float holds exactly: SQLite stores decimals as floats


class Measure(StrEnum):
    """What the bounds of a field compare."""

    VALUE = "value"
    LENGTH = "length"


@dataclass(frozen=True)
class FieldType:
    """What is known about a type, whatever is generated from it."""

    name: str
    usage: str  # how it is written: decimal(p, s)
    unique: bool  # may be unique on its own
    indexable: bool  # may be part of an index or of a unique set
    arguments: Callable[[tuple[str, ...] | None], Arguments]  # reads what stands in parentheses
    default: Callable[[str, Arguments], Any] | None  # reads a default; None: there cannot be one
    measure: Measure | None = None  # None: no bounds
    bound: Callable[[str, Arguments], Any] = values.whole  # reads a bound
    limits: Callable[[Arguments], tuple[Any, Any]] | None = None  # the least and the greatest value of the measure
    after: Callable[[Any, Arguments], Any] = lambda value, _: value + 1  # the next value of the measure

    def __repr__(self) -> str:
        return f"<FieldType {self.name}>"


def indexable(type_: FieldType, arguments: Arguments) -> bool:
    """Whether an index takes every value of a field: PostgreSQL refuses entries over 2704 bytes."""
    return type_.indexable and not (type_.name == "str" and arguments[0] > _LONGEST_INDEXED)


def _none(written: tuple[str, ...] | None) -> Arguments:
    if written is not None:
        raise Refusal("takes nothing in parentheses")
    return ()


def _length(written: tuple[str, ...] | None) -> Arguments:
    if written is None:
        return (255,)
    (length,) = _numbers(written, 1, "str(120)")
    if not 1 <= length <= _LONGEST_STRING:
        near = "text" if length else "str"
        raise Refusal(f"the length of str(n) is 1 to {_LONGEST_STRING}, found {length}", near=near)
    return (length,)


def _digits(written: tuple[str, ...] | None) -> Arguments:
    if written is not None and len(written) == 1 and written[0].isdigit():
        raise Refusal("decimal takes two numbers", near=f"decimal({written[0]}, 0)")
    if not written:
        raise Refusal("decimal takes two numbers", near="decimal(10, 2)", hint="the digits, and those after the point")
    precision, scale = _numbers(written, 2, "decimal(10, 2)")
    if precision > _MOST_DIGITS:
        raise Refusal(
            f"decimal has at most {_MOST_DIGITS} digits, found {precision}: SQLite stores decimals as floats, "
            f"which hold no more exactly",
            near=f"decimal({_MOST_DIGITS}, {scale})" if scale <= _MOST_DIGITS // 2 else None,
            hint=None if scale <= _MOST_DIGITS // 2 else "a number of more digits can be a str",
        )
    if precision < 1 or scale > precision:
        raise Refusal(
            f"decimal({precision}, {scale}) makes no sense",
            hint=f"the first number counts all digits (1 to {_MOST_DIGITS}), the second those after the point",
        )
    return (precision, scale)


def _members(written: tuple[str, ...] | None) -> Arguments:
    if not written:
        raise Refusal("enum lists its members, as in 'enum(draft, published)'")
    for member in written:
        _check_member(member)
    seen: dict[str, str] = {}
    for member in written:
        other = seen.setdefault(names.member(member), member)
        if other != member:
            raise Refusal(f"the enum's members '{other}' and '{member}' would both be {names.member(member)} in Python")
    if len(set(written)) < len(written):
        twice = next(member for member in written if written.count(member) > 1)
        raise Refusal(f"the enum lists '{twice}' twice", hint="write it once")
    return written


def _check_member(member: str) -> None:
    if not _MEMBER.fullmatch(member):
        rule = "a member is a letter, then letters, digits, '_' and '-', without quotes"
        raise Refusal(f"{quoted(member)} cannot be a member of an enum ({rule})")
    if len(member) > _LONGEST_MEMBER:
        raise Refusal(f"members of an enum have at most {_LONGEST_MEMBER} characters, found '{member}'")


def near_enum(field: str, written: tuple[str, ...] | None) -> str | None:
    """The type that is nearest to an enum of such members, which are not all names."""
    bare = [member.strip("'\"` ") for member in written or ()]
    if not bare or all(_MEMBER.fullmatch(member) for member in written or ()):
        return None
    if all(re.fullmatch(r"-?[0-9]{1,9}", member) for member in bare):
        low, high = (limit(map(int, bare)) for limit in (min, max))
        if sorted(map(int, bare)) == list(range(low, high + 1)):
            return f"{'smallint' if -32768 <= low <= high <= 32767 else 'int'} >= {low} <= {high}"
    members = tuple(_near_member(field, member) for member in bare)
    return f"enum({', '.join(members)})" if all(members) and len(set(members)) == len(members) else None


def _near_member(field: str, member: str) -> str:
    plain = unicodedata.normalize("NFKD", member).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")
    return f"{field}_{joined}" if joined[:1].isdigit() else joined


def _numbers(written: tuple[str, ...], count: int, example: str) -> tuple[int, ...]:
    if len(written) != count or not all(re.fullmatch(r"[0-9]{1,9}", number) for number in written):
        found = f"found ({', '.join(written)})" if written else "found none"
        raise Refusal(f"{count} whole number{'s' * (count > 1)} expected, as in {example}; {found}")
    return tuple(int(number) for number in written)


def _integer(name: str, bits: int) -> FieldType:
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    return FieldType(name, name, True, True, _none, values.whole, Measure.VALUE, limits=lambda _: (low, high))


def _decimal_limits(arguments: Arguments) -> tuple[Decimal, Decimal]:
    precision, scale = arguments
    greatest = Decimal(10**precision - 1).scaleb(-scale)
    return -greatest, greatest


def _decimal_after(value: Decimal, arguments: Arguments) -> Decimal:
    return value + Decimal(1).scaleb(-arguments[1])


_ROWS = (
    # name, usage, unique, indexable, arguments, default
    FieldType(
        "str", "str, str(n)", True, True, _length, values.text,
        Measure.LENGTH, values.length, lambda arguments: (0, arguments[0]),
    ),
    FieldType(
        "text", "text", False, False, _none, values.text,
        Measure.LENGTH, values.length, lambda _: (0, _LONGEST_TEXT),
    ),
    _integer("int", 32),
    _integer("smallint", 16),
    _integer("bigint", 64),
    FieldType(
        "float", "float", True, True, _none, values.floating,
        Measure.VALUE, values.floating, lambda _: (-sys.float_info.max, sys.float_info.max),
        lambda value, _: math.nextafter(value, math.inf),
    ),
    FieldType(
        "decimal", "decimal(p, s)", True, True, _digits, values.exact,
        Measure.VALUE, values.exact, _decimal_limits, _decimal_after,
    ),
    FieldType("bool", "bool", False, True, _none, values.boolean),
    FieldType("date", "date", True, True, _none, values.day),
    FieldType("time", "time", True, True, _none, values.clock),
    FieldType("datetime", "datetime", True, True, _none, values.moment),
    FieldType("duration", "duration", True, True, _none, values.duration),
    FieldType("uuid", "uuid", True, True, _none, None),
    FieldType("json", "json", False, False, _none, values.empty),
    FieldType("bytes", "bytes", False, False, _none, None),
    FieldType("email", "email", True, True, _none, values.email),
    FieldType("url", "url", True, True, _none, values.url),
    FieldType("enum", "enum(a, b, c)", False, True, _members, values.choice),
)  # fmt: skip

TYPES = {row.name: row for row in _ROWS}
USAGES = tuple(row.usage for row in _ROWS)

# How other languages and databases call these types; `*` keeps what stands in parentheses.
ALIASES = {
    "string": "str*", "varchar": "str*", "varchar2": "str*", "nvarchar": "str*", "nvarchar2": "str*", "char": "str*",
    "nchar": "str*", "bpchar": "str*", "character": "str*", "citext": "str", "charfield": "str*", "inet": "str(45)",
    "cidr": "str(45)", "ip": "str(45)", "ipaddress": "str(45)", "macaddr": "str(17)",
    "slug": "str(50)", "phone": "str(32)", "cuid": "str(30)", "ulid": "str(26)", "objectid": "str(24)", "set": "json",
    "longtext": "text", "mediumtext": "text", "tinytext": "str(255)", "ntext": "text", "clob": "text", "xml": "text",
    "markdown": "text", "integer": "int", "int32": "int", "int4": "int", "mediumint": "int", "serial": "int",
    "smallserial": "smallint",
    "number": "int", "long": "bigint", "bigserial": "bigint", "int64": "bigint", "int8": "bigint",
    "biginteger": "bigint", "int2": "smallint", "int16": "smallint", "short": "smallint", "tinyint": "smallint",
    "smallinteger": "smallint", "year": "smallint", "double": "float", "real": "float", "float4": "float",
    "float8": "float", "float64": "float", "numeric": "decimal*", "dec": "decimal*", "money": "decimal(12, 2)",
    "smallmoney": "decimal(10, 2)", "currency": "decimal(12, 2)", "boolean": "bool", "bit": "bool", "flag": "bool",
    "timestamp": "datetime", "timestamptz": "datetime", "datetimetz": "datetime", "datetime2": "datetime",
    "smalldatetime": "datetime", "datetimeoffset": "datetime", "timetz": "time", "interval": "duration",
    "timedelta": "duration", "guid": "uuid", "uniqueidentifier": "uuid", "uuid4": "uuid", "uuid7": "uuid",
    "jsonb": "json", "dict": "json", "object": "json", "map": "json", "hstore": "json", "list": "json",
    "array": "json", "any": "json", "geometry": "json", "point": "json",
    "blob": "bytes", "longblob": "bytes", "bytea": "bytes", "binary": "bytes",
    "varbinary": "bytes", "image": "bytes", "file": "bytes", "uri": "url", "link": "url", "emailstr": "email",
    "httpurl": "url", "choice": "enum*", "choices": "enum*", "literal": "enum*",
}  # fmt: skip
