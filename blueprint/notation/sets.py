"""Reads `_unique` and `_index`: the lists of fields that are unique, or indexed, together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from .grammar import Written
from .loading import Body
from .model import Field
from .names import snake
from .problems import Refusal, Report, nearest
from .relations import Relation
from .types import TYPES, indexable

Names = tuple[str, ...]

_MOST_FIELDS = 32  # of an index of PostgreSQL
_MODIFIERS = {"_unique": "unique", "_index": "index"}
_TIMESTAMPS = ("created_at", "updated_at")
"""What an index may have beside fields: lists are sorted by them."""
_ID = "id"
"""The primary key, which lists are sorted by last; alone it has an index already."""


@dataclass(frozen=True)
class Sets:
    """Sets of field names by the option that lists them."""

    unique: tuple[Names, ...]
    indexes: tuple[Names, ...]


def read_sets(entity: str, body: Body, timestamps: bool, report: Report) -> Sets:
    """The sets whose fields exist, each of them once."""
    fields = [name for name in body if not name.startswith("_")]
    members = {"_unique": fields, "_index": [*fields, *(_TIMESTAMPS if timestamps else ())]}
    sets: dict[str, list[Names]] = {option: [] for option in _MODIFIERS}
    for option, accepted in sets.items():
        for names in body.get(option) or ():
            with report.at(entity, option):
                _check_id(names, option)
                _check_names([name for name in names if name != _ID], members[option])
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
        whole = f"[{', '.join(names)}]"
        for name in names:
            field = fields.get(name)
            text = isinstance(field, Field) and field.type.name in ("str", "text")
            with report.at(entity, name if text else option):
                _check_member(field, whole, option)
    return tuple(names for names in sets if len(names) > 1 or names[0] in _TIMESTAMPS)


def _check_id(names: Sequence[str], option: str) -> None:
    whole = f"[{', '.join(names)}]"
    if option == "_unique" and _ID in names:
        raise Refusal(f"{whole} is unique anyway, because 'id' is the primary key", hint=f"leave out {whole}")
    if list(names) == [_ID]:
        raise Refusal("'id' is the primary key, which has an index anyway", hint=f"leave out {whole}")
    if list(names).count(_ID) > 1:
        raise Refusal(f"{whole} names '{_ID}' twice")


def _check_names(names: Collection[str], fields: Collection[str]) -> None:
    for name in names:
        if name not in fields:
            near = _near_field(name, fields)
            raise Refusal(f"'{name}' is not a field of the entity", near=near, accepted=() if near else fields)
    twice = [name for name in names if list(names).count(name) > 1]
    if twice:
        raise Refusal(f"[{', '.join(names)}] names '{twice[0]}' twice", hint="write it once")
    if len(names) > _MOST_FIELDS:
        raise Refusal(f"{len(names)} fields, from '{next(iter(names))}' on, where an index takes {_MOST_FIELDS}")


def _near_field(name: str, fields: Collection[str]) -> str | None:
    column = snake(name)
    return next((near for near in (column, column.removesuffix("_id")) if near in fields), nearest(column, fields))


def _check_new(names: Names, option: str, sets: Mapping[str, list[Names]]) -> None:
    """An index of the same fields in another order is another index; a unique set is not another unique set."""
    for other, earlier in sets.items():
        same = [set_ for set_ in earlier if set_ == names or (option == "_unique" and sorted(set_) == sorted(names))]
        if same:
            whole = f"[{', '.join(names)}]"
            raise Refusal(f"{whole} is in '{other}' already", hint=f"leave out {whole}")


def _marked(written: Written, name: str, modifier: str) -> Written:
    if written.many:
        raise Refusal(f"'{name}' is a list and has no column here", hint=f"leave out [{name}]")
    if modifier == "index" and written.head not in TYPES:
        raise Refusal(f"'{name}' is a reference, whose column has an index anyway", hint=f"leave out [{name}]")
    if modifier in written.words or "unique" in written.words:
        already = "unique" if "unique" in written.words else modifier
        raise Refusal(f"'{name}' is '{already}' already", hint=f"leave out [{name}]")
    return replace(written, words=(*written.words, modifier))


def _check_member(field: Field | Relation | None, names: str, option: str) -> None:
    if isinstance(field, Relation) and field.many:
        raise Refusal(f"'{field.name}' is a list and has no column here", hint=f"leave out {names}")
    if not isinstance(field, Field) or indexable(field.type, field.arguments):
        return
    if field.type.name in ("str", "text"):
        type_ = f"str({field.arguments[0]})" if field.arguments else "text"
        near = "str(650)" if field.arguments else "str"
        hint = "str is str(255); str(650) is the longest that an index takes"
        raise Refusal(
            f"'{type_}' cannot be part of {names} in '{option}': no index takes such values", near=near, hint=hint
        )
    found = f"'{field.name}' cannot be part of it: no index takes values of type {field.type.name}"
    raise Refusal(found, hint=f"leave out {names}")
