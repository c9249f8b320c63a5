"""Where a page of a list ended, as text that a client hands back: the order, and the last row's values in it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

TUPLE_OF: Any = tuple


def encode(sort: Sequence[str], row: Mapping[str, Any]) -> str:
    position = [list(sort), *(row[name.removeprefix("-")] for name in (*sort, "id"))]
    return urlsafe_b64encode(to_json(position, bytes_mode="base64")).decode().rstrip("=")


def decode(cursor: str, sort: Sequence[str], types: Sequence[Any]) -> tuple[Any, ...]:
    """Return the values that the cursor stands for. Raises ValueError where it is not one of this order."""
    given, *values = TypeAdapter(TUPLE_OF[(list[str], *types)]).validate_json(urlsafe_b64decode(f"{cursor}==".encode()))
    if given != list(sort):
        raise ValueError("it belongs to another order")
    return tuple(values)
