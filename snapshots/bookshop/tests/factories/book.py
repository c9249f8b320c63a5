"""Makes books."""

from collections.abc import Mapping
from typing import Any

from httpx2 import AsyncClient

from bookshop.repositories.book import BookRepository
from bookshop.schemas.book import BookCreate

from tests.factories.author import author_factory
from tests.factories.base import Body, Factory


async def body(client: AsyncClient, number: int, changes: Mapping[str, Any]) -> Body:
    return {
        "title": "Title",
        "isbn": f"{number:08}",
        "price": "1.00",
        "status": "draft",
        "published_on": "2024-02-29",
        "author_id": changes.get("author_id") or (await author_factory.create(client))["id"],
    }


book_factory = Factory(BookRepository, BookCreate, "books", body, unique=True, capacity=300)
