"""An entity in the diagram of the project's README."""

from __future__ import annotations

from ..notation.model import Field, ManyToMany, Reference
from .entity import EntityCode
from .python import key_type


class DiagramCode(EntityCode):
    """One entity in Mermaid's notation for entities and relationships."""

    @property
    def columns(self) -> list[str]:
        lines = [f"{key_type(self.entity).lower()} id PK"]
        for field in self.entity.fields:
            if isinstance(field, Field):
                lines.append(f"{field.type.name} {field.name}{' UK' * field.unique}")
            elif isinstance(field, Reference):
                key = key_type(self.project.entity(field.target)).lower()
                lines.append(f"{key} {field.column} {'FK, UK' if field.unique else 'FK'}")
        return lines

    @property
    def relationships(self) -> list[str]:
        lines = []
        for relation in self.relations:
            if isinstance(relation, ManyToMany):
                ends = "}o--o{"
            else:
                ends = ("|o" if relation.nullable else "||") + ("--o|" if relation.unique else "--o{")
            owner, target = self.entity.name, relation.target
            first, last = (owner, target) if isinstance(relation, ManyToMany) else (target, owner)
            lines.append(f"{first} {ends} {last} : {relation.name}")
        return lines
