"""What the API takes and answers for books."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.models.book import BookStatus
from bookshop.schemas.base import UNSET, Create, Read, Update
from bookshop.schemas.queries import Query
from bookshop.schemas.types import DECIMAL, CalendarDate, FormerMember, KeySet, Listed, Str, UUIDText

BookTitle = Annotated[Str, Field(max_length=200)]
BookIsbn = Annotated[Str, Field(max_length=13)]
BookPrice = Annotated[Decimal, Field(max_digits=10, decimal_places=2, ge=0), DECIMAL]


class BookCreate(Create):
    title: BookTitle
    isbn: BookIsbn
    price: BookPrice
    status: BookStatus = BookStatus.DRAFT
    published_on: CalendarDate | None = None
    author_id: UUIDText
    tag_ids: KeySet[UUIDText] = set()


class BookUpdate(Update):
    title: BookTitle = UNSET
    isbn: BookIsbn = UNSET
    price: BookPrice = UNSET
    status: BookStatus = UNSET
    published_on: CalendarDate | None = None
    author_id: UUIDText = UNSET
    tag_ids: KeySet[UUIDText] = UNSET


class BookRead(Read):
    id: UUID
    title: str
    isbn: str
    price: Decimal
    status: BookStatus | FormerMember
    published_on: dt.date | None
    author_id: UUID
    created_at: dt.datetime
    updated_at: dt.datetime


class BookQuery(Query, model=models.Book):
    include: Listed[Literal["author", "tags"]] = []
