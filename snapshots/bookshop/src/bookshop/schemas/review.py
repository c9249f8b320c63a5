"""What the API takes and answers for reviews."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.schemas.base import Create, Read, Update
from bookshop.schemas.queries import Int32Param, Order, Query, Several
from bookshop.schemas.types import INT32, Given, Instant, Listed, StoredInt32, UUIDText

ReviewRating = Annotated[int, Field(ge=1, le=5), INT32]


class ReviewCreate(Create):
    book_id: UUIDText
    rating: ReviewRating


class ReviewUpdate(Update):
    book_id: Given[UUIDText] = None
    rating: Given[ReviewRating] = None


class ReviewRead(Read):
    id: UUID
    book_id: UUID
    rating: StoredInt32
    created_at: dt.datetime
    updated_at: dt.datetime


ReviewSort = Annotated[list[str], Order("id", "book_id", "rating", "created_at", "updated_at")]


class ReviewQuery(Query, model=models.Review):
    sort: ReviewSort = []
    include: Listed[Literal["book"]] = []
    id: Given[UUIDText] = None
    id__in: Given[Several[UUIDText]] = None
    book_id: Given[UUIDText] = None
    book_id__in: Given[Several[UUIDText]] = None
    rating: Given[Int32Param] = None
    rating__in: Given[Several[Int32Param]] = None
    rating__gte: Given[Int32Param] = None
    rating__gt: Given[Int32Param] = None
    rating__lte: Given[Int32Param] = None
    rating__lt: Given[Int32Param] = None
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
