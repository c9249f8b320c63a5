"""Field types that accept exactly what both databases can store."""

import datetime as dt
import math
import re
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from uuid import UUID

from email_validator import validate_email
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    HttpUrl,
    JsonValue,
    PlainSerializer,
    Strict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

ItemT = TypeVar("ItemT")
UNSTORABLE = re.compile("[\\0\ud800-\udfff]")


# Both come last in `Annotated`: Pydantic hands a bound that follows them to Python, and describes it wrongly.


class Written:
    """Takes text of one form, and describes it. Pydantic alone reads numbers as dates, and `1_0` as ten."""

    def __init__(self, like: str, form: str, read: Callable[[str], Any] = str, *, numbers: bool = False) -> None:
        self.like, self.form, self.read, self.numbers = like, form, read, numbers
        self.matches = re.compile(form, re.ASCII).fullmatch

    def check(self, value: Any) -> Any:
        if isinstance(value, str) and self.matches(value):
            return self.read(value)
        if isinstance(value, str) or (isinstance(value, int | float) and not self.numbers):
            raise ValueError(f"must be written like {self.like}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        for kind in schema.get("anyOf", [schema]):
            if kind.get("type") == "string":
                kind["pattern"] = f"^{self.form}$"
        return schema


class Whole:
    """Takes JSON's whole numbers of so many bits. Pydantic alone takes `true` and text as well."""

    def __init__(self, bits: int) -> None:
        self.format = f"int{max(bits, 32)}"  # as clients know them
        self.bounds = {"ge": -(2 ** (bits - 1)), "le": 2 ** (bits - 1) - 1}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: Any = handler(source)
        return no_info_before_validator_function(json_number, self.bounds | schema)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(core) | {"format": self.format}


class NotNull:
    """Reads and describes a field that may be absent as one that is never null."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        nullable: Any = handler(source)
        schema: CoreSchema = nullable["schema"]
        return schema


def json_number(value: Any) -> Any:
    if isinstance(value, str | bool):
        raise ValueError("must be a number")
    return value


def in_stored_years(value: dt.datetime) -> dt.datetime:
    """Refuse the first and the last year: converted to UTC, they may leave the calendar."""
    if not dt.MINYEAR < value.year < dt.MAXYEAR:
        raise ValueError(f"the year must be between {dt.MINYEAR + 1} and {dt.MAXYEAR - 1}")
    return value


def without_zone(value: dt.time) -> dt.time:
    if value.tzinfo is not None:
        raise ValueError("must not have a time zone")
    return value


def not_null(value: Any) -> Any:
    """JSON's null and an absent value are one in the database, so that only an optional field may be null."""
    if value is None:
        raise ValueError("must not be null")
    return value


def storable(value: Any, depth: int = 100) -> Any:
    """Refuse what JSON can say and not every database can keep: NUL, lone surrogates, NaN, endless numbers and nesting.

    PostgreSQL returns 1e19 as the whole number that it is, so that those may be as large as any other.
    """
    if depth == 0:
        raise ValueError("must not be nested this deep")
    match value:
        case str() if UNSTORABLE.search(value):
            raise ValueError("text must not contain NUL or lone surrogates")
        case int() if abs(value) > sys.float_info.max:
            raise ValueError("numbers must be below 1.8e308")
        case float() if not math.isfinite(value):
            raise ValueError("numbers must be finite")
        case list():
            for item in value:
                storable(item, depth - 1)
        case dict():
            for item in (*value, *value.values()):
                storable(item, depth - 1)
    return value


def normal_url(value: str) -> str:
    """Return the URL as browsers write it, so that equal ones are stored alike."""
    try:
        return str(HttpUrl(value))
    except ValidationError:
        raise ValueError("must be an http or https URL") from None


def normal_email(value: str) -> str:
    """Return the address in lower case, its domain in Unicode, so that equal ones are stored alike."""
    return validate_email(value, check_deliverability=False).normalized.lower()


def split_commas(values: Any) -> Any:
    """Read `a,b` as two values, so that `?sort=a,b` and `?sort=a&sort=b` mean the same, and an empty text as none."""
    return [part for value in values for part in str(value).split(",") if part] if isinstance(values, list) else values


def each_once(values: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    found = handler(values)
    if len(found) < len(values):
        raise ValueError("must have each value once")
    return found


def decode_base64(value: Any) -> Any:
    return b64decode(value, validate=True) if isinstance(value, str) else value


def encode_base64(value: bytes) -> str:
    return b64encode(value).decode()


DATE, CLOCK = r"\d{4}-\d{2}-\d{2}", r"([01]\d|2[0-3]):[0-5]\d"
DECIMAL = Written("9.90", r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", numbers=True)
DIGITS = Written("10", r"-?\d+", int, numbers=True)
INT16, INT32, INT64 = Whole(16), Whole(32), Whole(64)
CANONICAL = Written("01890a5d-ac96-774b-bcce-b302099a8057", r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
"""The form of a UUID without braces or prefix."""

Str = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=1_000_000, examples=["text"])]
Bool = Annotated[bool, Strict()]
Int16 = Annotated[int, INT16, Field(examples=[1])]
Int32 = Annotated[int, INT32, Field(examples=[1])]
Int64 = Annotated[int, INT64, Field(examples=[1])]
FiniteFloat = Annotated[float, Strict(), Field(allow_inf_nan=False, examples=[0.5])]
FiniteDecimal = Annotated[Decimal, DECIMAL]
CalendarDate = Annotated[dt.date, Written("2026-01-31", DATE)]
ClockTime = Annotated[
    dt.time,
    Field(json_schema_extra={"format": "time-local"}),
    AfterValidator(without_zone),
    Written("12:30:00", rf"{CLOCK}(:[0-5]\d(\.\d+)?)?"),
]
Instant = Annotated[
    AwareDatetime,
    AfterValidator(in_stored_years),
    Written("2026-01-31T12:30:00Z", rf"{DATE}[Tt]{CLOCK}:[0-5]\d(\.\d+)?([Zz]|[+-]{CLOCK})"),
]
TimeSpan = Annotated[
    dt.timedelta,
    Field(ge=dt.timedelta(days=-36_500), le=dt.timedelta(days=36_500), description="A year is 365 days, a month 30."),
    Written(
        "P1DT2H",
        r"[+-]?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
    ),
]
UUIDText = Annotated[UUID, CANONICAL]
EmailText = Annotated[str, Field(max_length=320, json_schema_extra={"format": "email"}), AfterValidator(normal_email)]
UrlText = Annotated[
    str,
    AfterValidator(normal_url),
    Field(max_length=2083),
    WithJsonSchema({"type": "string", "format": "uri", "maxLength": 2083, "examples": ["https://example.com/"]}),
    Written("https://example.com/", r"[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20\x7f\\/][^\x00-\x20\x7f\\]*"),
]
JSON_SCHEMA = WithJsonSchema({"description": "any JSON but null", "examples": [{"key": "value"}]})
JsonData = Annotated[JsonValue, AfterValidator(not_null), AfterValidator(storable), JSON_SCHEMA]
StoredJson = Annotated[Any, JSON_SCHEMA]
StoredInt32 = Annotated[int, Field(json_schema_extra={"format": "int32"})]
StoredInt64 = Annotated[int, Field(json_schema_extra={"format": "int64"})]
StoredTime = Annotated[dt.time, Field(json_schema_extra={"format": "time-local"})]
"""Nothing that is answered is checked for how it is written."""
Base64Data = Annotated[
    bytes,
    BeforeValidator(decode_base64),
    Field(max_length=2**20),
    PlainSerializer(encode_base64, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "byte", "maxLength": 4 * -(-(2**20) // 3)}),
]
PlainDecimal = Annotated[Decimal, PlainSerializer("{:f}".format, return_type=str, when_used="json")]
"""Never `1E-7`, as small numbers are written otherwise."""
FormerMember = Annotated[str, Field(description="what the row has, if it is no member of this release")]
IntegerKey = Annotated[int, Field(ge=1), INT64]
Given = Annotated[ItemT | None, NotNull()]
"""What may be absent, but not null: its default is None. A type checker asks for a look before it is used."""
Bulk = Annotated[list[ItemT], Field(min_length=1, max_length=1000)]
KeySet = Annotated[set[ItemT], Field(max_length=1000), WrapValidator(each_once)]
NOTHING: Any = []
"""The default of a list in a query: a factory would be called, and looked at by Pydantic, for every request."""
Listed = Annotated[list[ItemT], BeforeValidator(split_commas)]
