"""`python -m benchmarks.cursors`: pages by cursor beside pages by offset, and what it costs to read a cursor."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import UUID

from benchmarks.inprocess import Call, Comparison, bookshop, compare, in_session, module, started
from benchmarks.scenarios import BOOKS

DEPTHS = (20, 1_000, BOOKS - 40)
SORT = ["-price"]


class Pages:
    """Reads pages of books that start behind some number of rows."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.repository = module("repositories.book").BookRepository
        self.query = module("schemas.book").BookQuery
        self.cursors, self.price = module("schemas.cursors"), module("schemas.types").FiniteDecimal

    async def comparisons(self) -> list[Comparison]:
        found = []
        for depth in DEPTHS:
            after = self.query(sort=SORT, after=await self.cursor(depth))
            offset = self.query(sort=SORT, offset=depth)
            found.append(
                Comparison(f"behind {depth:,} rows: cursor / offset", self.after(after), self.page(offset), 20)
            )
        cursor, types = await self.cursor(1), [self.price, UUID]
        kept = self.cursors.adapter(types)

        async def decode() -> object:
            return self.cursors.decode(cursor, SORT, kept)

        async def decode_by_a_new_one() -> object:
            return self.cursors.decode(cursor, SORT, self.cursors.adapter(types))

        return [*found, Comparison("a cursor is read: kept adapter / new one", decode, decode_by_a_new_one, 200)]

    async def cursor(self, depth: int) -> str:
        """Return the cursor of the page behind so many rows."""
        query = self.query(sort=SORT, offset=depth - 1, limit=1)
        async with self.database.read() as session:
            [row], _ = await self.repository(session).page(query)
        return str(self.cursors.encode(SORT, row))

    def after(self, query: Any) -> Call:
        async def read(session: Any) -> object:
            return await self.repository(session).page_after(query)

        return in_session(self.database.read, read)

    def page(self, query: Any) -> Call:
        async def read(session: Any) -> object:
            return await self.repository(session).page(query)

        return in_session(self.database.read, read)


async def main() -> None:
    async with started() as app:
        await compare(await Pages(app.state.database).comparisons(), time.perf_counter)


if __name__ == "__main__":
    with bookshop():
        asyncio.run(main())
