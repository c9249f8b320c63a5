"""What the templates write for one entity's tests: bodies that it takes, changes, and values that it refuses."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from ..finish.layout import Import, imports
from ..notation.model import Entity, Key, ManyToMany, Reference
from . import samples
from .entity import EntityCode
from .python import mentions, without_strings

PLENTY = 10_000
"""More rows than any test of a generated project wants at once."""


class TestCode(EntityCode):
    """One entity's factory and tests as Python."""

    @cached_property
    def required(self) -> tuple[Reference, ...]:
        return tuple(reference for reference in self.references if not reference.nullable)

    @cached_property
    def unique_sets(self) -> list[tuple[str, ...]]:
        """All sets of columns that two rows cannot share, those of one column first."""
        single = [field.name for field in self.scalars if field.unique]
        single += [reference.column for reference in self.references if reference.unique]
        return [*((name,) for name in single), *self.entity.unique]

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The scalars that differ from row to row: those of unique sets."""
        scalars = {field.name for field in self.scalars}
        return frozenset(name for columns in self.unique_sets for name in columns if name in scalars)

    @property
    def body(self) -> list[str]:
        """The entries of a body that POST accepts without its references: every scalar."""
        values = {field: samples.distinct if field.name in self.distinct else samples.sample for field in self.scalars}
        return [f'"{field.name}": {value(field)}' for field, value in values.items()]

    @property
    def sent(self) -> frozenset[str]:
        """The columns that every body has."""
        return frozenset([*(field.name for field in self.scalars), *(reference.column for reference in self.required)])

    @cached_property
    def capacity(self) -> int:
        """How many rows there can be at once, at most as many as a test wants."""
        return int(min(self._of(name).own_capacity // count for name, count in self.needs.items()))

    @property
    def needs(self) -> Counter[str]:
        """How many rows of each entity one row takes, itself among them."""
        return sum((self._of(reference.target).needs for reference in self.required), Counter([self.entity.name]))

    @property
    def own_capacity(self) -> float:
        """How many rows the entity's own unique sets allow."""
        fields = {field.name: field for field in self.scalars}
        sets = [columns for columns in self.unique_sets if all(column in fields for column in columns)]
        return min([PLENTY, *(self._choices(set(columns)) for columns in sets)])

    def _choices(self, columns: set[str]) -> float:
        """How many rows differ in these scalars, for certain: one counter runs through all of them."""
        fields = {field.name: field for field in self.scalars}
        return max(samples.capacity(fields[column]) for column in columns)

    def _of(self, name: str) -> TestCode:
        return TestCode(self.project, self.project.entity(name))

    @property
    def change(self) -> str:
        """The name and another value of a field that a PATCH can change, as the entry of a dict; empty without one."""
        for field in sorted(self.scalars, key=lambda field: field.name in self.distinct):
            if samples.sample(field) != samples.sample(field, other=True):
                return f'"{field.name}": {samples.sample(field, other=True)}'
        return ""

    @property
    def nullable(self) -> list[str]:
        names = [field.name for field in self.scalars if field.nullable]
        return names + [reference.column for reference in self.references if reference.nullable]

    @property
    def refused(self) -> list[str]:
        return [f'("{field.name}", {value})' for field in self.scalars for value in samples.wrong(field)]

    @property
    def unique(self) -> list[list[str]]:
        """The unique sets that a body always has, and that a second row can violate without violating another."""
        alone = [one for one in self.unique_sets if not any(set(other) < set(one) for other in self.unique_sets)]
        return [list(columns) for columns in alone if self.sent.issuperset(columns) and self.capacity > 1]

    @property
    def factory_options(self) -> str:
        """What its factory is told beyond model, path and body."""
        references = {reference.column: self.project.entity(reference.target) for reference in self.required}
        made = ", ".join(f'"{column}": {_singular(target)}_factory' for column, target in references.items())
        options = {
            f"references={{{made}}}": references,
            "unique=True": any(self.sent.issuperset(columns) for columns in self.unique_sets),
            f"capacity={self.capacity}": self.capacity < PLENTY,
        }
        return "".join(f", {option}" for option, is_told in options.items() if is_told)

    @property
    def factories(self) -> list[Entity]:
        """The entities whose factories this one's needs."""
        names = {reference.target for reference in self.required} - {self.entity.name}
        return sorted((self.project.entity(name) for name in names), key=lambda entity: entity.module)

    @property
    def factory_imports(self) -> str:
        code = without_strings("\n".join(self.body))
        needed: list[Import] = [("tests.factories.base", "Body"), ("tests.factories.base", "Factory")]
        package, module, name = self.project.package, self.entity.module, self.entity.name
        needed += [(f"{package}.repositories.{module}", f"{name}Repository")]
        needed += [(f"{package}.schemas.{module}", f"{name}Create")]
        needed += [("datetime as dt", "")] if mentions(code, "dt.") else []
        needed += [("decimal", "Decimal")] if mentions(code, "Decimal") else []
        needed += [("uuid", "uuid4")] if mentions(code, "uuid4") else []
        needed += [(f"tests.factories.{target.module}", f"{_singular(target)}_factory") for target in self.factories]
        return imports(needed, self.project.package)

    @property
    def referenced(self) -> list[tuple[Reference, Entity]]:
        return [(reference, self.project.entity(reference.target)) for reference in self.references]

    @property
    def associated(self) -> list[tuple[ManyToMany, Entity]]:
        return [(relation, self.project.entity(relation.target)) for relation in self.linked]

    @property
    def test_imports(self) -> str:
        targets = {self.entity.name}
        targets |= {target.name for _, target in [*self.referenced, *self.associated]}
        entities = [self.project.entity(name) for name in targets]
        needed: list[Import] = [("httpx2", "AsyncClient")]
        needed += [("pytest", "")] if self.refused or self.nullable else []
        for entity in entities:
            needed += [(f"tests.factories.{entity.module}", f"{_singular(entity)}_factory")]
        keys = {self.entity.key} | {target.key for _, target in [*self.referenced, *self.associated]}
        needed += [("uuid", "uuid4")] if keys - {Key.INT} else []
        return imports(needed, self.project.package)


def _singular(entity: Entity) -> str:
    return entity.module.rstrip("_")
