"""Makes reviews."""

from collections.abc import Mapping
from typing import Any

from httpx2 import AsyncClient

from bookshop.repositories.review import ReviewRepository
from bookshop.schemas.review import ReviewCreate

from tests.factories.base import Body, Factory
from tests.factories.book import book_factory


async def body(client: AsyncClient, number: int, changes: Mapping[str, Any]) -> Body:
    return {
        "book_id": changes.get("book_id") or (await book_factory.create(client))["id"],
        "rating": 1 + number % 5,
    }


review_factory = Factory(ReviewRepository, ReviewCreate, "reviews", body, unique=True, capacity=300)
