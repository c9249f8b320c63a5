"""Makes books."""

from bookshop.repositories.book import BookRepository
from bookshop.schemas.book import BookCreate

from tests.factories.author import author_factory
from tests.factories.base import Body, Factory


def body(number: int) -> Body:
    return {
        "title": "Title",
        "isbn": f"{number:08}",
        "price": "1.00",
        "status": "draft",
        "published_on": "2024-02-29",
    }


book_factory = Factory(
    BookRepository,
    BookCreate,
    "books",
    body,
    references={"author_id": author_factory},
    unique=True,
    capacity=300,
)
