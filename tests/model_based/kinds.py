"""The entities of `lending.yml`: their columns and their references."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """A column that refers to a row of another kind, and what the deletion of that row means."""

    name: str
    target: str
    rule: str
    reverse: str
    optional: bool = False

    @property
    def column(self) -> str:
        return f"{self.name}_id"


@dataclass(frozen=True)
class Kind:
    """What an entity has: columns of its own, references, and the columns that make a live row unique."""

    path: str
    fields: tuple[str, ...]
    unique: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    versioned: bool = False
    tagged: bool = False


KINDS = {
    "author": Kind(
        "authors",
        ("name", "email"),
        ("email",),
        (
            Reference("favourite", "book", "set_null", "favourite_of", optional=True),
            Reference("debut", "book", "restrict", "debut_of", optional=True),
        ),
        versioned=True,
    ),
    "publisher": Kind("publishers", ("name",), ("name",)),
    "shelf": Kind("shelves", ("label",), ("label",)),
    "tag": Kind("tags", ("name",), ("name",)),
    "book": Kind(
        "books",
        ("title", "isbn"),
        ("isbn",),
        (
            Reference("author", "author", "cascade", "books"),
            Reference("publisher", "publisher", "restrict", "books", optional=True),
            Reference("shelf", "shelf", "set_null", "books", optional=True),
        ),
        versioned=True,
        tagged=True,
    ),
    "note": Kind(
        "notes",
        ("text",),
        ("book_id", "text"),
        (
            Reference("author", "author", "cascade", "notes"),
            Reference("book", "book", "cascade", "notes"),
            Reference("answers", "note", "cascade", "replies", optional=True),
        ),
    ),
    "volume": Kind(
        "volumes",
        ("number",),
        ("book_id", "number"),
        (
            Reference("book", "book", "cascade", "volumes"),
            Reference("room", "shelf", "restrict", "volumes", optional=True),
        ),
    ),
    "member": Kind("members", ("name", "email"), ("email",), versioned=True),
    "loan": Kind(
        "loans",
        ("returned",),
        ("volume_id", "member_id"),
        (Reference("volume", "volume", "restrict", "loans"), Reference("member", "member", "restrict", "loans")),
    ),
}


def references_to(target: str) -> list[tuple[str, Reference]]:
    return [(name, each) for name, kind in KINDS.items() for each in kind.references if each.target == target]
