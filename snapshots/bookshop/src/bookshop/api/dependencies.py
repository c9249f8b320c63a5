"""How an endpoint gets its service, on a session that writes or on one that only reads, and the query of its list."""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any, TypeVar
from urllib.parse import unquote_plus

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from bookshop.db.dependencies import ReadSession, WriteSession
from bookshop.schemas.queries import Query, several

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
    lists = several(query)

    async def provide(request: Request) -> Query:
        try:
            return query.model_validate(decoded(request.scope["query_string"].decode("latin-1"), lists))
        except ValidationError as error:
            problems = [{**problem, "loc": ("query", *problem["loc"])} for problem in error.errors()]
            raise RequestValidationError(problems) from error

    return Depends(provide)


def decoded(text: str, lists: Collection[str]) -> dict[str, Any]:
    """Return the values of a query string. In lists a comma separates, and `%2C` is part of a value."""
    given: dict[str, list[str]] = defaultdict(list)
    for pair in filter(None, text.split("&")):
        name, _, value = pair.partition("=")
        name = unquote_plus(name)
        given[name] += map(unquote_plus, value.split(",") if name in lists else [value])
    # One that may be given once is refused where it is given twice, as a list is not what it takes.
    return {name: values if name in lists or len(values) > 1 else values[0] for name, values in given.items()}
