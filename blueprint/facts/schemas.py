"""The facts of an entity's schemas: what the API takes, what it answers, and a single row with the rows around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..notation.model import Entity, Field, Key, ManyToMany, Reference
from ..notation.types import TYPES
from .filters import FilterFacts


@dataclass(frozen=True)
class Alias:
    """The annotated type of a field that has constraints of its own."""

    name: str
    type: str
    constraints: list[tuple[str, str]]
    example: str | None
    form: str


@dataclass(frozen=True)
class Input:
    """What a body says for a field: a value, or the keys of rows that a list links."""

    name: str
    type: str  # of the value, or of each key
    is_list: bool = False
    nullable: bool = False
    default: str = ""
    default_is_made: bool = False  # anew for every row


@dataclass(frozen=True)
class Output:
    """What a row says for a column."""

    name: str
    type: str
    nullable: bool


@dataclass(frozen=True)
class Related:
    """The rows of a relation, or the one row."""

    name: str
    schema: str
    many: bool


class SchemaFacts(FilterFacts):
    """One entity in `schemas/` and `schemas/details/`."""

    @property
    def aliases(self) -> list[Alias]:
        return [
            Alias(
                name=self.own_type(field),
                type=field.type.annotation if field.type.form else field.type.input,
                constraints=constraints,
                example=field.type.samples(field).example,
                form=field.type.form,
            )
            for field in self.scalars
            if (constraints := field.type.constraints(field))
        ]

    @property
    def own_key(self) -> str:
        return _stored_key(self.entity)

    @property
    def value_types(self) -> list[str]:
        """All annotated types of values that there are."""
        found = {name for type_ in TYPES.values() for name in (type_.input, type_.output, type_.form) if name}
        return sorted(found | {"FiniteDecimal", "PlainDecimal"})

    @property
    def inputs(self) -> Iterator[Input]:
        for field in self.entity.fields:
            if isinstance(field, Field):
                default = self.default(field)
                made = bool(field.default and field.default.fresh)
                type_ = field.type.input_type(field, self.own_type(field))
                yield Input(field.name, type_, nullable=field.nullable, default=default, default_is_made=made)
            elif isinstance(field, Reference):
                yield Input(field.column, _sent_key(self.entities[field.target]), nullable=field.nullable)
            elif field.ids:
                yield Input(field.ids, _sent_key(self.entities[field.target]), is_list=True)

    @property
    def outputs(self) -> Iterator[Output]:
        for field in self.entity.fields:
            if isinstance(field, Field):
                yield Output(field.name, field.type.output_type(field, self.own_type(field)), field.nullable)
            elif isinstance(field, Reference):
                yield Output(field.column, _stored_key(self.entities[field.target]), field.nullable)

    @property
    def details(self) -> Iterator[Related]:
        """The relations that the entity declares, then those of others."""
        for relation in self.relations:
            yield Related(relation.name, f"{relation.target}Read", isinstance(relation, ManyToMany))
        for reverse in self.entity.reverses:
            yield Related(reverse.name, f"{reverse.source}Read", reverse.many)


def _sent_key(entity: Entity) -> str:
    return "IntegerKey" if entity.key is Key.INT else "UUIDText"


def _stored_key(entity: Entity) -> str:
    return "StoredInt64" if entity.key is Key.INT else "UUID"
