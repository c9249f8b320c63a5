"""Field types that accept exactly what both databases can store."""

import datetime as dt
import math
import re
import sys
from base64 import b64decode, b64encode
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    EmailStr,
    Field,
    HttpUrl,
    JsonValue,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
)

ItemT = TypeVar("ItemT")
UNSTORABLE = re.compile("[\\0\ud800-\udfff]")


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


def split_commas(values: Any) -> Any:
    """Read `a,b` as two values, so that `?sort=a,b` and `?sort=a&sort=b` mean the same."""
    return [part for value in values for part in str(value).split(",")] if isinstance(values, list) else values


def decode_base64(value: Any) -> Any:
    return b64decode(value, validate=True) if isinstance(value, str) else value


def encode_base64(value: bytes) -> str:
    return b64encode(value).decode()


Str = Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=1_000_000, examples=["text"])]
Int16 = Annotated[int, Field(ge=-(2**15), le=2**15 - 1, examples=[1])]
Int32 = Annotated[int, Field(ge=-(2**31), le=2**31 - 1, examples=[1])]
Int64 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1, examples=[1])]
FiniteFloat = Annotated[float, Field(allow_inf_nan=False, examples=[0.5])]
Instant = Annotated[AwareDatetime, AfterValidator(in_stored_years)]
ClockTime = Annotated[dt.time, AfterValidator(without_zone)]
TimeSpan = Annotated[dt.timedelta, Field(ge=dt.timedelta(days=-36_500), le=dt.timedelta(days=36_500))]
EmailText = Annotated[EmailStr, Field(max_length=320), AfterValidator(str.lower)]
UrlText = Annotated[
    str,
    AfterValidator(normal_url),
    Field(max_length=2083),
    WithJsonSchema({"type": "string", "format": "uri", "maxLength": 2083, "examples": ["https://example.com/"]}),
]
JSON_SCHEMA = WithJsonSchema({"description": "any JSON but null", "examples": [{"key": "value"}]})
JsonData = Annotated[JsonValue, AfterValidator(not_null), AfterValidator(storable), JSON_SCHEMA]
StoredJson = Annotated[Any, JSON_SCHEMA]
Base64Data = Annotated[
    bytes,
    BeforeValidator(decode_base64),
    Field(max_length=2**20),
    PlainSerializer(encode_base64, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "byte"}),
]
PlainDecimal = Annotated[Decimal, PlainSerializer("{:f}".format, return_type=str, when_used="json")]
"""Never `1E-7`, as small numbers are written otherwise."""
IntegerKey = Annotated[int, Field(ge=1, le=2**63 - 1)]
Bulk = Annotated[list[ItemT], Field(min_length=1, max_length=1000)]
KeySet = Annotated[set[ItemT], Field(max_length=1000)]
NOTHING: Any = []
"""The default of a list in a query: a factory would be called, and looked at by Pydantic, for every request."""
Listed = Annotated[list[ItemT], BeforeValidator(split_commas)]
