"""How many rows of each entity a test can make at once: unique sets of columns with few values allow a few only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from graphlib import TopologicalSorter

from ..notation.model import Entity, Field, Reference

PLENTY = 10_000
"""More rows than any test of a generated project wants at once."""


def capacities(entities: Mapping[str, Entity]) -> dict[str, int]:
    """Return the number for each entity, by name; a row takes rows of the entities that it has to refer to."""
    required = {
        name: [field.target for field in entity.fields if isinstance(field, Reference) and not field.nullable]
        for name, entity in entities.items()
    }
    own = {name: _own_capacity(entity) for name, entity in entities.items()}
    needs: dict[str, Counter[str]] = {}
    for name in TopologicalSorter(required).static_order():
        needs[name] = sum((needs[target] for target in required[name]), Counter([name]))
    return {name: min(own[other] // count for other, count in needs[name].items()) for name in entities}


def _own_capacity(entity: Entity) -> int:
    """How many rows the unique sets of scalars allow; one counter runs through all columns of a set."""
    fields = {field.name: field for field in entity.fields if isinstance(field, Field)}
    sets = [[fields[column] for column in columns] for columns in entity.unique_sets if fields.keys() >= set(columns)]
    return min([PLENTY, *(max(field.type.samples(field).capacity for field in fields) for fields in sets)])
