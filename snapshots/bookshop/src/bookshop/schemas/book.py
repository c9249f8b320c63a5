"""What the API takes and answers for books."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.models.book import BookStatus
from bookshop.schemas.base import Create, Read, Update
from bookshop.schemas.queries import BoolParam, Order, Query, Several, TextParam, Texts
from bookshop.schemas.types import (
    DECIMAL,
    CalendarDate,
    FiniteDecimal,
    FormerMember,
    Given,
    Instant,
    KeySet,
    Listed,
    Str,
    UUIDText,
)

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
    title: Given[BookTitle] = None
    isbn: Given[BookIsbn] = None
    price: Given[BookPrice] = None
    status: Given[BookStatus] = None
    published_on: CalendarDate | None = None
    author_id: Given[UUIDText] = None
    tag_ids: Given[KeySet[UUIDText]] = None


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


BookSort = Annotated[
    list[str],
    Order("id", "title", "isbn", "price", "status", "published_on", "author_id", "created_at", "updated_at"),
]


class BookQuery(Query, model=models.Book):
    sort: BookSort = []
    include: Listed[Literal["author", "tags"]] = []
    id: Given[UUIDText] = None
    id__in: Given[Several[UUIDText]] = None
    title: Given[TextParam] = None
    title__in: Given[Texts[TextParam]] = None
    title__contains: Given[TextParam] = None
    isbn: Given[TextParam] = None
    isbn__in: Given[Texts[TextParam]] = None
    isbn__contains: Given[TextParam] = None
    price: Given[FiniteDecimal] = None
    price__in: Given[Several[FiniteDecimal]] = None
    price__gte: Given[FiniteDecimal] = None
    price__gt: Given[FiniteDecimal] = None
    price__lte: Given[FiniteDecimal] = None
    price__lt: Given[FiniteDecimal] = None
    status: Given[BookStatus] = None
    status__in: Given[Several[BookStatus]] = None
    published_on: Given[CalendarDate] = None
    published_on__in: Given[Several[CalendarDate]] = None
    published_on__gte: Given[CalendarDate] = None
    published_on__gt: Given[CalendarDate] = None
    published_on__lte: Given[CalendarDate] = None
    published_on__lt: Given[CalendarDate] = None
    published_on__isnull: Given[BoolParam] = None
    author_id: Given[UUIDText] = None
    author_id__in: Given[Several[UUIDText]] = None
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
    tag_id: Given[UUIDText] = None
