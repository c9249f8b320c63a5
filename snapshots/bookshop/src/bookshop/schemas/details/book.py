"""Books with the rows around them."""

from typing import Literal

from bookshop.schemas.author import AuthorRead
from bookshop.schemas.base import UNSET
from bookshop.schemas.book import BookRead
from bookshop.schemas.review import ReviewRead
from bookshop.schemas.tag import TagRead
from bookshop.schemas.types import Listed

BookInclude = Listed[Literal["reviews"]]


class BookDetail(BookRead):
    author: AuthorRead | None = None
    tags: list[TagRead] = UNSET
    reviews: list[ReviewRead] = UNSET
