"""Reads `_unique` and `_index`: the lists of fields that are unique, or indexed, together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from .grammar import Written
from .loading import Body
from .model import Field
from .problems import Refusal, Report, nearest
from .relations import Relation
from .types import TYPES, indexable

Names = tuple[str, ...]

_MOST_FIELDS = 32  # of an index of PostgreSQL
_MODIFIERS = {"_unique": "unique", "_index": "index"}
_TIMESTAMPS = ("created_at", "updated_at")
"""What an index may have beside fields: lists are sorted by them."""


@dataclass(frozen=True)
class Sets:
    """Sets of field names by the option that lists them."""

    unique: tuple[Names, ...]
    indexes: tuple[Names, ...]


def read_sets(entity: str, body: Body, timestamps: bool, report: Report) -> Sets:
    """The sets whose fields exist, each of them once."""
    fields = [name for name in body if not name.startswith("_")]
    members = {"_unique": fields, "_index": [*fields, *_TIMESTAMPS] if timestamps else fields}
    sets: dict[str, list[Names]] = {option: [] for option in _MODIFIERS}
    for option, accepted in sets.items():
        for names in body.get(option) or ():
            with report.at(entity, option):
                _check_names(names, members[option])
                _check_new(tuple(names), option, sets)
                accepted.append(tuple(names))
    return Sets(tuple(sets["_unique"]), tuple(sets["_index"]))


def mark_singles(entity: str, written: Mapping[str, Written], sets: Sets, report: Report) -> dict[str, Written]:
    """The fields, each with the modifier that a set of this one field stands for."""
    marked = dict(written)
    for option, listed in (("_unique", sets.unique), ("_index", sets.indexes)):
        for name in (names[0] for names in listed if len(names) == 1 and names[0] in marked):
            with report.at(entity, option):
                marked[name] = _marked(marked[name], name, _MODIFIERS[option])
    return marked


def several(
    entity: str, option: str, sets: tuple[Names, ...], fields: Mapping[str, Field | Relation], report: Report
) -> tuple[Names, ...]:
    """The sets of which no field is told by a modifier, and all of which an index takes."""
    for names in sets:
        with report.at(entity, option):
            for name in names:
                _check_member(fields.get(name))
    return tuple(names for names in sets if len(names) > 1 or names[0] in _TIMESTAMPS)


def _check_names(names: Collection[str], fields: Collection[str]) -> None:
    for name in names:
        if name not in fields:
            near = name.removesuffix("_id") if name.removesuffix("_id") in fields else nearest(name, fields)
            raise Refusal(f"'{name}' is not a field of the entity", near=near, accepted=() if near else fields)
    twice = [name for name in names if list(names).count(name) > 1]
    if twice:
        raise Refusal(f"[{', '.join(names)}] names '{twice[0]}' twice")
    if len(names) > _MOST_FIELDS:
        raise Refusal(f"{len(names)} fields, from '{next(iter(names))}' on, where an index takes {_MOST_FIELDS}")


def _check_new(names: Names, option: str, sets: Mapping[str, list[Names]]) -> None:
    """An index of the same fields in another order is another index; a unique set is not another unique set."""
    for other, earlier in sets.items():
        same = [set_ for set_ in earlier if set_ == names or (option == "_unique" and sorted(set_) == sorted(names))]
        if same:
            raise Refusal(f"[{', '.join(names)}] is in '{other}' already")


def _marked(written: Written, name: str, modifier: str) -> Written:
    if written.many:
        raise _has_no_column(name)
    if modifier == "index" and written.head not in TYPES:
        raise Refusal(f"'{name}' is a reference, whose column has an index anyway", hint=f"leave [{name}] out")
    if modifier in written.words or "unique" in written.words:
        raise Refusal(f"'{name}' is '{'unique' if 'unique' in written.words else modifier}' already")
    return replace(written, words=(*written.words, modifier))


def _check_member(field: Field | Relation | None) -> None:
    if isinstance(field, Relation) and field.many:
        raise _has_no_column(field.name)
    if isinstance(field, Field) and not indexable(field.type, field.arguments):
        raise Refusal(f"'{field.name}' cannot be part of it: no index takes values of type {field.type.name}")


def _has_no_column(name: str) -> Refusal:
    return Refusal(f"'{name}' is a list and has no column here")
