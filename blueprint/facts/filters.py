"""The facts of an entity's lists: what they are filtered and sorted by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..notation.model import Entity, Field, Key, ManyToMany, Reference
from ..notation.types import RANGE
from .entity import EntityFacts


@dataclass(frozen=True)
class Filter:
    """A query parameter of a list: `price__gte`."""

    name: str
    type: str  # of the value, or of each value
    list: str = ""  # of values


class FilterFacts(EntityFacts):
    """One entity as its lists are asked for."""

    @property
    def filters(self) -> Iterator[Filter]:
        """The filters by columns, in their order, then those by the keys of rows that many-to-many relations link."""
        yield from _by_key("id", self.entity)
        for field in self.entity.fields:
            if isinstance(field, Field):
                type_ = field.type.query_type(self.own_type(field))
                yield from _by_column(field.name, type_, field.type.filters, nullable=field.nullable)
            elif isinstance(field, Reference):
                yield from _by_key(field.column, self.entities[field.target], nullable=field.nullable)
        if self.entity.timestamps:
            for column in ("created_at", "updated_at"):
                yield from _by_column(column, "Instant", ("eq", "in", *RANGE))
        yield from self._by_links()

    def _by_links(self) -> Iterator[Filter]:
        """Yield the filters by linked rows; relations may share one."""
        sides = [(field.target_column, field.target) for field in self.relations if isinstance(field, ManyToMany)]
        sides += [(side.many_to_many.owner_column, side.source) for side in self.entity.reverses if side.many_to_many]
        types: dict[str, dict[str, None]] = {}
        for column, target in sides:
            types.setdefault(column, {})[_key_type(self.entities[target])] = None
        for column, found in types.items():
            yield Filter(column, " | ".join(found))

    @property
    def sortable(self) -> Iterator[str]:
        """The columns that a list can be sorted by."""
        yield "id"
        for field in self.entity.fields:
            if isinstance(field, Reference):
                yield field.column
            elif isinstance(field, Field) and field.type.sortable:
                yield field.name
        if self.entity.timestamps:
            yield from ("created_at", "updated_at")


def _by_key(column: str, entity: Entity, *, nullable: bool = False) -> Iterator[Filter]:
    operators = ("eq", "in", *RANGE) if entity.key is Key.INT else ("eq", "in")
    yield from _by_column(column, _key_type(entity), operators, nullable=nullable)


def _by_column(column: str, type_: str, operators: Sequence[str], *, nullable: bool = False) -> Iterator[Filter]:
    several = "Texts" if "contains" in operators else "Several"
    for operator in operators:
        name = column if operator == "eq" else f"{column}__{operator}"
        yield Filter(name, "TextParam" if operator == "contains" else type_, several if operator == "in" else "")
    if nullable:
        yield Filter(f"{column}__isnull", "BoolParam")


def _key_type(entity: Entity) -> str:
    return "Int64Param" if entity.key is Key.INT else "UUIDText"
