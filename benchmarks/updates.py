"""`python -m benchmarks.updates`: rows as the generated service changes them, beside the ORM's unit of work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.inprocess import Comparison, Use, in_session, module, run
from benchmarks.scenarios import author, book, changes, tag

AUTHOR, BOOK = UUID(author(1)), UUID(book(1))

_numbers = count()


class Updates:
    """Changes one author or one book, by its repository or by the ORM alone."""

    def __init__(self, database: Any) -> None:
        self.database = database
        models = module("models")
        self.tag = models.Tag
        self.authors = module("repositories.author").AuthorRepository
        self.books = module("repositories.book").BookRepository
        self.update = module("schemas.book").BookUpdate
        self.one_author = select(models.Author).where(models.Author.id == AUTHOR)
        related = joinedload(models.Book.author), selectinload(models.Book.tags)
        self.one_book = select(models.Book).where(models.Book.id == BOOK).options(*related)

    def comparisons(self) -> Iterator[Comparison]:
        yield self.comparison(
            "PATCH author: UPDATE RETURNING / get, flush",
            lambda session: self.authors(session).update(AUTHOR, new_text()),
            lambda session: self.set_values(session, self.one_author, new_text()),
        )
        yield self.comparison(
            "PATCH book: UPDATE RETURNING, relate / get, flush",
            lambda session: self.books(session).update(BOOK, self.values()),
            lambda session: self.set_values(session, self.one_book, self.values()),
        )
        yield self.comparison(
            "PATCH of a book's tags: links / get, collection, flush",
            lambda session: self.books(session).update(BOOK, {"tag_ids": new_tags()}),
            self.set_tags,
        )

    def comparison(self, name: str, ours: Use, library: Use) -> Comparison:
        return Comparison(name, in_session(self.database.write, ours), in_session(self.database.write, library))

    async def set_values(self, session: Any, statement: Select[Any], values: dict[str, Any]) -> object:
        found = (await session.scalars(statement)).one()
        for name, value in values.items():
            setattr(found, name, value)
        await session.flush()
        return found

    async def set_tags(self, session: Any) -> object:
        tags = await session.scalars(select(self.tag).where(self.tag.id.in_(new_tags())))
        return await self.set_values(session, self.one_book, {"tags": list(tags)})

    def values(self) -> dict[str, Any]:
        return dict(self.update.model_validate(changes(next(_numbers))).model_dump(exclude_unset=True))


def new_text() -> dict[str, Any]:
    return {"bio": f"Writes {next(_numbers)}."}


def new_tags() -> set[UUID]:
    number = next(_numbers)
    return {UUID(tag(number + offset)) for offset in range(3)}


if __name__ == "__main__":
    run(lambda database: Updates(database).comparisons())
