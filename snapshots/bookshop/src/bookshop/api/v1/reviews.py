"""The endpoints of reviews."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from bookshop import models
from bookshop.api.dependencies import listing, reading, writing
from bookshop.api.errors import problems
from bookshop.api.openapi import headers, parameters
from bookshop.api.routing import Router
from bookshop.repositories.review import ReviewRepository
from bookshop.schemas.base import Page
from bookshop.schemas.details.review import ReviewDetail
from bookshop.schemas.review import ReviewCreate, ReviewQuery, ReviewRead, ReviewUpdate
from bookshop.schemas.types import CANONICAL, Bulk
from bookshop.services.review import ReviewService

Reading = Annotated[ReviewService, reading(ReviewService, ReviewRepository)]
Writing = Annotated[ReviewService, writing(ReviewService, ReviewRepository)]
Listing = Annotated[ReviewQuery, listing(ReviewQuery)]

router = Router(prefix="/reviews", tags=["reviews"])


@router.post("", status_code=201, response_model=ReviewRead, responses=problems(409) | headers(201, "Location"))
async def create_review(body: ReviewCreate, service: Writing, request: Request, response: Response) -> models.Review:
    created = await service.create(body)
    response.headers["Location"] = f"{request.url.path}/{created.id}"
    return created


@router.post("/bulk", status_code=201, response_model=list[ReviewRead], responses=problems(409))
async def create_many_reviews(body: Bulk[ReviewCreate], service: Writing) -> Sequence[models.Review]:
    return await service.create_many(body)


@router.get(
    "",
    response_model=Page[ReviewDetail],
    response_model_exclude_unset=True,
    openapi_extra=parameters(ReviewQuery),
)
async def list_reviews(query: Listing, service: Reading) -> dict[str, object]:
    return await service.page(query)


@router.get("/{review_id}", response_model=ReviewDetail, response_model_exclude_unset=True, responses=problems(404))
async def get_review(review_id: Annotated[UUID, CANONICAL], service: Reading) -> models.Review:
    return await service.get(review_id)


@router.patch("/{review_id}", response_model=ReviewRead, responses=problems(404, 409))
async def update_review(review_id: Annotated[UUID, CANONICAL], body: ReviewUpdate, service: Writing) -> models.Review:
    return await service.update(review_id, body)


@router.delete("/{review_id}", status_code=204, responses=problems(404, 409))
async def delete_review(review_id: Annotated[UUID, CANONICAL], service: Writing) -> None:
    await service.delete(review_id)
