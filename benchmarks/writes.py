"""`python -m benchmarks.writes`: rows as the generated service writes them, beside the ORM's unit of work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.inprocess import Comparison, Use, bookshop, compare, in_session, module, started
from benchmarks.scenarios import author, book, changes, new_book, tag

AUTHOR, BOOK = UUID(author(1)), UUID(book(1))

_numbers = count()


class Writes:
    """Writes books and authors, by their repositories or by the ORM alone."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.author, self.book, self.tag = (getattr(module("models"), name) for name in ("Author", "Book", "Tag"))
        self.authors = module("repositories.author").AuthorRepository
        self.books = module("repositories.book").BookRepository
        self.create, self.update = module("schemas.book").BookCreate, module("schemas.book").BookUpdate
        self.one_author = select(self.author).where(self.author.id == AUTHOR)
        related = joinedload(self.book.author), selectinload(self.book.tags)
        self.one_book = select(self.book).where(self.book.id == BOOK).options(*related)

    def comparisons(self) -> Iterator[Comparison]:
        yield self.comparison("POST author: INSERT RETURNING / add, flush", self.insert_author, self.add_author)
        yield self.comparison("POST book with tags: INSERT, links / add, flush", self.insert, self.add)
        yield self.comparison("POST of 100: one INSERT / add_all, flush", self.insert_many, self.add_many, 4)
        yield self.comparison("PATCH author: UPDATE RETURNING / get, flush", self.update_author, self.set_author)
        yield self.comparison("PATCH book: UPDATE RETURNING / get, flush", self.update_book, self.set_book)
        yield self.comparison("PATCH of tags: links / get, collection, flush", self.link, self.set_tags)

    def comparison(self, name: str, ours: Use, library: Use, calls: int = 100) -> Comparison:
        return Comparison(name, in_session(self.database.write, ours), in_session(self.database.write, library), calls)

    async def insert_author(self, session: Any) -> object:
        return await self.authors(session).create(new_author())

    async def add_author(self, session: Any) -> object:
        session.add(added := self.author(**new_author()))
        await session.flush()
        return added

    async def insert(self, session: Any) -> object:
        return await self.books(session).create(self.values())

    async def add(self, session: Any) -> object:
        return await self.added(session, [self.values()])

    async def insert_many(self, session: Any) -> object:
        return await self.books(session).create_many([self.values() for _ in range(100)])

    async def add_many(self, session: Any) -> object:
        return await self.added(session, [self.values() for _ in range(100)])

    async def added(self, session: Any, rows: Sequence[dict[str, Any]]) -> object:
        """Add books with their tags and authors loaded, as `create` returns them."""
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

    async def update_author(self, session: Any) -> object:
        return await self.authors(session).update(AUTHOR, {"bio": f"Writes {next(_numbers)}."})

    async def set_author(self, session: Any) -> object:
        found = (await session.scalars(self.one_author)).one()
        found.bio = f"Writes {next(_numbers)}."
        await session.flush()
        return found

    async def update_book(self, session: Any) -> object:
        return await self.books(session).update(BOOK, self.changes())

    async def set_book(self, session: Any) -> object:
        found = (await session.scalars(self.one_book)).one()
        for name, value in self.changes().items():
            setattr(found, name, value)
        await session.flush()
        return found

    async def link(self, session: Any) -> object:
        return await self.books(session).update(BOOK, {"tag_ids": self.tags()})

    async def set_tags(self, session: Any) -> object:
        found = (await session.scalars(self.one_book)).one()
        found.tags = list((await self.by_key(session, self.tag, self.tags())).values())
        await session.flush()
        return found

    def changes(self) -> dict[str, Any]:
        return dict(self.update.model_validate(changes(next(_numbers))).model_dump(exclude_unset=True))

    def tags(self) -> set[UUID]:
        number = next(_numbers)
        return {UUID(tag(number + offset)) for offset in range(3)}


def new_author() -> dict[str, Any]:
    number = next(_numbers)
    return {"name": f"New author {number}", "email": f"new{number}@example.org", "bio": None}


async def main() -> None:
    async with started() as app:
        await compare(list(Writes(app.state.database).comparisons()))


if __name__ == "__main__":
    with bookshop():
        asyncio.run(main())
