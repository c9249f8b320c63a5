"""Tags with the rows around them."""

from typing import Literal

from bookshop.schemas.book import BookRead
from bookshop.schemas.tag import TagRead
from bookshop.schemas.types import Given, Listed

TagInclude = Listed[Literal["books"]]


class TagDetail(TagRead):
    books: Given[list[BookRead]] = None
