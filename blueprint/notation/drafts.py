"""Reads one entity as its own lines describe it: fields, relations that point outside by name, options."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from . import names
from .automatic import Chosen, check_automatic
from .fields import read_field, unknown_type
from .grammar import Written, take_apart
from .loading import Body
from .model import Field, Key
from .problems import Refusal, Report, meant
from .relations import Relation, check_name, read_relation
from .reserved import check_entity, check_field, check_table
from .sets import Names, mark_singles, read_sets, several
from .types import TYPES


@dataclass(frozen=True)
class Defaults:
    """The project's answers, which each entity may overrule."""

    key: Key
    soft_delete: bool
    timestamps: bool


@dataclass(frozen=True)
class Draft:
    """An entity before its relations are resolved."""

    name: str
    plural: str
    table: str
    key: Key
    soft_delete: bool
    timestamps: bool
    version: bool
    fields: tuple[Field | Relation, ...]
    unique: tuple[Names, ...]  # names of fields, not of columns, as in the indexes
    indexes: tuple[Names, ...]
    unread: frozenset[str]  # the entities to which relations point that were refused

    @property
    def module(self) -> str:
        return names.module(self.name)

    @property
    def singular(self) -> str:
        """What columns and the other sides of one-to-one relations are called after."""
        return names.snake(self.name)


def read_draft(name: str, body: Body, entities: Collection[str], defaults: Defaults, report: Report) -> Draft:
    """The draft with all that could be read; what could not is reported."""
    with report.at(name):
        check_entity(name, names.module(name))
    chosen = Chosen(
        key=_key(name, body, defaults.key, report),
        soft_delete=_switch(body, "_soft_delete", defaults.soft_delete),
        timestamps=_switch(body, "_timestamps", defaults.timestamps),
        version=_switch(body, "_version", False),
    )
    sets = read_sets(name, body, chosen.timestamps, report)
    written = mark_singles(name, dict(_written(name, body, entities, chosen, report)), sets, report)
    fields = dict(_fields(name, written, entities, report))
    plural = _named(name, "_plural", body, names.plural(names.snake(name)), report)
    return Draft(
        name=name,
        plural=plural,
        table=_named(name, "_table", body, plural, report),
        key=chosen.key,
        soft_delete=chosen.soft_delete,
        timestamps=chosen.timestamps,
        version=chosen.version,
        fields=tuple(fields.values()),
        unique=several(name, "_unique", sets.unique, fields, report),
        indexes=several(name, "_index", sets.indexes, fields, report),
        unread=frozenset(_targets({field: text for field, text in body.items() if field not in fields}, entities)),
    )


def _written(
    entity: str, body: Body, entities: Collection[str], chosen: Chosen, report: Report
) -> Iterator[tuple[str, Written]]:
    """The fields whose name and text can be read."""
    texts = {names.snake(name): text for name, text in body.items() if isinstance(text, str)}
    for name, text in body.items():
        if name.startswith("_") or not isinstance(text, str):
            continue
        with report.at(entity, name):
            check_automatic(name, text.strip(), entity, body, chosen)
            check_name(name, text.strip(), texts, entities)
            check_field(name, names.module(entity))
            written = take_apart(text.strip(), entities)
            if written.head not in TYPES and written.head not in entities:
                raise unknown_type(written, entities)
            yield name, written


def _fields(
    entity: str, written: Mapping[str, Written], entities: Collection[str], report: Report
) -> Iterator[tuple[str, Field | Relation]]:
    for name, parts in written.items():
        with report.at(entity, name):
            yield name, read_field(name, parts) if parts.head in TYPES else read_relation(name, parts, entities)


def _targets(texts: Body, entities: Collection[str]) -> Iterator[str]:
    """The entities that texts speak of, whether or not they can be read."""
    for text in texts.values():
        if isinstance(text, str):
            yield from (word for word in re.findall(r"\w+", text) if word in entities)


def _named(entity: str, option: str, body: Body, otherwise: str, report: Report) -> str:
    """What `_table` or `_plural` says, or what is derived; both must be able to name a table."""
    name = body.get(option)
    if not isinstance(name, str):
        return otherwise
    with report.at(entity, option):
        check_table(name, option)
        return name
    return otherwise


def _key(entity: str, body: Body, otherwise: Key, report: Report) -> Key:
    written = body.get("_key")
    if not isinstance(written, str):
        return otherwise
    with report.at(entity, "_key"):
        if written not in list(Key):
            kinds = {"uuid": "uuid7", "integer": "int", "bigint": "int", "serial": "int"} | {key: key for key in Key}
            raise Refusal(f"unknown kind of key '{written}'", near=meant(written, kinds), accepted=Key)
        return Key(written)
    return otherwise


def _switch(body: Body, option: str, otherwise: bool) -> bool:
    return body[option] == "true" if body.get(option) else otherwise
