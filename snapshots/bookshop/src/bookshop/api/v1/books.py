"""The endpoints of books."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from bookshop import models
from bookshop.api.dependencies import listing, reading, writing
from bookshop.api.errors import problems
from bookshop.api.openapi import headers, parameters
from bookshop.api.routing import Router
from bookshop.repositories.book import BookRepository
from bookshop.schemas.base import Page
from bookshop.schemas.book import BookCreate, BookQuery, BookUpdate
from bookshop.schemas.details.book import BookDetail, BookInclude
from bookshop.schemas.types import CANONICAL, NOTHING, Bulk
from bookshop.services.book import BookService

Reading = Annotated[BookService, reading(BookService, BookRepository)]
Writing = Annotated[BookService, writing(BookService, BookRepository)]
Listing = Annotated[BookQuery, listing(BookQuery)]

router = Router(prefix="/books", tags=["books"])


@router.post(
    "",
    status_code=201,
    response_model=BookDetail,
    response_model_exclude_unset=True,
    responses=problems(409) | headers(201, "Location"),
)
async def create_book(body: BookCreate, service: Writing, request: Request, response: Response) -> models.Book:
    created = await service.create(body)
    response.headers["Location"] = f"{request.url.path}/{created.id}"
    return created


@router.post(
    "/bulk",
    status_code=201,
    response_model=list[BookDetail],
    response_model_exclude_unset=True,
    responses=problems(409),
)
async def create_many_books(body: Bulk[BookCreate], service: Writing) -> Sequence[models.Book]:
    return await service.create_many(body)


@router.get("", response_model=Page[BookDetail], response_model_exclude_unset=True, openapi_extra=parameters(BookQuery))
async def list_books(query: Listing, service: Reading) -> dict[str, object]:
    return await service.page(query)


@router.get("/{book_id}", response_model=BookDetail, response_model_exclude_unset=True, responses=problems(404))
async def get_book(
    book_id: Annotated[UUID, CANONICAL],
    service: Reading,
    include: Annotated[BookInclude, Query()] = NOTHING,
) -> models.Book:
    return await service.get(book_id, include)


@router.patch("/{book_id}", response_model=BookDetail, response_model_exclude_unset=True, responses=problems(404, 409))
async def update_book(book_id: Annotated[UUID, CANONICAL], body: BookUpdate, service: Writing) -> models.Book:
    return await service.update(book_id, body)


@router.delete("/{book_id}", status_code=204, responses=problems(404, 409))
async def delete_book(book_id: Annotated[UUID, CANONICAL], service: Writing) -> None:
    await service.delete(book_id)
