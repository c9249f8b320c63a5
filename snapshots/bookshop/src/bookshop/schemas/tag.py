"""What the API takes and answers for tags."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.schemas.base import Create, Read, Update
from bookshop.schemas.queries import Order, Query, Several, TextParam, Texts
from bookshop.schemas.types import Given, Instant, Str, UUIDText

TagName = Annotated[Str, Field(max_length=50)]


class TagCreate(Create):
    name: TagName


class TagUpdate(Update):
    name: Given[TagName] = None


class TagRead(Read):
    id: UUID
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime


TagSort = Annotated[list[str], Order("id", "name", "created_at", "updated_at")]


class TagQuery(Query, model=models.Tag):
    sort: TagSort = []
    id: Given[UUIDText] = None
    id__in: Given[Several[UUIDText]] = None
    name: Given[TextParam] = None
    name__in: Given[Texts[TextParam]] = None
    name__contains: Given[TextParam] = None
    created_at: Given[Instant] = None
    created_at__in: Given[Several[Instant]] = None
    created_at__gte: Given[Instant] = None
    created_at__gt: Given[Instant] = None
    created_at__lte: Given[Instant] = None
    created_at__lt: Given[Instant] = None
    updated_at: Given[Instant] = None
    updated_at__in: Given[Several[Instant]] = None
    updated_at__gte: Given[Instant] = None
    updated_at__gt: Given[Instant] = None
    updated_at__lte: Given[Instant] = None
    updated_at__lt: Given[Instant] = None
    book_id: Given[UUIDText] = None
