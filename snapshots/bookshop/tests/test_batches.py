"""Many rows at once: in order, all or none, in bounds."""

from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient

from bookshop.db.base import Base
from bookshop.db.constraints import is_plain, unique_sets
from bookshop.db.session import Database
from bookshop.db.unit_of_work import UnitOfWork
from bookshop.exceptions import ConflictError, NotFoundError

from tests.factories import FACTORIES, any_entity, every_entity
from tests.factories.base import PLENTY, Body, Factory


def sets_of_columns(factory: Factory) -> list[list[str]]:
    """Return the sets of columns that two rows cannot share, of those that a body gives."""
    table = Base.metadata.tables[factory.model.__tablename__]
    plain = [one for one in unique_sets(table) if is_plain(one)]
    found = [[column.name for column in one.columns] for one in plain if not any(c.nullable for c in one.columns)]
    return sorted(columns for columns in found if set(columns) <= factory.schema.model_fields.keys())


UNIQUE = [(factory, columns) for factory in FACTORIES for columns in sets_of_columns(factory)]
LARGE = [
    factory
    for factory in FACTORIES
    if factory.capacity == PLENTY and not Base.metadata.tables[factory.model.__tablename__].foreign_keys
]
every_unique_set = pytest.mark.parametrize(
    ("factory", "on"), UNIQUE, ids=[f"{factory}-{'-'.join(on)}" for factory, on in UNIQUE]
)


@every_entity
async def test_rows_come_back_in_the_order_of_the_batch(client: AsyncClient, factory: Factory) -> None:
    batch = await factory.bodies(client, min(5, factory.capacity))
    response = await client.post(f"{factory.url}/bulk", json=batch)
    assert response.status_code == 201, response.text
    assert [{name: row[name] for name in body} for row, body in zip(response.json(), batch, strict=True)] == batch
    for row in response.json():
        assert (await client.get(f"{factory.url}/{row['id']}")).json().items() >= row.items()


@pytest.mark.parametrize("factory", [factory for factory in FACTORIES if factory.unique], ids=str)
async def test_a_batch_is_all_or_nothing(client: AsyncClient, factory: Factory) -> None:
    batch = await factory.bodies(client, min(3, factory.capacity))
    assert (await client.post(f"{factory.url}/bulk", json=[*batch, batch[0]])).status_code == 409
    assert (await client.get(factory.url)).json()["total"] == 0


@any_entity
async def test_a_batch_has_bounds(client: AsyncClient, factory: Factory) -> None:
    body = await factory.body(client)
    for batch in ([], [body] * 1001, [body, body | {"unknown": 1}], body):
        assert (await client.post(f"{factory.url}/bulk", json=batch)).status_code == 422


@any_entity
async def test_no_rows_are_a_batch_too(database: Database, factory: Factory) -> None:
    async with UnitOfWork(database) as work:
        repository = factory.repository(work.session)
        assert [*await repository.create_many([]), *await repository.upsert_many([], ["id"])] == []
        assert await repository.get_many([]) == []
        await repository.delete_many([])


@pytest.mark.parametrize("factory", LARGE[:1], ids=str)
async def test_a_repository_takes_more_than_a_statement_can(
    client: AsyncClient, database: Database, factory: Factory
) -> None:
    rows = await factory.values(client, PLENTY)
    async with UnitOfWork(database) as work:
        created = await factory.repository(work.session).create_many(rows)
    names = [name for name in rows[0] if name not in factory.repository.links]
    assert [getattr(row, name) for row in created for name in names] == [row[name] for row in rows for name in names]


@any_entity
async def test_more_keys_are_looked_for_than_a_statement_takes(database: Database, factory: Factory) -> None:
    numbers = range(1, 40_000)
    keys: list[Any] = [*numbers] if factory.key_type is int else [UUID(int=number) for number in numbers]
    async with UnitOfWork(database) as work:
        repository = factory.repository(work.session)
        for looked_for in (repository.get_many(keys), repository.delete_many(keys)):
            with pytest.raises(NotFoundError):
                await looked_for


@any_entity
async def test_every_part_of_many_keys_counts(client: AsyncClient, database: Database, factory: Factory) -> None:
    first, *others = map(factory.key, await factory.create_many(client, min(2, factory.capacity)))
    many = [*[first] * 20_000, *others]
    async with UnitOfWork(database) as work:
        repository = factory.repository(work.session)
        assert [row.id for row in await repository.get_many(many)] == many
        await repository.delete_many(many)
    assert (await client.get(factory.url)).json()["total"] == 0


@every_entity
async def test_many_are_read_and_deleted_together(client: AsyncClient, database: Database, factory: Factory) -> None:
    keys = [factory.key(row) for row in await factory.create_many(client, min(3, factory.capacity))]
    async with UnitOfWork(database) as work:
        repository = factory.repository(work.session)
        assert [row.id for row in await repository.get_many(keys[::-1])] == keys[::-1]
        await repository.delete_many(keys[:1])
        with pytest.raises(NotFoundError):
            await repository.get_many(keys)
    with pytest.raises(NotFoundError):
        async with UnitOfWork(database) as work:
            await factory.repository(work.session).delete_many(keys)
    assert (await client.get(factory.url)).json()["total"] == len(keys) - 1


def another(factory: Factory, row: Body, on: list[str]) -> Body:
    """Return a row that is the same in `on` and, where that is easily done, not in the rest."""
    columns = Base.metadata.tables[factory.model.__tablename__].columns
    rest: Body = {
        name: None if columns[name].nullable else value[::-1] if type(value) is str else value
        for name, value in row.items()
    }
    return rest | {name: row[name] for name in on}


@every_unique_set
async def test_rows_that_are_there_are_updated(
    client: AsyncClient, database: Database, factory: Factory, on: list[str]
) -> None:
    rows = await factory.values(client, min(3, factory.capacity))
    columns = [name for name in rows[0] if name not in factory.repository.links]
    rows = [{name: row[name] for name in columns} for row in rows]
    async with UnitOfWork(database) as work:
        others = [another(factory, row, on) for row in rows[:-1]]
        first = await factory.repository(work.session).upsert_many(others, on) if others else []
    async with UnitOfWork(database) as work:
        second = await factory.repository(work.session).upsert_many(rows[::-1], on)
    assert [row.id for row in second][::-1][:-1] == [row.id for row in first]
    assert [getattr(row, name) for row in second for name in columns] == [
        row[name] for row in rows[::-1] for name in columns
    ]
    assert (await client.get(factory.url)).json()["total"] == len(rows)
    for before, after in zip(first, second[::-1], strict=False):
        assert getattr(before, "updated_at", 0) < getattr(after, "updated_at", 1)
        assert getattr(before, "version", 1) < getattr(after, "version", 2)


@every_unique_set
async def test_a_row_is_updated_once(client: AsyncClient, database: Database, factory: Factory, on: list[str]) -> None:
    [row] = await factory.values(client, 1)
    async with UnitOfWork(database) as work:
        with pytest.raises(ConflictError):
            await factory.repository(work.session).upsert_many([row, row], on)
