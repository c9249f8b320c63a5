"""Gives the parts of a reference, or of a list of another entity, their meaning; the other side is not looked at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .grammar import ON_DELETE, Written
from .model import OnDelete
from .problems import Refusal, nearest
from .reserved import check_other_side


@dataclass(frozen=True)
class Relation:
    """A reference or a list of another entity, as written."""

    name: str
    target: str
    many: bool
    nullable: bool
    unique: bool
    on_delete: OnDelete | None
    reverse: str | None
    through: str | None


def read_relation(name: str, written: Written, entities: Collection[str]) -> Relation:
    """The relation, or a Refusal of the first thing in it that cannot be."""
    _check_common(written)
    if written.many:
        _check_list(written, entities)
    else:
        _check_reference(written)
    if written.reverse is not None:
        check_other_side(written.reverse)
    on_delete = [OnDelete(word) for word in written.words if word in ON_DELETE]
    return Relation(
        name=name,
        target=written.head,
        many=written.many,
        nullable=written.optional,
        unique="unique" in written.words,
        on_delete=on_delete[0] if on_delete else None,
        reverse=written.reverse,
        through=written.through,
    )


def _check_common(written: Written) -> None:
    if written.arguments is not None:
        near = f"{written.head}{'[]' if written.many else ''}"
        raise Refusal(f"the entity {written.head} takes nothing in parentheses", near=near)
    if written.bounds:
        raise Refusal(f"'{' '.join(written.bounds[0])}' cannot be: a reference has no bounds")
    if written.default is not None:
        raise Refusal("a reference takes no default")


def _check_list(written: Written, entities: Collection[str]) -> None:
    if written.optional:
        raise Refusal("a list is never null, it may be empty", near=f"{written.head}[]")
    if written.words:
        raise Refusal(f"'{written.words[0]}' cannot be said of a list", accepted=("as name", "through Entity"))
    if written.through is not None and written.through not in entities:
        near = nearest(written.through, entities)
        raise Refusal(f"unknown entity '{written.through}' after 'through'", near=near, accepted=entities)
    if written.through == written.head:
        raise Refusal(f"'through {written.head}' is the listed entity itself", hint="name the entity that links both")


def _check_reference(written: Written) -> None:
    if written.through is not None:
        raise Refusal("'through' belongs to lists", near=f"{written.head}[] through {written.through}")
    if "index" in written.words:
        raise Refusal("the column of a reference has an index anyway", hint="leave 'index' out")
    on_delete = [word for word in written.words if word in ON_DELETE]
    if len(on_delete) > 1:
        raise Refusal(f"'{on_delete[0]}' and '{on_delete[1]}' contradict each other")
    if "set_null" in on_delete and not written.optional:
        raise Refusal("a required reference cannot be set to null", near=f"{written.head}? set_null")
