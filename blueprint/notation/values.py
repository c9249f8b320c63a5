"""Reads what a field's text holds of values: numbers, dates, durations, addresses; each refuses with words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Address
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit, urlunsplit

from .problems import Refusal, nearest

Moment = TypeVar("Moment", date, time, datetime)


class Fresh(StrEnum):
    """A default that is made anew for every row; the value is how it is written."""

    NOW = "now"
    TODAY = "today"
    EMPTY_OBJECT = "{}"
    EMPTY_ARRAY = "[]"


_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>[0-9]{1,6})W|(?:(?P<days>[0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?(?:(?P<seconds>[0-9]{1,9}(?:\.[0-9]{1,6})?)S)?)?)"
)
_EMAIL = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
_PRIVATE_DOMAINS = (".arpa", ".invalid", ".local", ".localhost", ".onion", ".test")  # email-validator refuses these
_BOOLEANS = {"true": ("true", "yes", "on", "1", "t", "y"), "false": ("false", "no", "off", "0", "f", "n")}
_NOW = ("now", "now()", "current_timestamp", "localtimestamp", "getdate()", "sysdate", "utcnow", "today")
_TODAY = ("today", "today()", "now", "now()", "current_date", "current_timestamp")
_PORTS = {"http": 80, "https": 443}
_ENCODED = re.compile(r"""["'<>\\`{}]""")
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_LONGEST_DURATION = timedelta(days=36500)


def text(written: str, _arguments: tuple[Any, ...] = ()) -> str:
    return written


def boolean(written: str, _arguments: tuple[Any, ...] = ()) -> bool:
    if written not in ("true", "false"):
        near = next((word for word, spellings in _BOOLEANS.items() if written.lower() in spellings), None)
        raise Refusal(f"'{written}' is not a bool", near=near, accepted=("true", "false"))
    return written == "true"


def whole(written: str, _arguments: tuple[Any, ...] = ()) -> int:
    if not re.fullmatch(r"-?[0-9]{1,40}", written):
        raise Refusal(f"'{written}' is not a whole number")
    return int(written)


def length(written: str, _arguments: tuple[Any, ...] = ()) -> int:
    if not re.fullmatch(r"[0-9]{1,40}", written):
        raise Refusal(f"'{written}' is not a length", hint="bounds of a string count its characters")
    return int(written)


def floating(written: str, _arguments: tuple[Any, ...] = ()) -> float:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", written):
        raise Refusal(f"'{written}' is not a number")
    number = float(written)
    if not math.isfinite(number):
        raise Refusal(f"'{written}' is larger than a float can be")
    return number


def exact(written: str, arguments: tuple[Any, ...]) -> Decimal:
    """A decimal with no more digits after the point than the type has."""
    if not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", written):
        raise Refusal(f"'{written}' is not a decimal number")
    _, scale = arguments
    digits = len(written.partition(".")[2].rstrip("0"))
    if digits > scale:
        raise Refusal(f"'{written}' has {digits} digits after the point, the type keeps {scale}")
    return Decimal(written)


def day(written: str, _arguments: tuple[Any, ...] = ()) -> date | Fresh:
    if written == Fresh.TODAY:
        return Fresh.TODAY
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        near = Fresh.TODAY if written.lower() in _TODAY else None
        raise Refusal(f"'{written}' is not a date", near=near, accepted=("today", "2024-12-31"))
    return _made(date.fromisoformat, written, "date")


def clock(written: str, _arguments: tuple[Any, ...] = ()) -> time:
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?", written):
        raise Refusal(f"'{written}' is not a time (without offset)", accepted=("23:59", "23:59:59"))
    return _made(time.fromisoformat, written, "time")


def moment(written: str, _arguments: tuple[Any, ...] = ()) -> datetime | Fresh:
    """A point in time, in UTC."""
    if written == Fresh.NOW:
        return Fresh.NOW
    local = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    if not re.fullmatch(rf"{local}(Z|[+-][0-9]{{2}}:[0-9]{{2}})", written):
        near = Fresh.NOW if written.lower() in _NOW else f"{written}Z" if re.fullmatch(local, written) else None
        raise Refusal(f"'{written}' is not a datetime with offset", near=near, accepted=("now", "2024-12-31T23:59:59Z"))
    value = _made(datetime.fromisoformat, written, "datetime")
    if not 2 <= value.year <= 9998:
        raise Refusal(f"'{written}' is outside the years 2 to 9998")
    return value.astimezone(UTC)


def duration(written: str, _arguments: tuple[Any, ...] = ()) -> timedelta:
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


def empty(written: str, _arguments: tuple[Any, ...] = ()) -> Fresh:
    if written not in (Fresh.EMPTY_OBJECT, Fresh.EMPTY_ARRAY):
        near = {"dict": "{}", "list": "[]", "{ }": "{}", "[ ]": "[]"}.get(written)
        raise Refusal(f"'{written}' cannot be the default of json", near=near, accepted=("{}", "[]"))
    return Fresh(written)


def email(written: str, _arguments: tuple[Any, ...] = ()) -> str:
    """An address in lower case, as addresses are stored."""
    address = written.lower()
    if not _EMAIL.fullmatch(address) or len(address) > 254 or address.endswith(_PRIVATE_DOMAINS):
        raise Refusal(f"'{written}' is not an email address")
    return address


def url(written: str, _arguments: tuple[Any, ...] = ()) -> str:
    """An address in the form in which it is stored: scheme and host in lower case, a path."""
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
    """What a browser writes in another way, or refuses, in a URL."""
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


def choice(written: str, members: tuple[Any, ...]) -> str:
    if written not in members:
        plain = re.sub(r"[^A-Za-z0-9_-]+", "_", written)
        near = next((member for member in members if plain and member.endswith(plain)), None)
        near = near or nearest(written, members)
        raise Refusal(f"'{written}' is not a member of the enum", near=near, accepted=members)
    return written


def _made(make: Callable[[str], Moment], written: str, noun: str) -> Moment:
    try:
        return make(written)
    except ValueError:
        raise Refusal(f"'{written}' is not a {noun} of the calendar or the clock") from None
