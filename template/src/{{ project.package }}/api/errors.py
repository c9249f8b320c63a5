"""From errors to answers: one table from domain error to status, every body `application/problem+json`."""

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from http import HTTPMethod, HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.routing import Match

from {{ project.package }}.db.errors import translate
from {{ project.package }}.exceptions import ConflictError, DomainError, InvalidValueError, NotFoundError, StaleVersionError, UnavailableError
from {{ project.package }}.schemas.base import Schema

logger = logging.getLogger(__name__)

STATUS: Mapping[type[DomainError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
{% if project.uses("version") %}
    StaleVersionError: HTTPStatus.PRECONDITION_FAILED,
{% endif %}
    InvalidValueError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    # Any other is a rule that the request breaks; 422 is what the description of every operation has.
    DomainError: HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""An error without a row has the status of the class that it extends."""


class FieldProblem(Schema):
    """One value that was refused."""

    location: list[str | int]
    message: str


class Problem(Schema):
    """An error as RFC 9457 has it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


class ProblemResponse(Response):
    media_type = "application/problem+json"

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.model_dump_json(exclude_defaults=True), problem.status, headers)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of these error answers."""
    content = {ProblemResponse.media_type: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def problem(
    status: int, detail: str, errors: Sequence[FieldProblem] = (), headers: Mapping[str, str] | None = None
) -> ProblemResponse:
    title = HTTPStatus(status).phrase
    return ProblemResponse(Problem(title=title, status=status, detail=detail, errors=list(errors)), headers)


async def answer_domain_error(_request: Request, error: DomainError) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    errors = [FieldProblem(location=["body", field], message=str(error)) for field in getattr(error, "fields", ())]
    if not isinstance(error, UnavailableError):
        return problem(status, str(error), errors)
    cause = getattr(error.__cause__, "orig", error.__cause__)
    logger.warning(f"{error}: {cause!r}" if cause else str(error))
    return problem(status, str(error), headers={"Retry-After": "1"})


async def answer_database_error(request: Request, error: Exception) -> Response:
    """What the database refuses outside of a repository: at COMMIT, or when a connection is opened."""
    known = translate(error)
    if not isinstance(known, DomainError):
        raise error
    known.__cause__ = error
    return await answer_domain_error(request, known)


async def answer_invalid_request(_request: Request, error: RequestValidationError) -> Response:
    """Say where and why, without the value itself: it may not be representable, and it may be secret."""
    errors = [FieldProblem(location=list(item["loc"]), message=item["msg"]) for item in error.errors()]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is not valid", errors)


async def answer_http_error(request: Request, error: HTTPException) -> Response:
    headers = allowed(request) if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else error.headers
    return problem(error.status_code, str(error.detail), headers=headers)


def allowed(request: Request) -> dict[str, str]:
    """Return the header that names every method of the path; Starlette's names those of one route."""
    routes = request.app.router.routes
    scopes = [{**request.scope, "method": method.name} for method in HTTPMethod]
    found = [scope["method"] for scope in scopes if any(route.matches(scope)[0] is Match.FULL for route in routes)]
    return {"Allow": ", ".join([*found, *(["HEAD"] if "GET" in found and "HEAD" not in found else [])])}


async def answer_invalid_response(request: Request, error: ResponseValidationError) -> Response:
    """A defect as well. FastAPI's text of it repeats the row, which does not belong in the log."""
    found = [(item["loc"], item["msg"]) for item in error.errors()]
    logger.error("%s %s returns what its schema does not take: %s", request.method, request.url.path, found)
    return await answer_unexpected_error(request, error)


async def answer_unexpected_error(_request: Request, _error: Exception) -> Response:
    """A defect of this service: its traceback goes to the log, and none of it to the caller."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the service failed; what happened is in its log")


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    DomainError: answer_domain_error,
    exc.DBAPIError: answer_database_error,
    exc.TimeoutError: answer_database_error,
    OSError: answer_database_error,
    RequestValidationError: answer_invalid_request,
    ResponseValidationError: answer_invalid_response,
    HTTPException: answer_http_error,
    Exception: answer_unexpected_error,
}
