"""Small pieces of Python text that several layers write."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..notation.model import Entity, Key


def assign(name: str, annotation: str, call: str, arguments: Iterable[str]) -> str:
    joined = ", ".join(arguments)
    return f"{name}: {annotation} = {call}({joined})" if joined else f"{name}: {annotation}"


def optional(annotation: str, nullable: bool) -> str:
    return f"{annotation} | None" if nullable else annotation


def tuple_of(items: Iterable[str]) -> str:
    written = list(items)
    return f"({', '.join(written)}{',' * (len(written) == 1)})" if written else ""


def quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def key_type(entity: Entity) -> str:
    return "int" if entity.key is Key.INT else "UUID"


def key_input(entity: Entity) -> str:
    return "IntegerKey" if entity.key is Key.INT else "UUID"


def mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None
