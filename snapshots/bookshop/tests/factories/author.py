"""Makes authors."""

from collections.abc import Mapping
from typing import Any

from httpx2 import AsyncClient

from bookshop.repositories.author import AuthorRepository
from bookshop.schemas.author import AuthorCreate

from tests.factories.base import Body, Factory


async def body(client: AsyncClient, number: int, changes: Mapping[str, Any]) -> Body:
    return {
        "name": "Name",
        "email": f"user{number}@example.com",
        "bio": "Bio",
    }


author_factory = Factory(AuthorRepository, AuthorCreate, "authors", body, unique=True, capacity=300)
