"""Writes entities as people do who know SQL, Prisma or an ORM but not this notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from blueprint.notation.model import Entity, Field, Key, ManyToMany, OnDelete, Reference
from blueprint.notation.types import Fresh
from tests.notation.obeying import Entities

Relation = Reference | ManyToMany

_SQL = {
    "str": "varchar", "bool": "boolean", "int": "integer", "bigint": "int8", "smallint": "int2",
    "float": "double precision", "decimal": "numeric",
    "datetime": "timestamp", "json": "jsonb", "bytes": "bytea", "duration": "interval",
}  # fmt: skip
_PRISMA = {
    "str": "String", "int": "Int", "bigint": "BigInt", "bool": "Boolean", "float": "Float", "datetime": "DateTime",
    "json": "Json", "bytes": "Bytes", "decimal": "Decimal",
}  # fmt: skip
_KEYS = {Key.UUID7: "uuid", Key.UUID4: "uuid4", Key.INT: "int"}


@dataclass(frozen=True)
class Habit:
    """The way in which somebody writes a schema."""

    name: str
    types: dict[str, str]
    key: str = "{type}"  # of a primary key
    reference: str = "{target}"  # what stands behind `author_id`
    beside: bool = False  # `author: Author` stands beside `author_id: uuid`
    mirrored: bool = False  # both entities of a relation say it
    words: bool = False  # null, not null and default are words
    camel: bool = False  # names are written in camel case


HABITS = (
    Habit("columns", {}),
    Habit("camel", {}, camel=True),
    Habit("sql", _SQL, key="{type} primary key", reference="{type} references {target}(id)", words=True),
    Habit("orm", _SQL, reference="fk({target})"),
    Habit("prisma", _PRISMA, reference="{type}", beside=True, mirrored=True, camel=True),
    Habit("mirrored", {}, mirrored=True),
)


def transcribed(entities: tuple[Entity, ...], habit: Habit) -> Entities:
    by_name = {entity.name: entity for entity in entities}
    return {entity.name: _named(dict(_lines(entity, by_name, habit)), habit) for entity in entities}


def _lines(entity: Entity, entities: dict[str, Entity], habit: Habit) -> Iterator[tuple[str, Any]]:
    yield "id", habit.key.format(type=_KEYS[entity.key])
    for field in entity.fields:
        if isinstance(field, Field):
            yield field.name, _scalar(field, habit)
        elif isinstance(field, ManyToMany):
            yield field.name, f"{field.target}[]{_reverse(field, entity, habit)}"
        else:
            yield from _reference(field, entity, entities, habit)
    if habit.mirrored:
        for reverse in entity.reverses:
            yield reverse.name, f"{reverse.source}[]" if reverse.many else f"{reverse.source}?"
    if entity.timestamps:
        yield "created_at", f"{habit.types.get('datetime', 'datetime')}{' not null default now()' * habit.words}"
        yield "updated_at", habit.types.get("datetime", "datetime")
    if entity.unique:
        yield "_unique", [list(columns) for columns in entity.unique]
    if entity.indexes:
        yield "_index", [list(columns) for columns in entity.indexes]


def _scalar(field: Field, habit: Habit) -> str:
    arguments = () if (field.type.name, field.arguments) == ("str", (255,)) else field.arguments
    type_ = habit.types.get(field.type.name, field.type.name)
    written = f"{type_}({', '.join(map(str, arguments))})" if arguments else type_
    flags = " unique" * field.unique + " index" * field.index
    bounds = "".join(f" {bound.operator} {bound.value}" for bound in field.bounds)
    return f"{_optional(written, field.nullable, flags, habit)}{bounds}{_default(field, habit)}"


def _optional(written: str, nullable: bool, flags: str, habit: Habit) -> str:
    if habit.words:
        return f"{written}{flags}{' null' if nullable else ' not null'}"
    return f"{written}{'?' * nullable}{flags}"


def _default(field: Field, habit: Habit) -> str:
    if field.default is None:
        return ""
    value = field.default.value
    written = str(value).lower() if isinstance(value, bool) else str(value)
    if habit.words and value is Fresh.NOW:
        written = "now()"
    elif field.type.name in ("str", "text") or (habit.words and field.type.name in ("enum", "json")):
        written = "'{}'".format(written.replace("'", "''"))
    return f"{' default' if habit.words else ' ='} {written}"


def _reference(
    reference: Reference, entity: Entity, entities: dict[str, Entity], habit: Habit
) -> Iterator[tuple[str, str]]:
    key = entities[reference.target].key
    written = habit.reference.format(target=reference.target, type=_KEYS[key])
    flags = " unique" * reference.unique
    rest = f"{_rule(reference, habit)}{_reverse(reference, entity, habit)}"
    yield reference.column, f"{_optional(written, reference.nullable, flags, habit)}{'' if habit.beside else rest}"
    if habit.beside:
        yield reference.name, f"{reference.target}{'?' * reference.nullable}{rest}"


def _rule(reference: Reference, habit: Habit) -> str:
    usual = OnDelete.SET_NULL if reference.nullable else OnDelete.RESTRICT
    if reference.on_delete is usual:
        return ""
    return f" on delete {reference.on_delete}" if habit.words else f" {reference.on_delete}"


def _reverse(relation: Relation, entity: Entity, habit: Habit) -> str:
    usual = entity.module if isinstance(relation, Reference) and relation.unique else entity.plural
    return "" if habit.mirrored or relation.reverse == usual else f" as {relation.reverse}"


def _named(body: dict[str, Any], habit: Habit) -> dict[str, Any]:
    return {_camel(name): _camels(value) for name, value in body.items()} if habit.camel else body


def _camels(value: Any) -> Any:
    return [[_camel(name) for name in set_] for set_ in value] if isinstance(value, list) else value


def _camel(name: str) -> str:
    return name if name.startswith("_") else re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)
