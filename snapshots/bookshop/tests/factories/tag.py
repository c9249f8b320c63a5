"""Makes tags."""

from collections.abc import Mapping
from typing import Any

from httpx2 import AsyncClient

from bookshop.repositories.tag import TagRepository
from bookshop.schemas.tag import TagCreate

from tests.factories.base import Body, Factory


async def body(client: AsyncClient, number: int, changes: Mapping[str, Any]) -> Body:
    return {
        "name": f"{number:08}",
    }


tag_factory = Factory(TagRepository, TagCreate, "tags", body, unique=True)
