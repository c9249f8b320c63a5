"""The endpoints of authors."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from bookshop import models
from bookshop.api.dependencies import listing, reading, writing
from bookshop.api.errors import problems
from bookshop.api.openapi import headers, parameters
from bookshop.api.routing import Router
from bookshop.repositories.author import AuthorRepository
from bookshop.schemas.author import AuthorCreate, AuthorQuery, AuthorRead, AuthorUpdate
from bookshop.schemas.base import Page
from bookshop.schemas.details.author import AuthorDetail, AuthorInclude
from bookshop.schemas.types import CANONICAL, NOTHING, Bulk
from bookshop.services.author import AuthorService

Reading = Annotated[AuthorService, reading(AuthorService, AuthorRepository)]
Writing = Annotated[AuthorService, writing(AuthorService, AuthorRepository)]
Listing = Annotated[AuthorQuery, listing(AuthorQuery)]

router = Router(prefix="/authors", tags=["authors"])


@router.post("", status_code=201, response_model=AuthorRead, responses=problems(409) | headers(201, "Location"))
async def create_author(body: AuthorCreate, service: Writing, request: Request, response: Response) -> models.Author:
    created = await service.create(body)
    response.headers["Location"] = f"{request.url.path}/{created.id}"
    return created


@router.post("/bulk", status_code=201, response_model=list[AuthorRead], responses=problems(409))
async def create_many_authors(body: Bulk[AuthorCreate], service: Writing) -> Sequence[models.Author]:
    return await service.create_many(body)


@router.get(
    "",
    response_model=Page[AuthorRead],
    response_model_exclude_unset=True,
    openapi_extra=parameters(AuthorQuery),
)
async def list_authors(query: Listing, service: Reading) -> dict[str, object]:
    return await service.page(query)


@router.get("/{author_id}", response_model=AuthorDetail, response_model_exclude_unset=True, responses=problems(404))
async def get_author(
    author_id: Annotated[UUID, CANONICAL],
    service: Reading,
    include: Annotated[AuthorInclude, Query()] = NOTHING,
) -> models.Author:
    return await service.get(author_id, include)


@router.patch("/{author_id}", response_model=AuthorRead, responses=problems(404, 409))
async def update_author(author_id: Annotated[UUID, CANONICAL], body: AuthorUpdate, service: Writing) -> models.Author:
    return await service.update(author_id, body)


@router.delete("/{author_id}", status_code=204, responses=problems(404, 409))
async def delete_author(author_id: Annotated[UUID, CANONICAL], service: Writing) -> None:
    await service.delete(author_id)
