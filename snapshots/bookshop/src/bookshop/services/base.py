"""What every entity's service offers: the place where business rules go, with nothing known of SQL or HTTP."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from bookshop.db.base import Base
from bookshop.repositories.base import Key, Repository
from bookshop.schemas.base import Create, Update
from bookshop.schemas.queries import Query

ModelT = TypeVar("ModelT", bound=Base)
CreateT = TypeVar("CreateT", bound=Create)
UpdateT = TypeVar("UpdateT", bound=Update)


class Service(Generic[ModelT, CreateT, UpdateT]):
    """The use cases of one entity. Override one where a rule applies, or add one.

    For example, a rule for books; `data.title` is None if the PATCH does not send a title:

        async def update(self, key: Key, data: BookUpdate) -> models.Book:
            if data.title is not None and data.title.isupper():
                raise InvalidValueError("a title does not shout")
            return await super().update(key, data)
    """

    def __init__(self, repository: Repository[ModelT]) -> None:
        self.repository = repository

    async def create(self, data: CreateT) -> ModelT:
        return await self.repository.create(data.model_dump())

    async def create_many(self, rows: Sequence[CreateT]) -> Sequence[ModelT]:
        return await self.repository.create_many([data.model_dump() for data in rows])

    async def get(self, key: Key, include: Iterable[str] = ()) -> ModelT:
        return await self.repository.get(key, include)

    async def page(self, query: Query) -> dict[str, object]:
        if query.after is not None:
            items, following = await self.repository.page_after(query)
            return {"items": items, "next": following}
        items, total = await self.repository.page(query)
        return {"items": items, "total": total, "limit": query.limit, "offset": query.offset}

    async def update(self, key: Key, data: UpdateT) -> ModelT:
        return await self.repository.update(key, data.model_dump(exclude_unset=True))

    async def delete(self, key: Key) -> None:
        await self.repository.delete(key)
