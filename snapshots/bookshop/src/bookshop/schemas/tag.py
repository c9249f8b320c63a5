"""What the API takes and answers for tags."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from bookshop import models
from bookshop.schemas.base import UNSET, Create, Read, Update
from bookshop.schemas.queries import Query
from bookshop.schemas.types import Str

TagName = Annotated[Str, Field(max_length=50)]


class TagCreate(Create):
    name: TagName


class TagUpdate(Update):
    name: TagName = UNSET


class TagRead(Read):
    id: UUID
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime


class TagQuery(Query, model=models.Tag):
    pass
