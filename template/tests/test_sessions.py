"""Sessions: what they undo, what a read session refuses, and how many statements a list takes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from httpx2 import AsyncClient
from sqlalchemy import Table, delete, event, insert, text
from sqlalchemy.sql import Executable

from {{ project.package }}.db.session import Database, ReadOnlyError
from {{ project.package }}.db.unit_of_work import UnitOfWork
from {{ project.package }}.models import Base

from tests.factories import FACTORIES

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


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    yield statements
    event.remove(database.engine.sync_engine, "before_cursor_execute", count)


MANY = {
{% for entity in project.entities | sort(attribute="path") %}
    "{{ entity.path }}": ({{ project.tests(entity).capacity }}, "{{ project.code(entity).includes | replace('"', '') | replace(" ", "") }}"),
{% endfor %}
}


@pytest.mark.parametrize("path", MANY)
async def test_a_longer_list_takes_no_more_statements(client: AsyncClient, database: Database, path: str) -> None:
    capacity, include = MANY[path]
    query = {"limit": "100"} | ({"include": include} if include else {})
    counts = []
    for rows in (1, capacity - 1):
        for _ in range(rows):
            await FACTORIES[path](client)
        with counted_statements(database) as statements:
            page = (await client.get(f"/api/v1/{path}", params=query)).json()
        counts.append(len(statements))
    assert page["total"] == capacity
    assert counts[0] == counts[1] == 1 + include.count(",") + bool(include)
{% endif %}
