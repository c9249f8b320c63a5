"""One transaction for scripts and jobs, shared by as many repositories as the work needs."""

from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction

from bookshop.db.session import Database


class UnitOfWork:
    """Commits at the end of `async with`, rolls back when it raises.

    `BookRepository(work.session)` is a repository in it, `async with work.savepoint():` a part that may fail alone.
    """

    def __init__(self, database: Database) -> None:
        self.session: AsyncSession = database.write()

    async def __aenter__(self) -> Self:
        await self.session.begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        async with self.session:
            await (self.session.commit() if error is None else self.session.rollback())

    def savepoint(self) -> AsyncSessionTransaction:
        return self.session.begin_nested()
