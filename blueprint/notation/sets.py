"""Reads `_unique` and `_index`: the lists of fields that are unique, or indexed, together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from .grammar import Written
from .loading import LISTS, Body
from .model import Field
from .names import snake
from .problems import Refusal, Report, nearest
from .relations import Relation
from .types import TYPES
from .types.texts import INDEX_HINT

Names = tuple[str, ...]
Sets = Mapping[str, tuple[Names, ...]]
"""Sets of field names by the option that lists them."""

_MOST_FIELDS = 32  # of an index of PostgreSQL
_TIMESTAMPS = ("created_at", "updated_at")
"""What an index may have beside fields: lists are sorted by them."""
_ID = "id"
"""The primary key, which lists are sorted by last; alone it has an index already."""


def read_sets(entity: str, body: Body, timestamps: bool, report: Report) -> Sets:
    """Return the sets whose fields exist, each of them once."""
    fields = [name for name in body if not name.startswith("_")]
    members = {"_unique": fields, "_index": [*fields, *(_TIMESTAMPS if timestamps else ())]}
    sets: dict[str, tuple[Names, ...]] = dict.fromkeys(LISTS, ())
    for option in sets:
        written = body.get(option)
        for names in map(tuple, written if isinstance(written, list) else ()):
            with report.at(entity, option):
                _check_id(names, option)
                _check_names(names, members[option])
                _check_new(names, option, sets)
                sets[option] += (names,)
    return sets


def mark_singles(entity: str, written: Mapping[str, Written], sets: Sets, report: Report) -> dict[str, Written]:
    """Return the fields with the modifiers that sets of a single field stand for."""
    marked = dict(written)
    for option, listed in sets.items():
        for name in (names[0] for names in listed if len(names) == 1 and names[0] in marked):
            with report.at(entity, option):
                marked[name] = _marked(marked[name], name, option.removeprefix("_"))
    return marked


def composite(entity: str, sets: Sets, fields: Mapping[str, Field | Relation], report: Report) -> Sets:
    """Return the other sets; report members that no index takes."""
    for option, listed in sets.items():
        for names in listed:
            for field in (fields[name] for name in names if name in fields):
                text = isinstance(field, Field) and bool(field.type.indexed_as)
                with report.at(entity, field.name if text else option):
                    _check_member(field, names, option)
    return {
        option: tuple(names for names in listed if len(names) > 1 or names[0] in _TIMESTAMPS)
        for option, listed in sets.items()
    }


def _shown(names: Names) -> str:
    return f"[{', '.join(names)}]"


def _check_id(names: Names, option: str) -> None:
    if option == "_unique" and _ID in names:
        raise Refusal(f"{_shown(names)} is unique anyway, because 'id' is the primary key", hint=_leave_out(names))
    if names == (_ID,):
        raise Refusal("'id' is the primary key, which has an index anyway", hint=_leave_out(names))


def _leave_out(names: Names) -> str:
    return f"leave out {_shown(names)}"


def _check_names(names: Names, fields: Collection[str]) -> None:
    for name in names:
        if name not in fields and name != _ID:
            near = _near_field(name, fields)
            raise Refusal(f"'{name}' is not a field of the entity", near=near, accepted=() if near else fields)
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise Refusal(f"{_shown(names)} names '{twice[0]}' twice", hint="write it once")
    if len(names) > _MOST_FIELDS:
        raise Refusal(f"{len(names)} fields, from '{names[0]}' on, where an index takes {_MOST_FIELDS}")


def _near_field(name: str, fields: Collection[str]) -> str | None:
    column = snake(name)
    return next((near for near in (column, column.removesuffix("_id")) if near in fields), nearest(column, fields))


def _check_new(names: Names, option: str, sets: Sets) -> None:
    """Refuse a set that is there already; in another order it is another index, but the same unique set."""
    for other, earlier in sets.items():
        if any(set_ == names or (option == "_unique" and sorted(set_) == sorted(names)) for set_ in earlier):
            raise Refusal(f"{_shown(names)} is in '{other}' already", hint=_leave_out(names))


def _marked(written: Written, name: str, modifier: str) -> Written:
    if written.many:
        raise Refusal(f"'{name}' is a list and has no column here", hint=f"leave out [{name}]")
    if modifier == "index" and written.head not in TYPES:
        raise Refusal(f"'{name}' is a reference, whose column has an index anyway", hint=f"leave out [{name}]")
    for word in ("unique", modifier):
        if word in written.words:
            raise Refusal(f"'{name}' is '{word}' already", hint=f"leave out [{name}]")
    return replace(written, words=(*written.words, modifier))


def _check_member(field: Field | Relation, names: Names, option: str) -> None:
    if isinstance(field, Relation) and field.many:
        raise Refusal(f"'{field.name}' is a list and has no column here", hint=_leave_out(names))
    if not isinstance(field, Field) or field.type.fits_index(field.arguments):
        return
    if field.type.indexed_as:
        found = f"'{field.type.spelled(field.arguments)}' cannot be part of {_shown(names)} in '{option}'"
        raise Refusal(f"{found}: no index takes such values", near=field.type.indexed_as, hint=INDEX_HINT)
    found = f"'{field.name}' cannot be part of it: no index takes values of type {field.type.name}"
    raise Refusal(found, hint=_leave_out(names))
