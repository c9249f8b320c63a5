"""Reads one entity by its own lines alone: its options, its fields, and relations to other entities by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from . import names
from .automatic import check_automatic
from .fields import read_field, unknown_type
from .grammar import Written, take_apart
from .loading import Body
from .model import Field
from .options import Options, read_options, read_plural_and_table
from .problems import Report
from .relations import Relation, check_name, read_relation
from .reserved import check_entity, check_field
from .sets import Names, composite, mark_singles, read_sets
from .types import TYPES


@dataclass(frozen=True)
class Draft:
    """An entity before its relations are resolved."""

    name: str
    plural: str
    table: str
    options: Options
    fields: tuple[Field | Relation, ...]
    unique: tuple[Names, ...]  # names of fields, not of columns, as in the indexes
    indexes: tuple[Names, ...]
    unread: frozenset[str]  # the entities to which relations point that were refused

    @property
    def snake(self) -> str:
        """The name in snake case: columns and the other sides of one-to-one relations are called after it."""
        return names.snake(self.name)

    def relations_to(self, target: str) -> list[Relation]:
        return [field for field in self.fields if isinstance(field, Relation) and field.target == target]


def read_draft(name: str, body: Body, entities: Collection[str], defaults: Options, report: Report) -> Draft:
    """Return the draft with everything that could be read; report the rest."""
    with report.at(name):
        check_entity(name)
    options = read_options(name, body, defaults, report)
    sets = read_sets(name, body, options.timestamps, report)
    written = mark_singles(name, dict(_written(name, body, entities, options, report)), sets, report)
    fields: dict[str, Field | Relation] = {}
    for field, parts in written.items():
        with report.at(name, field):
            fields[field] = read_field(field, parts) if parts.head in TYPES else read_relation(field, parts, entities)
    together = composite(name, sets, fields, report)
    plural, table = read_plural_and_table(name, body, report)
    return Draft(
        name=name,
        plural=plural,
        table=table,
        options=options,
        fields=tuple(fields.values()),
        unique=together["_unique"],
        indexes=together["_index"],
        unread=frozenset(_mentioned({key: text for key, text in body.items() if key not in fields}, entities)),
    )


def _written(
    entity: str, body: Body, entities: Collection[str], options: Options, report: Report
) -> Iterator[tuple[str, Written]]:
    """Yield the fields whose name and text can be read."""
    texts = {names.snake(name): text for name, text in body.items() if isinstance(text, str)}
    for name, text in body.items():
        if name.startswith("_") or not isinstance(text, str):
            continue
        with report.at(entity, name):
            check_automatic(name, text.strip(), entity, body, options)
            check_name(name, text.strip(), texts, entities)
            check_field(name, entity)
            written = take_apart(text.strip(), entities)
            if written.head not in TYPES and written.head not in entities:
                raise unknown_type(written, entities)
            yield name, written


def _mentioned(texts: Body, entities: Collection[str]) -> Iterator[str]:
    """Yield the entities that the texts mention, even in texts that cannot be read."""
    for text in texts.values():
        if isinstance(text, str):
            yield from (word for word in re.findall(r"\w+", text) if word in entities)
