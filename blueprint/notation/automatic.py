"""Refuses fields that an entity has by itself or by an option, and says which option makes them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from . import names
from .model import Key
from .options import Options
from .problems import Refusal, listed
from .types.aliases import ALIASES

_OPTIONS = {
    "created_at": "_timestamps",
    "updated_at": "_timestamps",
    "is_deleted": "_soft_delete",
    "deletion_id": "_soft_delete",
    "version": "_version",
}
_INTEGERS = ("int", "smallint", "bigint")
_KEYS = ("pk", "uid", "uuid", "guid", "oid", "key")  # what primary keys are called beside `id` and `book_id`
_PRIMARY = re.compile(r"\bprimary[\s_]*key\b|\bpk\b|@id\b", re.IGNORECASE)


def check_automatic(name: str, text: str, entity: str, body: Mapping[str, object], options: Options) -> None:
    """Refuse a column that the entity has by itself, and say which option makes it."""
    column = names.snake(name)
    if column == "id" or (_PRIMARY.search(text) and column in (f"{names.snake(entity)}_id", *_KEYS)):
        raise _key_refusal(name, text, "_key" in body, options.key)
    option = _OPTIONS.get(column)
    if option and _is_meant(column, text):
        write = "" if options.has(option) else f" and write '{option}: true'"
        raise Refusal(f"'{name}' is a column that '{option}' makes", hint=f"leave it out{write}")


def _key_refusal(name: str, text: str, written: bool, chosen: Key) -> Refusal:
    found = f"'{name}' is the primary key, which every entity has by itself"
    key = chosen if written else _kind(text, chosen)
    if key is chosen:
        return Refusal(found, hint=f"leave it out ('_key' chooses its kind: {listed(list(Key), 'or')})")
    return Refusal(found, hint=f"leave it out and write '_key: {key}'")


def _kind(text: str, otherwise: Key) -> Key:
    """Return the kind of key that is nearest to the type."""
    head = _head(text)
    if head in list(Key):
        return Key(head)
    if re.search(r"\buuid_?(generate_v)?4\b|\bgen_random_uuid\b", text, re.IGNORECASE):
        return Key.UUID4
    if _scalar(head) in _INTEGERS:
        return Key.INT
    return Key.UUID7 if _scalar(head) == "uuid" and otherwise is Key.INT else otherwise


def _is_meant(column: str, text: str) -> bool:
    """Tell whether a field of this type is meant as the column: the version of a product is text, or may be null."""
    if column == "version":
        return _scalar(_head(text)) in _INTEGERS and "?" not in text
    return column != "deletion_id" or not _head(text)[:1].isupper()


def _head(text: str) -> str:
    match = re.match(r"\w+", text)
    return match[0] if match else ""


def _scalar(head: str) -> str:
    return ALIASES.get(head.lower(), head.lower()).rstrip("*")
