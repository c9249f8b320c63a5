"""`python -m benchmarks.writes`: rows as the generated service inserts them, beside the ORM's unit of work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from benchmarks.inprocess import Comparison, Use, in_session, module, run
from benchmarks.scenarios import new_book

MANY = 100

_numbers = count()


class Writes:
    """Inserts books and authors, by their repositories or by the ORM alone."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.author, self.book, self.tag = (getattr(module("models"), name) for name in ("Author", "Book", "Tag"))
        self.authors = module("repositories.author").AuthorRepository
        self.books = module("repositories.book").BookRepository
        self.create = module("schemas.book").BookCreate

    def comparisons(self) -> Iterator[Comparison]:
        yield self.comparison(
            "POST author: INSERT RETURNING / add, flush",
            lambda session: self.authors(session).create(new_author()),
            self.add_author,
        )
        yield self.comparison(
            "POST book with tags: INSERT, links / add, flush",
            lambda session: self.books(session).create(self.values()),
            lambda session: self.add_books(session, [self.values()]),
        )
        yield self.comparison(
            f"POST of {MANY} books: one INSERT / add_all, flush",
            lambda session: self.books(session).create_many([self.values() for _ in range(MANY)]),
            lambda session: self.add_books(session, [self.values() for _ in range(MANY)]),
            calls=4,
        )

    def comparison(self, name: str, ours: Use, library: Use, calls: int = 100) -> Comparison:
        return Comparison(name, in_session(self.database.write, ours), in_session(self.database.write, library), calls)

    async def add_author(self, session: Any) -> object:
        session.add(added := self.author(**new_author()))
        await session.flush()
        return added

    async def add_books(self, session: Any, rows: Sequence[dict[str, Any]]) -> object:
        """Add books with their tags and authors loaded, as the repository returns them."""
        members = [row.pop("tag_ids") for row in rows]
        tags = await self.by_key(session, self.tag, {key for keys in members for key in keys})
        authors = await self.by_key(session, self.author, {row["author_id"] for row in rows})
        books = [
            self.book(**row, author=authors[row["author_id"]], tags=[tags[key] for key in keys])
            for row, keys in zip(rows, members, strict=True)
        ]
        session.add_all(books)
        await session.flush()
        return books

    async def by_key(self, session: Any, model: Any, keys: set[UUID]) -> dict[UUID, Any]:
        return {row.id: row for row in await session.scalars(select(model).where(model.id.in_(keys)))}

    def values(self) -> dict[str, Any]:
        return dict(self.create.model_validate(new_book(next(_numbers))).model_dump())


def new_author() -> dict[str, Any]:
    number = next(_numbers)
    return {"name": f"New author {number}", "email": f"new{number}@example.org", "bio": None}


if __name__ == "__main__":
    run(lambda database: Writes(database).comparisons())
