"""Makes reviews."""

from bookshop.repositories.review import ReviewRepository
from bookshop.schemas.review import ReviewCreate

from tests.factories.base import Body, Factory
from tests.factories.book import book_factory


def body(number: int) -> Body:
    return {
        "rating": 1 + number % 5,
    }


review_factory = Factory(
    ReviewRepository,
    ReviewCreate,
    "reviews",
    body,
    references={"book_id": book_factory},
    unique=True,
    capacity=300,
)
