"""The facts of an entity's model: its columns, its relationships, and the tables that associate it with others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..notation.model import Field, Key, ManyToMany, Reference, Reverse
from ..notation.types.literals import literal
from .entity import EntityFacts, key_type

_KEYS = {Key.UUID7: "UUID7Key", Key.UUID4: "UUID4Key", Key.INT: "IntegerKey"}


@dataclass(frozen=True)
class Column:
    """A column as `mapped_column` is told of it; empty or false where it need not be."""

    name: str
    annotation: str
    nullable: bool
    unique: bool
    index: bool
    type: str = ""  # of SQLAlchemy, where the annotation does not say it
    never_null: bool = False  # said, where the annotation does not say it
    default: str = ""
    refers_to: str = ""  # a table
    on_delete: str = ""
    deferred: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the annotation says it all."""
        return not (self.type or self.never_null or self.unique or self.index or self.default or self.refers_to)


@dataclass(frozen=True)
class Relationship:
    """A relationship as `relationship` is told of it; empty or false where it need not be."""

    name: str
    target: str
    many: bool
    other_side: str  # empty for a list through an entity, which is only viewed
    nullable: bool = False
    own_key: str = ""  # the foreign key's column, of several to the same table
    far_key: str = ""  # the same, of the target
    to_itself: bool = False
    is_reverse: bool = False  # of a reference, which the database looks after when a row is deleted
    secondary: str = ""  # the table that associates
    secondary_is_here: bool = False
    link: str = ""  # what has the association's columns, where the join has to be said
    near_column: str = ""
    far_column: str = ""
    link_soft_deletes: bool = False


class ModelFacts(EntityFacts):
    """One entity in `models/`."""

    @property
    def mixins(self) -> Iterator[str]:
        yield _KEYS[self.entity.key]
        if self.entity.soft_delete:
            yield "SoftDelete"
        if self.entity.timestamps:
            yield "Timestamps"
        if self.entity.version:
            yield "Versioned"

    @property
    def unique_sets(self) -> tuple[tuple[str, ...], ...]:
        """The sets that the arguments of the table make unique; a column cannot say what is unique among live rows."""
        return self.entity.unique_sets if self.entity.soft_delete else self.entity.unique

    @cached_property
    def checks(self) -> list[tuple[str, str]]:
        """The names and conditions of CHECK constraints."""
        found = [check for field in self.scalars for check in field.type.checks(field)]
        return [(name, literal(condition)) for name, condition in found]

    @cached_property
    def columns(self) -> list[Column]:
        fields = [field for field in self.entity.fields if not isinstance(field, ManyToMany)]
        return [self._scalar(field) if isinstance(field, Field) else self._foreign_key(field) for field in fields]

    def _scalar(self, field: Field) -> Column:
        return Column(
            name=field.name,
            annotation=field.type.value_type(self.own_type(field)),
            nullable=field.nullable,
            unique=field.unique and not self.entity.soft_delete,
            index=field.index,
            type=field.type.column.format(*field.arguments),
            # SQLAlchemy takes `Any` for a type that may be null.
            never_null=field.type.annotation == "Any" and not field.nullable,
            default=self.default(field),
        )

    def _foreign_key(self, reference: Reference) -> Column:
        target = self.entities[reference.target]
        # Sets that are unique among live rows alone do not find the others.
        whole = [*self.entity.indexes, *(() if self.entity.soft_delete else self.entity.unique)]
        leads = any(columns[0] == reference.column for columns in whole)
        return Column(
            name=reference.column,
            annotation=key_type(target),
            nullable=reference.nullable,
            unique=reference.unique and not self.entity.soft_delete,
            index=not reference.unique and not leads,
            refers_to=target.table,
            on_delete=reference.on_delete.replace("_", " ").upper(),
            deferred=reference.deferred,
        )

    @cached_property
    def relationships(self) -> list[Relationship]:
        own = [
            self._to_one(relation) if isinstance(relation, Reference) else self._to_many(relation)
            for relation in self.relations
        ]
        return own + [self._reverse(reverse) for reverse in self.entity.reverses]

    def _to_one(self, reference: Reference) -> Relationship:
        return Relationship(
            name=reference.name,
            target=reference.target,
            many=False,
            other_side=reference.reverse,
            nullable=reference.nullable or self.entities[reference.target].soft_delete,
            own_key=reference.column if self._is_ambiguous(self.entity.name, reference.target) else "",
            to_itself=reference.target == self.entity.name,
        )

    def _to_many(self, relation: ManyToMany) -> Relationship:
        columns = (relation.owner_column, relation.target_column)
        return self._list(relation, relation.name, relation.target, relation.reverse, columns)

    def _reverse(self, reverse: Reverse) -> Relationship:
        relation = reverse.many_to_many
        if relation is not None:
            columns = (relation.target_column, relation.owner_column)
            return self._list(relation, reverse.name, reverse.source, relation.name, columns)
        fields = self.entities[reverse.source].fields
        reference = next(field for field in fields if isinstance(field, Reference) and field.name == reverse.relation)
        return Relationship(
            name=reverse.name,
            target=reverse.source,
            many=reverse.many,
            other_side=reverse.relation,
            nullable=True,
            far_key=reference.column if self._is_ambiguous(reverse.source, self.entity.name) else "",
            is_reverse=True,
        )

    def _list(
        self, relation: ManyToMany, name: str, target: str, other_side: str, columns: tuple[str, str]
    ) -> Relationship:
        """One side of a many-to-many relation, whose columns are given with the near one first."""
        # SQLAlchemy sees by itself how to join through a table that has one foreign key to each side.
        link = relation.through or (f"{relation.table}.c" if target == self.entity.name else "")
        return Relationship(
            name=name,
            target=target,
            many=True,
            other_side="" if relation.through else other_side,
            secondary=relation.table,
            secondary_is_here=relation in self.linked and name == relation.name,
            link=link,
            near_column=columns[0],
            far_column=columns[1],
            link_soft_deletes=bool(relation.through) and self.entities[link].soft_delete,
        )

    def _is_ambiguous(self, one: str, other: str) -> bool:
        """Whether more than one foreign key connects two tables, so that a relation has to name its own."""
        return self._connections[frozenset({one, other})] > 1

    @cached_property
    def _connections(self) -> Counter[frozenset[str]]:
        fields = ((entity.name, field) for entity in self.entities.values() for field in entity.fields)
        return Counter(frozenset({name, field.target}) for name, field in fields if isinstance(field, Reference))
