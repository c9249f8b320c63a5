"""What the factories have in common: they make rows as clients do, through the API."""

from collections.abc import Callable, Mapping
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
    """Makes rows of one entity, and the rows that they refer to first.

    `unique` says that no two rows can come from one body; `capacity`, how many rows there can be at once.
    """

    def __init__(
        self,
        repository: type[Repository[Any]],
        schema: type[Create],
        path: str,
        body: Callable[[int], Body],
        *,
        references: Mapping[str, "Factory"] | None = None,
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
        self._references = references or {}
        self._numbers = count(1)

    def __str__(self) -> str:
        return self.model.__name__

    async def bodies(self, client: AsyncClient, rows: int, /, **changes: Any) -> list[Body]:
        """Return bodies that POST accepts, with the same changes in each."""
        bodies = [self._body(next(self._numbers)) for _ in range(rows)]
        for column, factory in self._references.items():
            if rows and column not in changes:
                targets = await factory.create_many(client, rows)
                bodies = [body | {column: target["id"]} for body, target in zip(bodies, targets, strict=True)]
        return [body | changes for body in bodies]

    async def body(self, client: AsyncClient, /, **changes: Any) -> Body:
        [body] = await self.bodies(client, 1, **changes)
        return body

    async def create_many(self, client: AsyncClient, rows: int, /, **changes: Any) -> list[Body]:
        response = await client.post(f"{self.url}/bulk", json=await self.bodies(client, rows, **changes))
        assert response.status_code == 201, response.text
        created: list[Body] = response.json()
        return created

    async def create(self, client: AsyncClient, /, **changes: Any) -> Body:
        response = await client.post(self.url, json=await self.body(client, **changes))
        assert response.status_code == 201, response.text
        created: Body = response.json()
        return created

    async def values(self, client: AsyncClient, rows: int) -> list[Body]:
        """Return what a repository takes for such bodies."""
        return [self.schema.model_validate(body).model_dump() for body in await self.bodies(client, rows)]

    @property
    def key_type(self) -> type[Any]:
        return inspect(self.model).columns["id"].type.python_type

    def key(self, row: Body) -> Any:
        """Return the key of an answered row as a repository takes it."""
        return self.key_type(row["id"])
