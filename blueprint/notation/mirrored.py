"""Finds relations that are written on both sides, and says which side to leave out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .model import Entity, Field, ManyToMany, Reference
from .problems import Refusal, Report

_Relation = Reference | ManyToMany
_Declared = tuple[str, str, str]  # the entity, the relation's name, the entity to which it points


@dataclass(frozen=True)
class _Side:
    """A relation with the entity that declares it; `order` is its place in the file."""

    entity: str
    relation: _Relation
    order: int

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """The least is kept: a reference before a list, a unique one, a required one, the first in the file."""
        if isinstance(self.relation, Reference):
            return False, not self.relation.unique, self.relation.nullable, self.order
        return True, True, True, self.order

    @property
    def through(self) -> str | None:
        return self.relation.through if isinstance(self.relation, ManyToMany) else None

    @property
    def declares(self) -> _Declared:
        return self.entity, self.relation.name, self.relation.target

    @property
    def makes(self) -> _Declared:
        """The relation that the other entity has by this one."""
        return self.relation.target, self.relation.reverse, self.entity

    def __str__(self) -> str:
        return f"{self.entity}.{self.relation.name}"


def without_mirrored(entities: tuple[Entity, ...], report: Report) -> tuple[Entity, ...]:
    """Return the entities without the relations that are the other side of another one; report those."""
    fields = enumerate((entity.name, field) for entity in entities for field in entity.fields)
    relations = [_Side(name, field, order) for order, (name, field) in fields if not isinstance(field, Field)]
    sides = sorted(relations, key=lambda side: side.rank)
    made = defaultdict(list)
    for side in sides:
        made[side.makes].append(side)
    doubled = {side: makers for side in sides if (makers := list(_makers(side, made)))}
    for side, makers in doubled.items():
        kept = next((maker for maker in makers if maker not in doubled), makers[0])
        report.add(side.entity, side.relation.name, _refusal(side.relation.name, kept))
    places = {(side.entity, side.relation.name) for side in doubled}
    return tuple(without(entity, places) for entity in entities) if doubled else entities


def _makers(side: _Side, made: Mapping[_Declared, list[_Side]]) -> Iterator[_Side]:
    """Yield the relations whose other side this is; of two that make each other, only the one with the lower rank."""
    for other in made.get(side.declares, ()):
        mutual = side.makes == other.declares
        if other != side and other.through == side.through and (other.rank < side.rank or not mutual):
            yield other


def _refusal(name: str, other: _Side) -> Refusal:
    hint = f"leave it out and keep {other}"
    if isinstance(other.relation, Reference) and not other.relation.unique:
        hint += f"; to have a many-to-many relation as well, name the other side of {other} with 'as'"
    return Refusal(f"'{name}' is the other side of {other}, which makes both sides", hint=hint)


def without(entity: Entity, places: set[tuple[str, str]]) -> Entity:
    """Return the entity without the fields at these places, and without their other sides."""
    return replace(
        entity,
        fields=tuple(field for field in entity.fields if (entity.name, field.name) not in places),
        reverses=tuple(side for side in entity.reverses if (side.source, side.relation) not in places),
    )
