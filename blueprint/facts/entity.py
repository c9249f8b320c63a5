"""The facts that all layers need of an entity: its kinds of fields, its neighbours, the schemas that answer for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..notation import names
from ..notation.model import Entity, Field, Key, ManyToMany, Reference
from ..notation.types import Fresh
from ..notation.types.enums import Enum

_MAKERS = {Fresh.NOW: "utc_now", Fresh.TODAY: "utc_today", Fresh.EMPTY_OBJECT: "dict", Fresh.EMPTY_ARRAY: "list"}


@dataclass(frozen=True)
class EntityFacts:
    """One entity among all entities of its project, which are given by name."""

    entities: Mapping[str, Entity]
    entity: Entity

    @cached_property
    def scalars(self) -> tuple[Field, ...]:
        return tuple(field for field in self.entity.fields if isinstance(field, Field))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(field for field in self.entity.fields if isinstance(field, Reference))

    @cached_property
    def linked(self) -> tuple[ManyToMany, ...]:
        """The many-to-many relations that are written by a list of keys."""
        return tuple(field for field in self.entity.fields if isinstance(field, ManyToMany) and field.ids)

    @cached_property
    def relations(self) -> tuple[Reference | ManyToMany, ...]:
        return tuple(field for field in self.entity.fields if not isinstance(field, Field))

    @property
    def writable(self) -> bool:
        """Whether a row has anything that a client may change."""
        return bool(self.scalars or self.references or self.linked)

    @property
    def related(self) -> bool:
        return bool(self.relations or self.entity.reverses)

    @property
    def answer(self) -> str:
        """The schema of a single row: with its relations where it has any."""
        return f"{self.entity.name}Detail" if self.related else f"{self.entity.name}Read"

    @property
    def listed(self) -> str:
        """The schema of a row in a list: lists include the relations that the entity declares."""
        return f"{self.entity.name}Detail" if self.relations else f"{self.entity.name}Read"

    @property
    def written(self) -> str:
        """The schema that answers a write: with its relations where the write may have changed them."""
        return f"{self.entity.name}Detail" if self.linked else f"{self.entity.name}Read"

    def own_type(self, field: Field) -> str:
        """Return the name of the enum, or of the annotated type, that a field can have for itself."""
        return names.field_class(self.entity.name, field.name)

    def default(self, field: Field) -> str:
        """Return the Python expression of a value, or of a function that makes one; empty without a default."""
        if field.default is None:
            return ""
        value = field.default.value
        return _MAKERS[value] if isinstance(value, Fresh) else field.type.literal(value, self.own_type(field))

    @property
    def enums(self) -> dict[str, dict[str, str]]:
        """The values of each enum's members, by their names."""
        fields = (field for field in self.scalars if isinstance(field.type, Enum))
        return {self.own_type(field): {names.member(value): value for value in field.arguments} for field in fields}

    @property
    def key(self) -> str:
        """The argument of an endpoint that is a row's primary key."""
        return f"{self.entity.singular}_id"

    @property
    def key_type(self) -> str:
        return "Annotated[IntegerKey, DIGITS]" if self.entity.key is Key.INT else "Annotated[UUID, CANONICAL]"

    @property
    def neighbours(self) -> list[Entity]:
        """The other entities that this one's relations lead to or come from, sorted by module."""
        found = {relation.target for relation in self.relations} | {reverse.source for reverse in self.entity.reverses}
        others = (self.entities[name] for name in found - {self.entity.name})
        return sorted(others, key=lambda entity: entity.module)


def key_type(entity: Entity) -> str:
    """Return the Python type of the entity's primary keys."""
    return "int" if entity.key is Key.INT else "UUID"
