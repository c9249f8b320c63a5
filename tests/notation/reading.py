"""Reads entities with the default answers of a project."""

from __future__ import annotations

from typing import Any

from blueprint.notation import loading, parse
from blueprint.notation.model import Entity, Key
from blueprint.notation.problems import Report


def parsed(entities: object, **answers: Any) -> tuple[Entity, ...]:
    given = {"key": Key.UUID7, "soft_delete": False, "timestamps": True, **answers}
    return parse(entities, **given).entities


def read(entities: object, **answers: Any) -> dict[str, Entity]:
    return {entity.name: entity for entity in parsed(entities, **answers)}


def canonical(entities: object) -> str:
    """Return the text in which a project keeps its entities, whether or not they make sense."""
    report = Report()
    bodies = loading.load(entities, report)
    report.close()
    return loading.canonical(bodies)


def one(text: str) -> Any:
    """The field of `text` on an entity with neighbours."""
    entities = read({"Author": None, "Tag": None, "Book": {"field": text}, "Link": {"book": "Book", "tag": "Tag"}})
    return entities["Book"].fields[0]
