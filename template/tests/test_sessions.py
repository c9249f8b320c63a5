"""Sessions: what they undo, what a read session refuses, and how many statements a list takes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from httpx2 import AsyncClient
from sqlalchemy import Table, event, insert, text
from sqlalchemy.sql import Executable

from {{ project.package }}.db.session import Database, ReadOnlyError
from {{ project.package }}.db.unit_of_work import UnitOfWork
from {{ project.package }}.models import Base
from tests.factories import FACTORIES

TABLES = list(Base.metadata.tables.values())


@pytest.mark.parametrize("table", TABLES[:1], ids=str)
@pytest.mark.parametrize("write", ["insert", "text"])
async def test_a_read_session_cannot_write(database: Database, table: Table, write: str) -> None:
    statement: Executable = insert(table) if write == "insert" else text(f'DELETE FROM "{table}"')
    async with database.read() as session:
        with pytest.raises(ReadOnlyError):
            await session.execute(statement)


async def test_a_unit_of_work_commits_or_undoes_all(database: Database) -> None:
    async with UnitOfWork(database) as work:
        await work.session.execute(text("CREATE TABLE marks (number integer)"))
        await work.session.execute(text("INSERT INTO marks VALUES (1)"))
        with pytest.raises(ZeroDivisionError):
            async with work.savepoint():
                await work.session.execute(text("INSERT INTO marks VALUES (2)"))
                raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        async with UnitOfWork(database) as work:
            await work.session.execute(text("INSERT INTO marks VALUES (3)"))
            raise ZeroDivisionError
    async with UnitOfWork(database) as work:
        found = (await work.session.scalars(text("SELECT count(*) FROM marks"))).one()
        await work.session.execute(text("DROP TABLE marks"))
    assert found == 1
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
