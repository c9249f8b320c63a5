"""What the API takes and answers for reviews."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.schemas.base import UNSET, Create, Read, Update
from bookshop.schemas.queries import Query
from bookshop.schemas.types import INT32, Listed, StoredInt32, UUIDText

ReviewRating = Annotated[int, Field(ge=1, le=5), INT32]


class ReviewCreate(Create):
    book_id: UUIDText
    rating: ReviewRating


class ReviewUpdate(Update):
    book_id: UUIDText = UNSET
    rating: ReviewRating = UNSET


class ReviewRead(Read):
    id: UUID
    book_id: UUID
    rating: StoredInt32
    created_at: dt.datetime
    updated_at: dt.datetime


class ReviewQuery(Query, model=models.Review):
    include: Listed[Literal["book"]] = []
