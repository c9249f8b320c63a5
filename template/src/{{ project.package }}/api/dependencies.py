"""How an endpoint gets its service: on a session that writes or on one that only reads."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from {{ project.package }}.db.dependencies import ReadSession, WriteSession

RepositoryT = TypeVar("RepositoryT")
ServiceT = TypeVar("ServiceT")


def writing(service: Callable[[RepositoryT], ServiceT], repository: Callable[[AsyncSession], RepositoryT]) -> Any:
    async def provide(session: WriteSession) -> ServiceT:
        return service(repository(session))

    return Depends(provide)


def reading(service: Callable[[RepositoryT], ServiceT], repository: Callable[[AsyncSession], RepositoryT]) -> Any:
    async def provide(session: ReadSession) -> ServiceT:
        return service(repository(session))

    return Depends(provide)
