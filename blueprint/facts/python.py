"""Small pieces of Python text that several layers write."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..notation.model import Entity, Key

_STRING = re.compile(r"""(["'])(?:\\.|(?!\1).)*\1""")


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
    return "IntegerKey" if entity.key is Key.INT else "UUIDText"


def key_output(entity: Entity) -> str:
    return "StoredInt64" if entity.key is Key.INT else "UUID"


def without_strings(text: str) -> str:
    return _STRING.sub('""', text)


def mentions(code: str, name: str) -> bool:
    """Whether it uses the name, or the module where that ends with a dot: not as a member of something else."""
    return re.search(rf"(?<![\w.]){re.escape(name)}\b", code) is not None
