"""What the answers describe: one frozen value per entity, field and relation, with every name already derived."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from . import names
from .types.field import Bound, Default, Field

__all__ = ["Bound", "Default", "Entity", "Field", "Key", "ManyToMany", "OnDelete", "Reference", "Reverse"]


class Key(StrEnum):
    """How the primary key of an entity is made."""

    UUID7 = "uuid7"
    UUID4 = "uuid4"
    INT = "int"


class OnDelete(StrEnum):
    """What happens to a row when the row that it refers to is deleted."""

    CASCADE = "cascade"
    RESTRICT = "restrict"
    SET_NULL = "set_null"


@dataclass(frozen=True)
class Reference:
    """A many-to-one relation, or one-to-one when `unique`: the side that holds the foreign key."""

    name: str  # author
    target: str  # Author, the entity's name
    column: str  # author_id
    nullable: bool
    unique: bool
    on_delete: OnDelete
    reverse: str  # books (or book, when unique)
    deferred: bool  # part of a cycle of tables: its constraint is added after all tables exist


@dataclass(frozen=True)
class ManyToMany:
    """A many-to-many relation on the side that declares it."""

    name: str  # tags
    target: str  # Tag
    reverse: str  # books
    table: str  # book_tags, or the table of the `through` entity
    owner_column: str  # book_id
    target_column: str  # tag_id
    ids: str | None  # tag_ids; None with `through`
    through: str | None  # the association entity's name


@dataclass(frozen=True)
class Reverse:
    """The other side of a relation, on the entity that it points to."""

    name: str  # Author.books
    source: str  # Book, the entity that declares the relation
    relation: str  # author, the relation's name there
    many: bool  # False for one-to-one
    many_to_many: ManyToMany | None


@dataclass(frozen=True)
class Entity:
    """A table and everything that is generated around it."""

    name: str  # APIKey
    module: str  # api_key: module name, and the singular in code (import_ when it is a Python keyword)
    plural: str  # api_keys
    table: str  # api_keys
    path: str  # api-keys
    key: Key
    soft_delete: bool
    timestamps: bool
    version: bool
    fields: tuple[Field | Reference | ManyToMany, ...]  # as written
    reverses: tuple[Reverse, ...]  # in the order in which the sources were written
    unique: tuple[tuple[str, ...], ...]  # sets of column names (author_id, not author)
    indexes: tuple[tuple[str, ...], ...]

    @property
    def singular(self) -> str:
        """What functions and arguments are called after: `api_key`."""
        return names.snake(self.name)

    @property
    def unique_sets(self) -> tuple[tuple[str, ...], ...]:
        """All sets of columns that two rows cannot share, those of one column first."""
        scalars = [(field.name,) for field in self.fields if isinstance(field, Field) and field.unique]
        references = [(field.column,) for field in self.fields if isinstance(field, Reference) and field.unique]
        return (*scalars, *references, *self.unique)
