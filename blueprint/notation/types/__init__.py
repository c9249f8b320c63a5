"""The scalar types of the notation. Each is described in one place: a row in the module of its family."""

from __future__ import annotations

from .enums import ENUMS
from .field import RANGE, FieldType, Fresh, Measure
from .numbers import NUMBERS
from .plain import PLAIN
from .texts import TEXTS

__all__ = ["RANGE", "TYPES", "USAGES", "FieldType", "Fresh", "Measure"]

TYPES: dict[str, FieldType] = {row.name: row for row in (*TEXTS, *NUMBERS, *PLAIN, *ENUMS)}
USAGES = tuple(row.usage or row.name for row in TYPES.values())
