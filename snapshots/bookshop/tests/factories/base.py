"""What the factories have in common: they make rows as clients do, through the API."""

from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from typing import Any

from httpx2 import AsyncClient
from sqlalchemy import inspect

from bookshop.db.base import Base
from bookshop.repositories.base import Repository
from bookshop.schemas.base import Create

Body = dict[str, Any]
PLENTY = 10_000


class Factory:
    """Makes rows of one entity.

    `unique` says that no two rows can come from one body; `capacity`, how many rows there can be at once.
    """

    def __init__(
        self,
        repository: type[Repository[Any]],
        schema: type[Create],
        path: str,
        body: Callable[[AsyncClient, int, Mapping[str, Any]], Awaitable[Body]],
        *,
        unique: bool = False,
        capacity: int = PLENTY,
    ) -> None:
        self.repository = repository
        self.model: type[Base] = repository.model
        self.schema = schema
        self.url = f"/api/v1/{path}"
        self.unique = unique
        self.capacity = capacity
        self._body = body
        self._numbers = count(1)

    def __str__(self) -> str:
        return self.model.__name__

    async def body(self, client: AsyncClient, **changes: Any) -> Body:
        """Return a body that POST accepts; rows that it refers to are made first."""
        return await self._body(client, next(self._numbers), changes) | changes

    async def create(self, client: AsyncClient, **changes: Any) -> Body:
        response = await client.post(self.url, json=await self.body(client, **changes))
        assert response.status_code == 201, response.text
        created: Body = response.json()
        return created

    async def values(self, client: AsyncClient, **changes: Any) -> Body:
        """Return what a repository takes for such a body."""
        return self.schema.model_validate(await self.body(client, **changes)).model_dump()

    @property
    def key_type(self) -> type[Any]:
        return inspect(self.model).columns["id"].type.python_type

    def key(self, row: Body) -> Any:
        """Return the key of an answered row as a repository takes it."""
        return self.key_type(row["id"])
