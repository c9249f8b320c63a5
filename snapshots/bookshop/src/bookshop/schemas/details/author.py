"""Authors with the rows around them."""

from typing import Literal

from bookshop.schemas.author import AuthorRead
from bookshop.schemas.book import BookRead
from bookshop.schemas.types import Given, Listed

AuthorInclude = Listed[Literal["books"]]


class AuthorDetail(AuthorRead):
    books: Given[list[BookRead]] = None
