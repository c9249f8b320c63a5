"""Books with the rows around them."""

from typing import Literal

from bookshop.schemas.author import AuthorRead
from bookshop.schemas.book import BookRead
from bookshop.schemas.review import ReviewRead
from bookshop.schemas.tag import TagRead
from bookshop.schemas.types import Given, Listed

BookInclude = Listed[Literal["reviews"]]


class BookDetail(BookRead):
    author: AuthorRead | None = None
    tags: Given[list[TagRead]] = None
    reviews: Given[list[ReviewRead]] = None
