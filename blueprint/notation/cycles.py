"""Finds references that run in circles: those that no row could satisfy, and those that are added after the tables."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from .model import Reference

Place = tuple[str, str]  # entity and field
References = Mapping[Place, Reference]


def deferred(references: References) -> Iterator[Place]:
    """The optional references inside a cycle of several tables."""
    for (entity, field), reference in references.items():
        if reference.nullable and reference.target != entity and _path(reference.target, entity, references):
            yield entity, field


def impossible(references: References) -> Iterator[list[Place]]:
    """Cycles of required references, each as the places that it runs through; no place is in two."""
    required = {place: reference for place, reference in references.items() if not reference.nullable}
    told: set[Place] = set()
    for place, reference in required.items():
        back = _path(reference.target, place[0], required)
        if back is not None and told.isdisjoint([place, *back]):
            told.update([place, *back])
            yield [place, *back]


def _path(start: str, end: str, references: References) -> list[Place] | None:
    """The shortest way from one entity to another along references."""
    ways: dict[str, list[Place]] = {start: []}
    queue = deque([start])
    while queue:
        entity = queue.popleft()
        if entity == end:
            return ways[entity]
        for place, reference in references.items():
            if place[0] == entity and reference.target not in ways:
                ways[reference.target] = [*ways[entity], place]
                queue.append(reference.target)
    return None
