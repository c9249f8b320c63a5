"""The sessions that a request may have: one alias to write, one to read, never both."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Yield one transaction: committed when the endpoint returns, rolled back when it raises."""
    async with request.app.state.database.write.begin() as session:
        yield session


async def get_read_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.database.read() as session:
        yield session


# Function scope: the default one would commit after the response has been sent.
WriteSession = Annotated[AsyncSession, Depends(get_session, scope="function")]
ReadSession = Annotated[AsyncSession, Depends(get_read_session, scope="function")]
