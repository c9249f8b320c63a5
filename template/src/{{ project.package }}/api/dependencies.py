"""How an endpoint gets its service, on a session that writes or on one that only reads, and the query of its list."""

from collections.abc import Callable
from typing import Any, TypeVar, get_origin

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from {{ project.package }}.db.dependencies import ReadSession, WriteSession
from {{ project.package }}.schemas.queries import Query

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


def listing(query: type[Query]) -> Any:
    """Read the query string by its model at once: FastAPI would look at each of its parameters on its own."""
    lists = {name for name, field in query.model_fields.items() if get_origin(field.annotation) is list}

    async def provide(request: Request) -> Query:
        given = request.query_params
        try:
            return query.model_validate({name: given.getlist(name) if name in lists else given[name] for name in given})
        except ValidationError as error:
            problems = [{**problem, "loc": ("query", *problem["loc"])} for problem in error.errors()]
            raise RequestValidationError(problems) from error

    return Depends(provide)
