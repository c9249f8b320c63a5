"""When rows were made and changed: in UTC, to the microsecond, moved by every kind of update."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bookshop.db.base import Timestamps
from bookshop.db.session import Database
from bookshop.db.types import utc_now
from bookshop.db.unit_of_work import UnitOfWork

from tests.factories import FACTORIES
from tests.factories.base import Body, Factory

every_stamped_entity = pytest.mark.parametrize(
    "factory", [factory for factory in FACTORIES if issubclass(factory.model, Timestamps)], ids=str
)


@every_stamped_entity
async def test_a_new_row_is_stamped(client: AsyncClient, factory: Factory) -> None:
    before = utc_now()
    row = await factory.create(client)
    made, changed = (dt.datetime.fromisoformat(row[name]) for name in ("created_at", "updated_at"))
    assert before < made == changed < utc_now()
    assert made.utcoffset() == dt.timedelta(0)


async def by_insert(session: AsyncSession, model: Any, rows: list[Body]) -> None:
    await session.execute(insert(model), rows)


async def by_one_insert(session: AsyncSession, model: Any, rows: list[Body]) -> None:
    await session.execute(insert(model).values(rows))


async def as_new_entities(session: AsyncSession, model: Any, rows: list[Body]) -> None:
    session.add_all([model(**row) for row in rows])


@pytest.mark.parametrize("write", [by_insert, by_one_insert, as_new_entities], ids=lambda write: write.__name__)
@every_stamped_entity
async def test_new_rows_have_changed_when_they_were_made(
    client: AsyncClient,
    database: Database,
    factory: Factory,
    write: Callable[[AsyncSession, Any, list[Body]], Awaitable[None]],
) -> None:
    rows = [
        {name: value for name, value in row.items() if name not in factory.repository.links}
        for row in await factory.values(client, min(2, factory.capacity))
    ]
    model: Any = factory.model
    async with UnitOfWork(database) as work:
        await write(work.session, model, rows)
    async with database.read() as session:
        stamps = (await session.execute(select(model.created_at, model.updated_at))).all()
    assert len(stamps) == len(rows)
    assert all(made == changed for made, changed in stamps)


async def by_statement(session: AsyncSession, model: Any) -> None:
    await session.execute(update(model).values(created_at=dt.datetime(2001, 1, 1, tzinfo=dt.UTC)))


async def by_flush(session: AsyncSession, model: Any) -> None:
    row = (await session.scalars(select(model))).one()
    row.created_at = dt.datetime(2002, 2, 2, tzinfo=dt.UTC)


async def in_bulk(session: AsyncSession, model: Any) -> None:
    key = (await session.scalars(select(model.id))).one()
    await session.execute(update(model), [{"id": key, "created_at": dt.datetime(2003, 3, 3, tzinfo=dt.UTC)}])


@pytest.mark.parametrize("change", [by_statement, by_flush, in_bulk], ids=lambda change: change.__name__)
@every_stamped_entity
async def test_every_kind_of_update_moves_the_stamp(
    client: AsyncClient, database: Database, factory: Factory, change: Callable[[AsyncSession, Any], Awaitable[None]]
) -> None:
    await factory.create(client)
    before = await stamp(database, factory.model)
    async with UnitOfWork(database) as work:
        await change(work.session, factory.model)
    assert await stamp(database, factory.model) > before


async def stamp(database: Database, model: Any) -> dt.datetime:
    async with database.read() as session:
        changed: dt.datetime = (await session.scalars(select(model.updated_at))).one()
        return changed
