"""Finds cycles of references: those that no row can satisfy, and those whose constraints follow after the tables."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from functools import cache

from .model import Reference

Place = tuple[str, str]  # entity and field
References = Mapping[Place, Reference]


def deferred(references: References) -> Iterator[Place]:
    """Yield the optional references inside a cycle of several tables."""
    targets = _targets(references)
    reached = cache(lambda entity: set(_ways(entity, targets)))
    for (entity, field), reference in references.items():
        if reference.nullable and reference.target != entity and entity in reached(reference.target):
            yield entity, field


def impossible(references: References) -> Iterator[list[Place]]:
    """Yield cycles of required references as lists of places; no place is in two cycles."""
    required = {place: reference for place, reference in references.items() if not reference.nullable}
    targets = _targets(required)
    ways = cache(lambda entity: _ways(entity, targets))
    told: set[Place] = set()
    for place, reference in required.items():
        back = ways(reference.target).get(place[0])
        if back is not None and told.isdisjoint([place, *back]):
            told.update([place, *back])
            yield [place, *back]


def _targets(references: References) -> Mapping[str, dict[Place, str]]:
    """Return the target of every reference, by entity and place."""
    targets: defaultdict[str, dict[Place, str]] = defaultdict(dict)
    for place, reference in references.items():
        targets[place[0]][place] = reference.target
    return targets


def _ways(start: str, targets: Mapping[str, dict[Place, str]]) -> dict[str, list[Place]]:
    """Return the shortest path of references from one entity to each that it reaches."""
    ways: dict[str, list[Place]] = {start: []}
    queue = deque([start])
    while queue:
        entity = queue.popleft()
        for place, target in targets.get(entity, {}).items():
            if target not in ways:
                ways[target] = [*ways[entity], place]
                queue.append(target)
    return ways
