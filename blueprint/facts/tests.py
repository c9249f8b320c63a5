"""The facts of an entity's tests: bodies that it takes, changes, and values that it refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..notation.model import Entity, Field, ManyToMany, Reference
from .capacity import PLENTY
from .entity import EntityFacts


@dataclass(frozen=True)
class TestFacts(EntityFacts):
    """One entity in `tests/factories/` and `tests/api/`; values are written as Python."""

    capacities: Mapping[str, int]

    @property
    def capacity(self) -> int:
        """How many rows there can be at once, at most as many as a test wants."""
        return self.capacities[self.entity.name]

    @property
    def is_limited(self) -> bool:
        return self.capacity < PLENTY

    @cached_property
    def required(self) -> dict[str, Entity]:
        """The entities that a row has to refer to, by the columns of its references."""
        references = (reference for reference in self.references if not reference.nullable)
        return {reference.column: self.entities[reference.target] for reference in references}

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The columns that differ from row to row: those of unique sets."""
        return frozenset(column for columns in self.entity.unique_sets for column in columns)

    @property
    def body(self) -> dict[str, str]:
        """What POST accepts, without its references: a value for every scalar."""
        samples = {field.name: field.type.samples(field) for field in self.scalars}
        return {name: found.distinct if name in self.distinct else found.first for name, found in samples.items()}

    @cached_property
    def sent(self) -> frozenset[str]:
        """The columns that every body has."""
        return frozenset([*(field.name for field in self.scalars), *self.required])

    @property
    def has_unique_body(self) -> bool:
        return any(self.sent.issuperset(columns) for columns in self.entity.unique_sets)

    @property
    def change(self) -> tuple[str, str] | None:
        """The name and another value of a field that a PATCH can change."""
        for field in sorted(self.scalars, key=lambda field: field.name in self.distinct):
            samples = field.type.samples(field)
            if samples.first != samples.other:
                return field.name, samples.other
        return None

    @cached_property
    def nullable(self) -> list[str]:
        names = [field.name for field in self.scalars if field.nullable]
        return names + [reference.column for reference in self.references if reference.nullable]

    @cached_property
    def refused(self) -> list[tuple[str, str]]:
        return [(field.name, value) for field in self.scalars for value in _refused(field)]

    @property
    def unique(self) -> list[tuple[str, ...]]:
        """The unique sets that a body always has, and that a second row can violate without violating another."""
        sets = self.entity.unique_sets
        alone = [one for one in sets if not any(set(other) < set(one) for other in sets)]
        return [columns for columns in alone if self.sent.issuperset(columns) and self.capacity > 1]

    @property
    def factories(self) -> list[Entity]:
        """The other entities whose rows the tests make, sorted by module."""
        found = {reference.target for reference in self.references} | {relation.target for relation in self.linked}
        return sorted((self.entities[name] for name in found - {self.entity.name}), key=lambda entity: entity.module)

    @property
    def required_factories(self) -> list[Entity]:
        return [target for target in self.factories if target in self.required.values()]

    @property
    def referenced(self) -> Iterator[tuple[Reference, Entity]]:
        return ((reference, self.entities[reference.target]) for reference in self.references)

    @property
    def associated(self) -> Iterator[tuple[ManyToMany, Entity]]:
        return ((relation, self.entities[relation.target]) for relation in self.linked)


def _refused(field: Field) -> list[str]:
    wrong = field.type.samples(field).wrong
    return wrong if field.nullable else ["None", *wrong]
