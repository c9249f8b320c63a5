"""What the API takes and answers for reviews."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.schemas.base import UNSET, Create, Read, Update
from bookshop.schemas.queries import Query
from bookshop.schemas.types import Int32, Listed

ReviewRating = Annotated[Int32, Field(ge=1, le=5)]


class ReviewCreate(Create):
    book_id: UUID
    rating: ReviewRating


class ReviewUpdate(Update):
    book_id: UUID = UNSET
    rating: ReviewRating = UNSET


class ReviewRead(Read):
    id: UUID
    book_id: UUID
    rating: int
    created_at: dt.datetime
    updated_at: dt.datetime


class ReviewQuery(Query, model=models.Review):
    include: Listed[Literal["book"]] = []
