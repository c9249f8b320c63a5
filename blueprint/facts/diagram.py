"""The facts of an entity in the diagram of the project's README."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..notation.model import Field, ManyToMany, Reference
from .entity import EntityFacts, key_type


@dataclass(frozen=True)
class Attribute:
    """A column in Mermaid's notation."""

    type: str
    name: str
    keys: str = ""


@dataclass(frozen=True)
class Edge:
    """A relation in Mermaid's notation."""

    first: str
    ends: str
    last: str
    name: str


class DiagramFacts(EntityFacts):
    """One entity in the diagram."""

    @property
    def attributes(self) -> Iterator[Attribute]:
        yield Attribute(key_type(self.entity).lower(), "id", "PK")
        for field in self.entity.fields:
            if isinstance(field, Field):
                yield Attribute(field.type.name, field.name, "UK" if field.unique else "")
            elif isinstance(field, Reference):
                type_ = key_type(self.entities[field.target]).lower()
                yield Attribute(type_, field.column, "FK, UK" if field.unique else "FK")

    @property
    def edges(self) -> Iterator[Edge]:
        for relation in self.relations:
            if isinstance(relation, ManyToMany):
                yield Edge(self.entity.name, "}o--o{", relation.target, relation.name)
            else:
                ends = ("|o" if relation.nullable else "||") + ("--o|" if relation.unique else "--o{")
                yield Edge(relation.target, ends, self.entity.name, relation.name)
