"""Sessions: what they commit, what they undo, and what a read session refuses."""

from collections.abc import Callable

import pytest
{% if project.entities %}
from httpx2 import AsyncClient
from sqlalchemy import Table, delete, event, insert, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
{% else %}
from sqlalchemy import Table, delete, insert, text
{% endif %}
from sqlalchemy.sql import Executable

from {{ project.package }}.db.session import Database, ReadOnlyError
from {{ project.package }}.db.unit_of_work import UnitOfWork
from {{ project.package }}.models import Base
{% if project.entities %}

from tests.factories import FACTORIES
{% endif %}

TABLES = list(Base.metadata.tables.values())


@pytest.mark.parametrize("write", [insert, delete])
@pytest.mark.parametrize("table", TABLES[:1], ids=str)
async def test_a_read_session_cannot_write(database: Database, table: Table, write: Callable[..., Executable]) -> None:
    async with database.read() as session:
        with pytest.raises(ReadOnlyError):
            await session.execute(write(table))


async def add_mark(work: UnitOfWork, number: int) -> None:
    await work.session.execute(text("INSERT INTO marks VALUES (:number)"), {"number": number})


async def fail_in_a_savepoint(work: UnitOfWork) -> None:
    async with work.savepoint():
        await add_mark(work, 2)
        raise ZeroDivisionError


async def fail_in_a_unit_of_work(database: Database) -> None:
    async with UnitOfWork(database) as work:
        await add_mark(work, 3)
        raise ZeroDivisionError


async def test_a_unit_of_work_keeps_all_or_nothing(database: Database) -> None:
    async with UnitOfWork(database) as work:
        await work.session.execute(text("CREATE TABLE marks (number integer)"))
        await add_mark(work, 1)
        with pytest.raises(ZeroDivisionError):
            await fail_in_a_savepoint(work)
    with pytest.raises(ZeroDivisionError):
        await fail_in_a_unit_of_work(database)
    async with UnitOfWork(database) as work:
        found = (await work.session.scalars(text("SELECT number FROM marks"))).all()
        await work.session.execute(text("DROP TABLE marks"))
    assert found == [1]
{% if project.entities %}


@pytest.mark.parametrize("path", list(FACTORIES)[:1])
async def test_what_cannot_be_committed_is_not_answered_as_done(
    client: AsyncClient, database: Database, path: str
) -> None:
    def lose_the_connection(_session: object) -> None:
        raise OperationalError("COMMIT", {}, ConnectionResetError(), connection_invalidated=True)

    sessions = AsyncSession.sync_session_class
    created = await FACTORIES[path](client)
    event.listen(sessions, "before_commit", lose_the_connection)
    try:
        response = await client.delete(f"/api/v1/{path}/{created['id']}")
    finally:
        event.remove(sessions, "before_commit", lose_the_connection)
    assert response.status_code == 503
    assert (await client.get(f"/api/v1/{path}/{created['id']}")).status_code == 200
{% endif %}
