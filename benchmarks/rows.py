"""`python -m benchmarks.rows`: single rows as the generated service reads them, beside SQLAlchemy's own ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.inprocess import Comparison, Use, in_session, module, run
from benchmarks.scenarios import author, book

AUTHOR, BOOK = UUID(author(1)), UUID(book(1))


class Rows:
    """Reads one author or one book, by its repository or by the ORM alone."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.author, self.book = module("models").Author, module("models").Book
        self.authors = module("repositories.author").AuthorRepository
        self.books = module("repositories.book").BookRepository

    def comparisons(self) -> Iterator[Comparison]:
        tags, books = selectinload(self.book.tags), selectinload(self.author.books)
        one_book = select(self.book).where(self.book.id == BOOK)
        joined = self.load(one_book.options(joinedload(self.book.author), tags))
        selected = self.load(one_book.options(selectinload(self.book.author), tags))
        with_books = self.load(select(self.author).where(self.author.id == AUTHOR).options(books))
        yield self.comparison(
            "author: a statement built once / session.get",
            lambda session: self.authors(session).get(AUTHOR),
            lambda session: session.get(self.author, AUTHOR),
        )
        yield self.comparison(
            "book with author, tags: relate / selectinload", lambda session: self.books(session).get(BOOK), selected
        )
        yield self.comparison(
            "book with author, tags: relate / joinedload too", lambda session: self.books(session).get(BOOK), joined
        )
        yield self.comparison(
            "author with books: one statement / selectinload",
            lambda session: self.authors(session).get(AUTHOR, ["books"]),
            with_books,
        )

    def comparison(self, name: str, ours: Use, library: Use) -> Comparison:
        return Comparison(name, in_session(self.database.read, ours), in_session(self.database.read, library))

    def load(self, statement: Any) -> Use:
        async def load(session: Any) -> object:
            return (await session.scalars(statement)).one()

        return load


if __name__ == "__main__":
    run(lambda database: Rows(database).comparisons())
