"""What the API takes and answers for authors."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.schemas.base import UNSET, Create, Read, Update
from bookshop.schemas.queries import Query
from bookshop.schemas.types import EmailText, Str

AuthorName = Annotated[Str, Field(max_length=120)]


class AuthorCreate(Create):
    name: AuthorName
    email: EmailText
    bio: Str | None = None


class AuthorUpdate(Update):
    name: AuthorName = UNSET
    email: EmailText = UNSET
    bio: Str | None = None


class AuthorRead(Read):
    id: UUID
    name: str
    email: str
    bio: str | None
    created_at: dt.datetime
    updated_at: dt.datetime


class AuthorQuery(Query, model=models.Author, types={"email": EmailText}):
    pass
