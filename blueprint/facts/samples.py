"""Values for the generated tests: what an API takes for a field, what changes it, and what it must refuse."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from decimal import ROUND_UP, Decimal
from typing import Any

from ..notation.model import Field
from ..notation.types import Measure
from .scalars import PLAIN_DIGITS, literal

_PLAIN: dict[str, tuple[Any, Any]] = {
    "bool": (True, False),
    "date": ("2024-02-29", "2025-01-31"),
    "time": ("12:30:00", "23:59:59"),
    "datetime": ("2024-02-29T12:30:00.250000Z", "2025-01-31T23:59:59Z"),
    "duration": ("P1DT2H", "PT15M"),
    "uuid": ("0b5a3a52-3f0e-4d5a-9b1c-5f0d9e6f7a81", "7d9c2f34-8a1b-4c6d-a2e3-1f4b5c6d7e8f"),
    "json": ({"key": ["value", 1, None]}, {"key": "other"}),
    "bytes": ("aGVsbG8=", "d29ybGQ="),
    "email": ("user@example.com", "other@example.com"),
    "url": ("https://example.com/path", "https://example.com/other"),
}

_DISTINCT = {
    "date": "str(dt.date(2024, 1, 1) + dt.timedelta(days=number))",
    "time": 'f"12:00:00.{number % 1_000_000:06}"',
    "datetime": 'f"2024-01-01T12:00:00.{number % 1_000_000:06}Z"',
    "duration": 'f"P{number % 300 + 1}D"',
    "uuid": "str(uuid4())",
    "email": 'f"user{number}@example.com"',
    "url": 'f"https://example.com/{number}"',
    "bool": "number % 2 == 0",
}

_WRONG: dict[str, Any] = {
    "bool": "perhaps",
    "date": "2024-02-30",
    "time": "25:00",
    "datetime": "2024-02-29T12:30:00",
    "duration": "P99999D",
    "uuid": "not-a-uuid",
    "bytes": "not base64!",
    "email": "nobody",
    "url": "nowhere",
    "enum": "no such member",
    "float": "much",
    "decimal": "NaN",
    "json": {"text": "\0"},
}


def sample(field: Field, other: bool = False) -> str:
    """A Python literal of a JSON value that the field accepts; `other` is a second one, where there are two."""
    return python(_values(field)[other])


def example(field: Field) -> str | None:
    """A Python expression for the description of the field, where its type's own example is out of bounds."""
    if field.type.measure is None:
        return None
    low, high = limits(field)
    if field.type.measure is Measure.LENGTH:
        return f'"x" * {low}' if low > len("text") else f'"{"text"[:high]}"' if high < len("text") else None
    if field.type.name == "decimal":
        unit = Decimal(1).scaleb(-field.arguments[1])
        nearest = min(max(Decimal("0.5"), low), high).quantize(unit, ROUND_UP)
        return None if nearest == Decimal("0.5") else f'"{nearest:f}"'
    if field.type.name == "float":
        fitting = (number for number in (0.5, math.floor(low) + 1.0, (low + high) / 2) if low <= number <= high)
        nearest = next(fitting)
        return None if nearest == 0.5 else literal(nearest)
    nearest = min(max(1, low), high)
    return None if nearest == 1 else str(nearest)


def python(value: Any) -> str:
    """JSON as Python, in double quotes."""
    text = literal(value) if isinstance(value, float) else json.dumps(value)
    return {"true": "True", "false": "False", "null": "None"}.get(text, text).replace(", null", ", None")


def distinct(field: Field) -> str:
    """A Python expression that gives another value for every `number`."""
    if field.type.measure is Measure.LENGTH:
        shortest, longest = limits(field)
        width = min(longest, max(shortest, 8))
        index = f"number % {10**width}" if width < 8 else "number"
        return f'f"{{{index}:0{width}}}"'
    if field.type.name in _DISTINCT:
        return _DISTINCT[field.type.name]
    if field.type.name == "enum":
        members = json.dumps(list(field.arguments))
        return f"{members}[number % {len(field.arguments)}]"
    low, high, step = _grid(field)
    count = int((high - low) / step) + 1
    index = f"number % {count}" if count < 10_000 else "number"
    if field.type.name == "decimal":
        number = f"{literal(low)} + {literal(step)} * ({index})"
        return f'format({number}, "f")' if field.arguments[1] > PLAIN_DIGITS else f"str({number})"
    return f"{low} + {index}" if step == 1 else f"{literal(low)} + {literal(step)} * ({index})"


def capacity(field: Field) -> float:
    """How many different values `distinct` gives."""
    if field.type.measure is Measure.LENGTH:
        shortest, longest = limits(field)
        return 10 ** min(longest, max(shortest, 8)) if longest else 1
    if field.type.name == "bool":
        return 2
    if field.type.name == "enum":
        return len(field.arguments)
    if field.type.name in _DISTINCT:
        return 300
    low, high, step = _grid(field)
    return int((high - low) / step) + 1


def wrong(field: Field) -> Iterator[str]:
    """Python literals of values that the field must refuse."""
    if not field.nullable:
        yield "None"
    if field.type.measure is Measure.LENGTH and field.type.name in ("str", "text"):
        shortest, longest = limits(field)
        if longest <= 10_000:
            yield f'"x" * {longest + 1}'
        if shortest > 1:
            yield f'"x" * {shortest - 1}'
        elif shortest == 1:
            yield '""'
        yield '"\\0"'
    elif field.type.measure is Measure.VALUE and field.type.name not in ("float",):
        yield from _beyond(field)
    elif field.type.name == "float":
        steps = [(bound, max(1.0, math.ulp(bound.value))) for bound in field.bounds]
        yield from (literal(bound.value + (-step if ">" in bound.operator else step)) for bound, step in steps)
    if field.type.name in _WRONG:
        yield python(_WRONG[field.type.name]).replace("\\u0000", "\\0")


def limits(field: Field) -> tuple[Any, Any]:
    """The least and the greatest value, or length, that type and bounds allow."""
    assert field.type.limits is not None
    low, high = field.type.limits(field.arguments)
    for bound in field.bounds:
        if bound.operator == ">=":
            low = bound.value
        elif bound.operator == ">":
            low = field.type.after(bound.value, field.arguments)
        elif bound.operator == "<=":
            high = min(high, bound.value)
        else:
            high = min(high, _before(field, bound.value))
    return low, high


def _before(field: Field, value: Any) -> Any:
    if field.type.name == "float":
        return math.nextafter(value, -math.inf)
    return value - (field.type.after(value, field.arguments) - value)


def _beyond(field: Field) -> Iterator[str]:
    low, high = limits(field)
    if field.type.name == "decimal":
        step = field.type.after(low, field.arguments) - low
        yield from (f'"{number:f}"' for number in (low - step, high + step))
    else:
        yield from (str(number) for number in (low - 1, high + 1))


def _values(field: Field) -> tuple[Any, Any]:
    name = field.type.name
    if name in _PLAIN:
        return _PLAIN[name]
    if name == "enum":
        return field.arguments[0], field.arguments[-1]
    if field.type.measure is Measure.LENGTH:
        return _text(field, ""), _text(field, "Other ")
    low, high, step = _grid(field)
    first = low
    second = min(low + step, high)
    if name == "decimal":
        return f"{first:f}", f"{second:f}"
    return first, second


def _text(field: Field, prefix: str) -> str:
    shortest, longest = limits(field)
    words = f"{prefix}{field.name.replace('_', ' ')}".capitalize()
    return words[:longest].strip().ljust(shortest, "x") or "x"[:longest]


def _grid(field: Field) -> tuple[Any, Any, Any]:
    """The numbers to choose from: from 1 upwards where the bounds let us, in steps that the type can hold."""
    low, high = limits(field)
    if field.type.name == "float":
        low = low if low > 0 or high < 1 else 0.0
        span = min(high - low, 1024.0)
        return low + span / 4, low + span / 2, span / 4096
    if field.type.name == "decimal":
        unit = Decimal(1).scaleb(-field.arguments[1])
        nearest = Decimal(1) if high >= 2 else Decimal(0)
        low = max(low, nearest) if high >= nearest else low
        return low.quantize(unit), high.quantize(unit), Decimal(1) if high - low >= 50 else unit
    return (low if low > 1 or high < 1 else 1), high, 1
