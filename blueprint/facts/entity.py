"""What all layers write of one entity: its kinds of fields, its names in code, the schemas that answer for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..notation import names
from ..notation.model import Entity, Field, Key, ManyToMany, Reference
from .python import quoted

if TYPE_CHECKING:
    from ..project import Project


@dataclass(frozen=True)
class EntityCode:
    """One entity of a project, as Python."""

    project: Project
    entity: Entity

    @cached_property
    def scalars(self) -> tuple[Field, ...]:
        return tuple(field for field in self.entity.fields if isinstance(field, Field))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(field for field in self.entity.fields if isinstance(field, Reference))

    @cached_property
    def many_to_many(self) -> tuple[ManyToMany, ...]:
        return tuple(field for field in self.entity.fields if isinstance(field, ManyToMany))

    @cached_property
    def linked(self) -> tuple[ManyToMany, ...]:
        """The many-to-many relations that are written by a list of keys."""
        return tuple(relation for relation in self.many_to_many if relation.ids)

    @cached_property
    def relations(self) -> tuple[Reference | ManyToMany, ...]:
        return tuple(field for field in self.entity.fields if not isinstance(field, Field))

    @property
    def writable(self) -> bool:
        """Whether a row has anything that a client may change."""
        return any(not isinstance(field, ManyToMany) or field.ids for field in self.entity.fields)

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

    @property
    def singular(self) -> str:
        return self.entity.module.rstrip("_")

    @property
    def key_annotation(self) -> str:
        return "Annotated[IntegerKey, DIGITS]" if self.entity.key is Key.INT else "Annotated[UUID, CANONICAL]"

    @property
    def key_argument(self) -> str:
        return f"{self.entity.module.rstrip('_')}_id"

    @property
    def enums(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (
                names.field_class(self.entity.name, field.name),
                [(names.member(value), value) for value in field.arguments],
            )
            for field in self.scalars
            if field.type.name == "enum"
        ]

    @property
    def neighbours(self) -> list[Entity]:
        """The other entities that the annotations of the model name, sorted by module."""
        found = {relation.target for relation in self.relations} | {reverse.source for reverse in self.entity.reverses}
        return sorted((self.project.entity(name) for name in found - {self.entity.name}), key=lambda e: e.module)

    @property
    def includes(self) -> str:
        """The relations that a list can include."""
        return quoted(relation.name for relation in self.relations)

    @property
    def collections(self) -> str:
        """The relations of other entities that a single read can include."""
        return quoted(reverse.name for reverse in self.entity.reverses)
