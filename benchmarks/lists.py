"""`python -m benchmarks.lists`: pages of rows as the generated service reads them, beside SQLAlchemy's own ways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from benchmarks.inprocess import Call, Comparison, in_session, module, run

Read = Callable[[Any], Awaitable[tuple[Any, int]]]


class Lists:
    """Reads the first page of books, by the repository or without it."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.book = module("models").Book
        self.total = select(func.count(self.book.id))
        self.columns = module("repositories.base").public_attributes(self.book)
        self.uncounted = select(*self.columns).order_by(self.book.id).limit(20).offset(0)
        self.repository = module("repositories.book").BookRepository
        self.schema = TypeAdapter(module("schemas.base").Page[module("schemas.details.book").BookDetail])

    def comparisons(self) -> Iterator[Comparison]:
        query = module("schemas.book").BookQuery
        nested, plain = self.page(query(limit=100, include=["author", "tags"])), self.page(query(limit=20))
        entities, tags = self.statement(self.book, limit=100), selectinload(self.book.tags)
        selected = self.entities(entities.options(selectinload(self.book.author), tags))
        joined = self.entities(entities.options(joinedload(self.book.author), tags))
        few = self.entities(self.statement(self.book, limit=20))
        yield Comparison("100 with author, tags: rows / selectinload", self.read(nested), self.read(selected), 20)
        yield Comparison("100 with author, tags: rows / joinedload too", self.read(nested), self.read(joined), 20)
        yield Comparison("... and written as JSON", self.write(nested), self.write(joined), 20)
        yield Comparison("20: rows / entities", self.read(plain), self.read(few))
        yield Comparison("20: a statement built once / per call", self.read(plain), self.read(self.built))
        yield Comparison("20: total in the statement / in another", self.read(plain), self.read(self.counted))
        yield Comparison("20: AUTOCOMMIT / a transaction", self.read(plain), self.read(plain, transaction=True))

    def read(self, read: Read, *, transaction: bool = False) -> Call:
        return in_session(self.database.write.begin if transaction else self.database.read, read)

    def write(self, read: Read) -> Call:
        async def dump(session: Any) -> bytes:
            items, total = await read(session)
            page = self.schema.validate_python({"items": items, "total": total})
            return self.schema.dump_json(page, exclude_unset=True)

        return in_session(self.database.read, dump)

    def page(self, query: Any) -> Read:
        async def read(session: Any) -> tuple[Any, int]:
            items, total = await self.repository(session).page(query)
            return items, total

        return read

    def entities(self, statement: Select[Any]) -> Read:
        async def read(session: Any) -> tuple[Any, int]:
            found = (await session.execute(statement)).all()
            return [row[0] for row in found], found[0][1]

        return read

    async def built(self, session: Any) -> tuple[Any, int]:
        rows = dicts(await session.execute(self.statement(*self.columns, limit=20)))
        return rows, rows[0]["_total"]

    async def counted(self, session: Any) -> tuple[Any, int]:
        return dicts(await session.execute(self.uncounted)), (await session.scalars(self.total)).one()

    def statement(self, *selected: Any, limit: int) -> Select[Any]:
        total = self.total.scalar_subquery().label("_total")
        return select(*selected, total).order_by(self.book.id).limit(limit).offset(0)


def dicts(result: Any) -> list[dict[str, Any]]:
    names = list(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result]


if __name__ == "__main__":
    run(lambda database: Lists(database).comparisons())
