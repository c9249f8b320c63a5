"""Types without arguments and bounds, which facts alone describe: booleans, times, addresses, documents, ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import IPv4Address
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit, urlunsplit

from ..problems import Refusal
from .field import RANGE, FieldType, Fresh

Moment = TypeVar("Moment", date, time, datetime)

_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>[0-9]{1,6})W|(?:(?P<days>[0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?(?:(?P<seconds>[0-9]{1,9}(?:\.[0-9]{1,6})?)S)?)?)"
)
_LONGEST_DURATION = timedelta(days=36500)
_NOW = ("now", "now()", "current_timestamp", "localtimestamp", "getdate()", "sysdate", "utcnow", "today")
_TODAY = ("today", "today()", "now", "now()", "current_date", "current_timestamp")
_BOOLEANS = {"true": ("true", "yes", "on", "1", "t", "y"), "false": ("false", "no", "off", "0", "f", "n")}
_EMAIL = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
_PRIVATE_DOMAINS = (".arpa", ".invalid", ".local", ".localhost", ".onion", ".test")  # email-validator refuses these
_PORTS = {"http": 80, "https": 443}
_ENCODED = re.compile(r"""["'<>\\`{}]""")
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)


def _boolean(written: str) -> bool:
    if written not in ("true", "false"):
        near = next((word for word, spellings in _BOOLEANS.items() if written.lower() in spellings), None)
        raise Refusal(f"'{written}' is not a bool", near=near, accepted=("true", "false"))
    return written == "true"


def _date(written: str) -> date | Fresh:
    if written == Fresh.TODAY:
        return Fresh.TODAY
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        near = Fresh.TODAY if written.lower() in _TODAY else None
        raise Refusal(f"'{written}' is not a date", near=near, accepted=("today", "2024-12-31"))
    return _made(date.fromisoformat, written, "date")


def _time(written: str) -> time:
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?", written):
        raise Refusal(f"'{written}' is not a time (without offset)", accepted=("23:59", "23:59:59"))
    return _made(time.fromisoformat, written, "time")


def _datetime(written: str) -> datetime | Fresh:
    """Return a point in time, in UTC."""
    if written == Fresh.NOW:
        return Fresh.NOW
    local = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    if not re.fullmatch(rf"{local}(Z|[+-][0-9]{{2}}:[0-9]{{2}})", written):
        with_zone = f"{written}Z" if re.fullmatch(local, written) else None
        near = Fresh.NOW if written.lower() in _NOW else with_zone
        raise Refusal(f"'{written}' is not a datetime with offset", near=near, accepted=("now", "2024-12-31T23:59:59Z"))
    value = _made(datetime.fromisoformat, written, "datetime")
    if not 2 <= value.year <= 9998:
        raise Refusal(f"'{written}' is outside the years 2 to 9998")
    return value.astimezone(UTC)


def _made(make: Callable[[str], Moment], written: str, noun: str) -> Moment:
    try:
        return make(written)
    except ValueError:
        raise Refusal(f"'{written}' is not a {noun} of the calendar or the clock") from None


def _duration(written: str) -> timedelta:
    match = _DURATION.fullmatch(written)
    parts = {unit: number for unit, number in match.groupdict().items() if number} if match else {}
    negative = parts.pop("sign", "") == "-"
    if not parts:
        raise Refusal(
            f"'{written}' is not an ISO 8601 duration of weeks, days, hours, minutes, seconds",
            accepted=("P1D", "PT30M", "P1DT12H"),
        )
    value = timedelta(**{unit: float(number) if "." in number else int(number) for unit, number in parts.items()})
    if value > _LONGEST_DURATION:
        raise Refusal(f"'{written}' is longer than 36500 days")
    return -value if negative else value


def _empty_document(written: str) -> Fresh:
    if written not in (Fresh.EMPTY_OBJECT, Fresh.EMPTY_ARRAY):
        near = {"dict": "{}", "list": "[]", "{ }": "{}", "[ ]": "[]"}.get(written)
        raise Refusal(f"'{written}' cannot be the default of json", near=near, accepted=("{}", "[]"))
    return Fresh(written)


def _email(written: str) -> str:
    """Return the address in lower case, as addresses are stored."""
    address = written.lower()
    if not _EMAIL.fullmatch(address) or len(address) > 254 or address.endswith(_PRIVATE_DOMAINS):
        raise Refusal(f"'{written}' is not an email address")
    return address


def _url(written: str) -> str:
    """Return the address in the form in which it is stored: scheme and host in lower case, a path."""
    refusal = Refusal(f"'{written}' is not a URL", accepted=("https://example.com/path",))
    if not re.fullmatch(r"[!-~]{1,1999}[!\"$->@-~]", written) or "?#" in written:
        raise refusal
    try:
        parts = urlsplit(written)
    except ValueError:
        raise refusal from None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?", parts.netloc):
        raise refusal
    for odd in _oddities(parts):
        raise Refusal(f"the API does not store '{written}' as it stands: {odd}")
    return urlunsplit(parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/"))


def _oddities(parts: SplitResult) -> Iterator[str]:
    """Yield what a browser writes in another way, or refuses, in a URL."""
    host, _, port = parts.netloc.lower().partition(":")
    if port and int(port) == _PORTS[parts.scheme]:
        yield f"{parts.scheme} has the port {port} anyway; leave out ':{port}'"
    elif port and (int(port) > 65535 or port != str(int(port))):
        yield f"{port} is not a port; ports are numbers up to 65535"
    if re.search(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$", host) and not _is_ip(host):
        yield f"the host {host} ends in a number, but is not an address of four numbers"
    if _DOTS.search(parts.path):
        yield "the path holds '/./' or '/../'"
    if encoded := _ENCODED.search(urlunsplit(parts)):
        yield f"{encoded[0]} is written %{ord(encoded[0]):02X}"


def _is_ip(host: str) -> bool:
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True


PLAIN = (
    FieldType(
        name="bool", unique=False, annotation="bool", input="Bool", query="BoolParam", filters=("eq",), read=_boolean,
        sample=True, other=False, invalid="perhaps", numbered="number % 2 == 0", numbers=2,
    ),
    FieldType(
        name="date", annotation="dt.date", input="CalendarDate", filters=("eq", "in", *RANGE), read=_date,
        sample="2024-02-29", other="2025-01-31", invalid="2024-02-30",
        numbered="str(dt.date(2024, 1, 1) + dt.timedelta(days=number))",
    ),
    FieldType(
        name="time", annotation="dt.time", input="ClockTime", output="StoredTime", read=_time,
        filters=("eq", "in", *RANGE),
        sample="12:30:00", other="23:59:59", invalid="25:00", numbered='f"12:00:00.{number % 1_000_000:06}"',
    ),
    FieldType(
        name="datetime", annotation="dt.datetime", input="Instant", filters=("eq", "in", *RANGE), read=_datetime,
        sample="2024-02-29T12:30:00.250000Z", other="2025-01-31T23:59:59Z", invalid="2024-02-29T12:30:00",
        numbered='f"2024-01-01T12:00:00.{number % 1_000_000:06}Z"',
    ),
    FieldType(
        name="duration", annotation="dt.timedelta", input="TimeSpan", filters=("eq", "in", *RANGE), read=_duration,
        sample="P1DT2H", other="PT15M", invalid="P99999D", numbered='f"P{number % 300 + 1}D"',
    ),
    FieldType(
        name="uuid", takes_default=False, annotation="UUID", input="UUIDText",
        sample="0b5a3a52-3f0e-4d5a-9b1c-5f0d9e6f7a81", other="7d9c2f34-8a1b-4c6d-a2e3-1f4b5c6d7e8f",
        invalid="not-a-uuid", numbered="str(uuid4())",
    ),
    FieldType(
        name="json", unique=False, indexable=False, annotation="Any", column="JSONDocument",
        input="JsonData", output="StoredJson", filters=(), sortable=False, read=_empty_document,
        sample={"key": ["value", 1, None]}, other={"key": "other"}, invalid={"text": "\0"},
    ),
    FieldType(
        name="bytes", unique=False, indexable=False, takes_default=False, annotation="bytes",
        input="Base64Data", output="Base64Data", filters=(), sortable=False,
        sample="aGVsbG8=", other="d29ybGQ=", invalid="not base64!",
    ),
    FieldType(
        name="email", annotation="str", column="CaseFolded(320)", input="EmailText",
        filters=("eq", "in", "contains"), read=_email,
        sample="user@example.com", other="other@example.com", invalid="nobody", numbered='f"user{number}@example.com"',
    ),
    FieldType(
        name="url", annotation="str", column="sa.String(2083)", input="UrlText",
        filters=("eq", "in", "contains"), read=_url,
        sample="https://example.com/path", other="https://example.com/other", invalid="nowhere",
        numbered='f"https://example.com/{number}"',
    ),
)  # fmt: skip
