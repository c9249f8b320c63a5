"""What projects live through: one change of the entities or of the answers after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.evolution.living import Revise

BOOKS = """
Author:
  name: str(120)
  email: email unique
  bio: text?
Book:
  title: str(200) index
  isbn: str(13) unique
  price: decimal(10, 2) >= 0
  pages: int?
  status: enum(draft, published) = draft
  published_on: date?
  author: Author cascade as books
  tags: Tag[]
Tag:
  name: str(50) unique
"""
Entities = dict[str, dict[str, Any]]
Changes = Mapping[str, Mapping[str, Any] | None]


@dataclass(frozen=True)
class Evolution:
    """One update: entities with fields that change, that come, and that go (None), or that go themselves."""

    name: str
    changes: Changes = field(default_factory=dict)
    says: str | None = ""
    """Words of the revision; None where there is none."""
    but: tuple[str, ...] = ()
    """The fields whose values are others afterwards."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    revise: Revise = str
    """What a developer writes in the revision."""
    prepare: tuple[str, str] | None = None
    """A revision that a developer writes before: its name and its statement."""

    def entities(self, before: Entities) -> Entities:
        found = dict(before)
        for name, fields in self.changes.items():
            if fields is None:
                del found[name]
            else:
                changed = {**found.get(name, {}), **fields}
                found[name] = {key: value for key, value in changed.items() if value is not None}
        return found


class Reorder(Evolution):
    """Entities, and the fields of books, in another order."""

    def entities(self, before: Entities) -> Entities:
        book = dict(reversed(before["Book"].items()))
        return {name: book if name == "Book" else fields for name, fields in reversed(before.items())}


ASKED = r"( +)# Give (\w+) a value in the rows of (\w+) here:.*\n"
"""Where a revision leaves it to its developer: the indent, the column and the table."""


def give(value: str) -> Revise:
    """Write what a revision leaves to its developer: the value for the rows of a table."""

    def change(text: str) -> str:
        assert re.search(ASKED, text), text
        return re.sub(ASKED, rf'\1op.execute("UPDATE \3 SET \2 = {value}")\n', text, count=1)

    return change


def refer(text: str) -> str:
    """Let rows that have to refer to something refer to any row, unless its table is a new one."""

    def any_row(asked: re.Match[str]) -> str:
        indent, name, table = asked.groups()
        found = re.search(rf'"fk_{table}_{name}"\), "(\w+)"', text)
        if not found or f'op.create_table(\n        "{found[1]}"' in text:
            return asked[0]
        return f'{indent}op.execute("UPDATE {table} SET {name} = (SELECT id FROM {found[1]} LIMIT 1)")\n'

    return re.sub(ASKED, any_row, text)


def rename(table: str, old: str, new: str) -> Revise:
    """Answer a revision's question by yes."""

    def change(text: str) -> str:
        assert f"QUESTION: is {table}.{new} the renamed {old}?" in unwrapped(text), text
        head, _, _ = text.partition("def upgrade")
        batch = f'    with op.batch_alter_table("{table}") as batch_op:\n        batch_op.alter_column'
        up = f'{batch}("{old}", new_column_name="{new}")\n'
        down = f'{batch}("{new}", new_column_name="{old}")\n'
        return f"{head}def upgrade() -> None:\n{up}\n\ndef downgrade() -> None:\n{down}"

    return change


def unwrapped(text: str) -> str:
    return text.replace("\n    ", " ")


LIVES: Mapping[str, Iterable[Evolution]] = {
    "entities": (
        Evolution("nothing", says=None),
        Reorder("other order", says=None),
        Evolution("an entity", {"Publisher": {"name": "str(100) unique", "site": "url?"}}),
        Evolution("an entity that refers", {"Review": {"book": "Book cascade", "rating": "int >= 1 <= 5"}}),
        Evolution("entities in a circle", {"Shop": {"best": "Seller?"}, "Seller": {"shop": "Shop cascade"}}),
        Evolution("without the circle", {"Shop": None, "Seller": None}, "DESTRUCTIVE: drops the table sellers"),
        Evolution(
            "another name",
            {"Publisher": None, "House": {"name": "str(100) unique", "site": "url?"}},
            "QUESTION: is houses the renamed publishers?",
        ),
        Evolution("without an entity", {"House": None}, "DESTRUCTIVE: drops the table houses"),
        Evolution("without what is referred to", {"Tag": None, "Book": {"tags": None}}, "drops the table book_tags"),
    ),
    "fields": (
        Evolution("an optional field", {"Author": {"born": "date?"}}),
        Evolution("defaults", {"Author": {"stars": "int = 3", "since": "datetime = now", "notes": "json = {}"}}),
        Evolution(
            "no default",
            {
                "Author": {"rank": "int", "nick": "str(20)", "site": "url", "mail": "email", "rate": "float"},
                "Book": {"day": "date", "at": "time", "span": "duration", "data": "json", "raw": "bytes"},
                "Tag": {"kind": "enum(a, b)", "old": "bool", "cost": "decimal(5, 2) > 0", "text": "text >= 3"},
            },
            "CHOOSE: authors.rank is required",
        ),
        Evolution("bounds", {"Book": {"weight": "int > 10", "code": "str(5) >= 2"}}, "rows without a value get 11"),
        Evolution("unique", {"Book": {"shelf": "str(40) unique"}}, "give rows a value", revise=give("id")),
        Evolution("renamed", {"Author": {"bio": None, "life": "text?"}}, revise=rename("authors", "bio", "life")),
        Evolution("without a field", {"Book": {"pages": None}}, "DESTRUCTIVE: drops books.pages"),
        Evolution("without a required one", {"Book": {"title": None}}, "DESTRUCTIVE: drops books.title"),
    ),
    "types": (
        Evolution("wider text", {"Book": {"title": "str(300)"}, "Tag": {"name": "str(80) unique"}}),
        Evolution("narrower text", {"Author": {"bio": "str(100)?"}}, "DESTRUCTIVE: authors.bio narrows"),
        Evolution("wide text again", {"Author": {"bio": "text?"}}),
        Evolution("wider numbers", {"Book": {"pages": "bigint?", "price": "decimal(12, 3) >= 0"}}, but=("price",)),
        Evolution("whole to decimal", {"Book": {"pages": "decimal(12, 2)?"}}, but=("pages",)),
        Evolution("number to text", {"Book": {"pages": "str(30)"}}, "books.pages is now required", but=("pages",)),
        Evolution("day to moment", {"Book": {"published_on": "datetime?"}}, but=("published_on",)),
        Evolution("text to day", {"Author": {"bio": "date"}}, "authors.bio drops what it holds", but=("bio",)),
        Evolution("fields", {"Tag": {"code": "uuid?", "on": "bool = true", "off": "bool?"}}),
        Evolution("values to text", {"Tag": {"code": "str(40)?", "on": "str(5)", "off": "str?"}}),
        Evolution("a mood", {"Tag": {"mood": "str(30) = good"}}),
        Evolution(
            "text to members",
            {"Tag": {"mood": "enum(good, sad) = sad"}},
            "DESTRUCTIVE: tags.mood is one of good, sad; others become 'sad'",
            but=("mood",),
        ),
        Evolution("a member", {"Book": {"status": "enum(draft, published, lost) = draft"}}, says=None),
        Evolution(
            "without a member",
            {"Book": {"status": "enum(published, lost) = lost"}},
            "CHOOSE: books.status is no longer draft; rows with it get 'lost'.",
            but=("status",),
        ),
        Evolution(
            "without a member that came without a revision",
            {"Book": {"status": "enum(published) = published"}},
            "CHOOSE: books.status is no longer lost; rows with it get 'published'.",
            but=("status",),
        ),
        Evolution("without members", {"Book": {"status": None}}, "DESTRUCTIVE: drops books.status"),
    ),
    "relations": (
        Evolution("an optional reference", {"Book": {"editor": "Author? as edited"}}),
        Evolution(
            "a required reference",
            {"Tag": {"owner": "Author"}},
            "give rows a value",
            revise=give("(SELECT id FROM authors LIMIT 1)"),
        ),
        Evolution("many-to-many", {"Author": {"topics": "Tag[] as authors"}}),
        Evolution("to itself", {"Tag": {"parent": "Tag?"}}),
        Evolution(
            "with data",
            {
                "Author": {"prizes": "Tag[] through Prize as winners"},
                "Prize": {"author": "Author cascade as awards", "tag": "Tag cascade as awards", "year": "int"},
            },
        ),
        Evolution("another rule", {"Book": {"author": "Author restrict as books"}}),
        Evolution("optional now", {"Book": {"author": "Author? as books"}}),
        Evolution("without many-to-many", {"Book": {"tags": None}}, "DESTRUCTIVE: drops the table book_tags"),
        Evolution("without a reference", {"Book": {"editor": None}}, "DESTRUCTIVE: drops books.editor_id"),
    ),
    "constraints": (
        Evolution("required", {"Book": {"pages": "int"}}, "DESTRUCTIVE: books.pages is now required"),
        Evolution("optional", {"Book": {"title": "str(200)? index"}}),
        Evolution(
            "unique",
            {"Book": {"title": "str(200)? unique"}},
            "MAY STOP: two rows of books",
            but=("title",),
            prepare=("tell_books_apart", "UPDATE books SET title = title || isbn"),
        ),
        Evolution("sets", {"Book": {"_unique": [["title", "author"]], "_index": [["pages"]]}}, "MAY STOP: two rows"),
        Evolution("neither", {"Book": {"isbn": "str(13)", "_index": None}}),
        Evolution("another bound", {"Book": {"price": "decimal(10, 2) >= 0.01"}}, "MAY STOP: a row of books"),
        Evolution("soft delete", answers={"soft_delete": True}),
        Evolution("versions", {"Author": {"_version": True}}),
        Evolution("no soft delete", answers={"soft_delete": False}, says="DESTRUCTIVE: drops authors.deletion_id"),
        Evolution("no timestamps", answers={"timestamps": False}, says="DESTRUCTIVE: drops tags.created_at"),
        Evolution("timestamps", answers={"timestamps": True}),
    ),
}
