"""Gives meaning to the parts of a reference or of a list of entities; does not look at the other side."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from . import names
from .foreign import entity_like
from .grammar import ON_DELETE, Written
from .model import OnDelete
from .problems import Refusal, nearest, quoted
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
    """Return the relation; raise Refusal for the first problem in it."""
    _check_common(written)
    if written.many:
        _check_list(written, entities)
    else:
        _check_reference(written)
    if written.reverse is not None:
        check_other_side(written.reverse, name)
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


def check_name(name: str, text: str, texts: Mapping[str, str], entities: Collection[str]) -> None:
    """Refuse a relation that is named like its column, and a column that is written beside its relation.

    `texts` holds the entity's fields by their names in snake case.
    """
    match = re.fullmatch(r"(?P<stem>.+)_(?P<ids>ids?)", names.snake(name))
    target = _target(text, entities)
    if match is None:
        column = texts.get(f"{names.snake(name)}_id")
        if target and column and (near := _with_column(text, column)):
            type_ = f"{target}?" if re.match(r"\w+\s*\?", text) else target
            raise Refusal(f"'{type_}' differs from its column, which is '{column}'", near=near)
        return
    stem = match["stem"] if match["ids"] == "id" else names.plural(match["stem"])
    beside = _target(texts.get(stem, ""), entities)
    if beside and target in (beside, None) and not _with_column(texts[stem], text):
        raise Refusal(f"'{name}' comes with '{stem}: {texts[stem]}'", hint="leave it out")
    if target:
        _refuse_column_name(name, stem, target, text, texts)


def _refuse_column_name(name: str, stem: str, target: str, text: str, texts: Collection[str]) -> None:
    near = names.plural(stem) if _many(text) else stem
    hint = f"its ids are '{names.singular(near)}_ids'" if _many(text) else f"its column is '{near}_id'"
    if near in texts:
        near, hint = f"{stem}_{names.snake(target)}", f"because '{near}' is another field"
    raise Refusal(f"'{name}' is a relation to {target}, and '_id' belongs to its column", near=near, hint=hint)


def _with_column(text: str, column: str) -> str | None:
    """Return the reference with what only its column, written beside it, says; None if that says nothing more."""
    match = re.match(r"(\w+)(\s*\?)?(?!\s*\[)", text)
    if match is None or _many(text):
        return None
    nullable = "?" if match[2] or "?" in column else ""
    unique = " unique" if re.search(r"\bunique\b", column) and not re.search(r"\bunique\b", text) else ""
    return f"{match[1]}{nullable}{unique}" if unique or (nullable and not match[2]) else None


def _target(text: str, entities: Collection[str]) -> str | None:
    """Return the entity with which the text begins."""
    head = re.match(r"\w+", text)
    return head[0] if head and head[0] in entities else None


def _many(text: str) -> bool:
    return re.match(r"\w+\s*\[", text) is not None


def _check_common(written: Written) -> None:
    if written.arguments is not None:
        near = f"{written.head}{'[]' if written.many else ''}"
        raise Refusal(f"'{written.type_text}' holds parentheses, which an entity does not take", near=near)
    if written.bounds:
        raise Refusal("a reference has no bounds", hint=f"leave out '{' '.join(written.bounds[0])}'")
    if written.default is not None:
        raise Refusal("a reference takes no default", hint=f"leave out {quoted(written.default_text)}")


def _check_list(written: Written, entities: Collection[str]) -> None:
    if written.optional:
        raise Refusal(f"'{written.type_text} ?': a list is never null, it may be empty", hint="leave out '?'")
    if written.words:
        word = written.words[0]
        raise Refusal(
            f"a list does not take '{word}'", hint=f"leave out '{word}'", accepted=("as name", "through Entity")
        )
    if written.through is not None and written.through not in entities:
        near = entity_like(written.through, entities) or nearest(written.through, entities)
        raise Refusal(f"'{written.through}', after 'through', is an unknown entity", near=near, accepted=entities)
    if written.through == written.head:
        raise Refusal(f"'through {written.head}' is the listed entity itself", hint="name the entity that links both")


def _check_reference(written: Written) -> None:
    if written.through is not None:
        raise Refusal(f"'{written.type_text}' is no list, and 'through' belongs to lists", near=f"{written.head}[]")
    if "index" in written.words:
        raise Refusal("the column of a reference has an index anyway", hint="leave out 'index'")
    on_delete = [word for word in written.words if word in ON_DELETE]
    if len(on_delete) > 1:
        raise Refusal(f"'{on_delete[0]}' and '{on_delete[1]}' contradict each other", hint="leave out one of them")
    if "set_null" in on_delete and not written.optional:
        found = f"'{written.type_text}' is required, and 'set_null' needs a reference that may be null"
        raise Refusal(found, near=f"{written.head}?")
