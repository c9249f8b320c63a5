"""Writes values as Python expressions, the way `ruff format` leaves them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal


def literal(value: object) -> str:
    """Return a Python expression for the value."""
    match value:
        case str():
            written = _text(value)
        case float():
            written = repr(value).replace("e+", "e")
        case Decimal():  # with quotes where digits stand after the point: a float would not be exact
            written = f'Decimal("{value:f}")' if "." in f"{value:f}" else f"Decimal({value:f})"
        case dt.datetime():
            written = f"{_call(value, value.timetuple()[:6], value.microsecond)[:-1]}, tzinfo=dt.UTC)"
        case dt.date():
            written = f"dt.date({value.year}, {value.month}, {value.day})"
        case dt.time():
            written = _call(value, (value.hour, value.minute, value.second), value.microsecond)
        case dt.timedelta():
            parts = {"days": value.days, "seconds": value.seconds, "microseconds": value.microseconds}
            written = f"dt.timedelta({', '.join(f'{name}={number}' for name, number in parts.items() if number)})"
        case dict():
            written = f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
        case list():
            written = f"[{', '.join(map(literal, value))}]"
        case _:
            written = repr(value)
    return written


def _text(text: str) -> str:
    """Use the quotes that need fewer escapes."""
    written = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
    if text.count('"') <= text.count("'"):
        return written
    inside = written[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inside}'"


def _call(value: object, parts: tuple[int, ...], microsecond: int) -> str:
    numbers = (*parts, microsecond) if microsecond else parts
    return f"dt.{type(value).__name__}({', '.join(map(str, numbers))})"
