"""Where a page of a list ended, as text that a client hands back: the order, and the last row's values in it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

TUPLE_OF: Any = tuple
"""Typed as Any: no type checker follows a type that is made at run time."""


def encode(sort: Sequence[str], row: Mapping[str, Any]) -> str:
    position = [list(sort), *(row[name.removeprefix("-")] for name in (*sort, "id"))]
    return urlsafe_b64encode(to_json(position, bytes_mode="base64")).decode().rstrip("=")


def adapter(types: Iterable[Any]) -> TypeAdapter[Any]:
    """Return what reads the position of a cursor: the order, then a value of each type."""
    return TypeAdapter(TUPLE_OF[(list[str], *types)])


def decode(cursor: str, sort: Sequence[str], positions: TypeAdapter[Any]) -> tuple[Any, ...]:
    """Return the values that the cursor stands for. Raises ValueError where it is not one of this order."""
    given, *values = positions.validate_json(urlsafe_b64decode(f"{cursor}==".encode()))
    if given != list(sort):
        raise ValueError("it belongs to another order")
    return tuple(values)
