"""The endpoints of tags."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from bookshop import models
from bookshop.api.dependencies import listing, reading, writing
from bookshop.api.errors import problems
from bookshop.api.openapi import headers, parameters
from bookshop.api.routing import Router
from bookshop.repositories.tag import TagRepository
from bookshop.schemas.base import Page
from bookshop.schemas.details.tag import TagDetail, TagInclude
from bookshop.schemas.tag import TagCreate, TagQuery, TagRead, TagUpdate
from bookshop.schemas.types import CANONICAL, NOTHING, Bulk
from bookshop.services.tag import TagService

Reading = Annotated[TagService, reading(TagService, TagRepository)]
Writing = Annotated[TagService, writing(TagService, TagRepository)]
Listing = Annotated[TagQuery, listing(TagQuery)]

router = Router(prefix="/tags", tags=["tags"])


@router.post("", status_code=201, response_model=TagRead, responses=problems(409) | headers(201, "Location"))
async def create_tag(body: TagCreate, service: Writing, request: Request, response: Response) -> models.Tag:
    created = await service.create(body)
    response.headers["Location"] = f"{request.url.path}/{created.id}"
    return created


@router.post("/bulk", status_code=201, response_model=list[TagRead], responses=problems(409))
async def create_many_tags(body: Bulk[TagCreate], service: Writing) -> Sequence[models.Tag]:
    return await service.create_many(body)


@router.get("", response_model=Page[TagRead], response_model_exclude_unset=True, openapi_extra=parameters(TagQuery))
async def list_tags(query: Listing, service: Reading) -> dict[str, object]:
    return await service.page(query)


@router.get("/{tag_id}", response_model=TagDetail, response_model_exclude_unset=True, responses=problems(404))
async def get_tag(
    tag_id: Annotated[UUID, CANONICAL],
    service: Reading,
    include: Annotated[TagInclude, Query()] = NOTHING,
) -> models.Tag:
    return await service.get(tag_id, include)


@router.patch("/{tag_id}", response_model=TagRead, responses=problems(404, 409))
async def update_tag(tag_id: Annotated[UUID, CANONICAL], body: TagUpdate, service: Writing) -> models.Tag:
    return await service.update(tag_id, body)


@router.delete("/{tag_id}", status_code=204, responses=problems(404, 409))
async def delete_tag(tag_id: Annotated[UUID, CANONICAL], service: Writing) -> None:
    await service.delete(tag_id)
