"""What the API takes and answers for authors."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.schemas.base import Create, Read, Update
from bookshop.schemas.queries import BoolParam, Order, Query, Several, TextParam, Texts
from bookshop.schemas.types import EmailText, Given, Instant, Str, UUIDText

AuthorName = Annotated[Str, Field(max_length=120)]


class AuthorCreate(Create):
    name: AuthorName
    email: EmailText
    bio: Str | None = None


class AuthorUpdate(Update):
    name: Given[AuthorName] = None
    email: Given[EmailText] = None
    bio: Str | None = None


class AuthorRead(Read):
    id: UUID
    name: str
    email: str
    bio: str | None
    created_at: dt.datetime
    updated_at: dt.datetime


AuthorSort = Annotated[list[str], Order("id", "name", "email", "created_at", "updated_at")]


class AuthorQuery(Query, model=models.Author):
    sort: AuthorSort = []
    id: Given[UUIDText] = None
    id__in: Given[Several[UUIDText]] = None
    name: Given[TextParam] = None
    name__in: Given[Texts[TextParam]] = None
    name__contains: Given[TextParam] = None
    email: Given[EmailText] = None
    email__in: Given[Texts[EmailText]] = None
    email__contains: Given[TextParam] = None
    bio: Given[TextParam] = None
    bio__in: Given[Texts[TextParam]] = None
    bio__contains: Given[TextParam] = None
    bio__isnull: Given[BoolParam] = None
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
