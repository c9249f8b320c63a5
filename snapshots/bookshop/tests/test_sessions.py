"""Sessions: what they keep, what they undo, what a read session refuses, and what the settings make of them."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import Executable, String, column, delete, func, insert, literal, null, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import QueuePool

from bookshop.db.session import Database, ReadOnlyError, postgresql_arguments
from bookshop.db.unit_of_work import UnitOfWork
from bookshop.settings import Settings


class Scratch(DeclarativeBase):
    """Models that only these tests have."""


class Mark(Scratch):
    __tablename__ = "_marks"
    number: Mapped[int] = mapped_column(primary_key=True)


# What a read session refuses


async def flush(session: AsyncSession) -> None:
    session.add(Mark(number=1))
    await session.flush()


async def commit(session: AsyncSession) -> None:
    session.add(Mark(number=1))
    await session.commit()


async def save_in_bulk(session: AsyncSession) -> None:
    await session.run_sync(lambda sync: sync.bulk_save_objects([Mark(number=1)]))


async def insert_in_bulk(session: AsyncSession) -> None:
    await session.run_sync(lambda sync: sync.bulk_insert_mappings(Mark.__mapper__, [{"number": 1}]))


async def use_the_connection(session: AsyncSession) -> None:
    await (await session.connection()).execute(insert(Mark).values(number=1))


async def use_the_driver(session: AsyncSession) -> None:
    await (await session.connection()).exec_driver_sql("INSERT INTO _marks VALUES (1)")


ADDED = insert(Mark).values(number=1).returning(Mark.number).cte("added")
STATEMENTS: dict[str, Executable] = {
    "insert": insert(Mark).values(number=1),
    "update": update(Mark).values(number=2),
    "delete": delete(Mark),
    "text": text("INSERT INTO _marks VALUES (1)"),
    "text with columns": text("INSERT INTO _marks VALUES (1) RETURNING number").columns(column("number")),
    "from a statement": select(Mark).from_statement(text("INSERT INTO _marks VALUES (1) RETURNING number")),
    "in a common table": select(ADDED.c.number),
    "beside a select": select(literal(1)).add_cte(ADDED),
}


@pytest.mark.parametrize(
    "write", [flush, commit, save_in_bulk, insert_in_bulk, use_the_connection, use_the_driver], ids=lambda f: f.__name__
)
async def test_a_read_session_cannot_write(
    database: Database,
    write: Callable[[AsyncSession], Awaitable[None]],
) -> None:
    async with database.read() as session:
        with pytest.raises(ReadOnlyError):
            await write(session)


@pytest.mark.parametrize("name", STATEMENTS)
async def test_a_read_session_executes_nothing_but_selects(database: Database, name: str) -> None:
    async with database.read() as session:
        with pytest.raises(ReadOnlyError):
            await session.execute(STATEMENTS[name])
        assert await session.scalar(select(literal(1))) == 1


async def test_a_read_session_is_not_a_transaction(database: Database) -> None:
    async with database.read() as session:
        await session.scalar(select(literal(1)))
        driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
        assert not (driver.in_transaction if hasattr(driver, "in_transaction") else driver.is_in_transaction())


# What is kept and what is undone


async def add(work: UnitOfWork, number: int) -> Mark:
    mark = Mark(number=number)
    work.session.add(mark)
    await work.session.flush()
    return mark


async def fail_in_a_savepoint(work: UnitOfWork) -> None:
    async with work.savepoint():
        await add(work, 2)
        raise ZeroDivisionError


async def fail_in_a_unit_of_work(database: Database) -> None:
    async with UnitOfWork(database) as work:
        await add(work, 3)
        raise ZeroDivisionError


async def test_a_unit_of_work_keeps_all_or_nothing(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(Scratch.metadata.create_all)
    async with UnitOfWork(database) as work:
        mark = await add(work, 1)
        with pytest.raises(ZeroDivisionError):
            await fail_in_a_savepoint(work)
    with pytest.raises(ZeroDivisionError):
        await fail_in_a_unit_of_work(database)
    async with database.read() as session:
        found = (await session.scalars(select(Mark.number))).all()
    async with database.engine.begin() as connection:
        await connection.run_sync(Scratch.metadata.drop_all)
    assert found == [mark.number] == [1]


async def test_a_connection_that_is_cut_off_holds_no_lock(database: Database) -> None:
    """As that of a cancelled request is, whose frames keep a cursor in memory."""
    async with database.engine.connect() as connection:
        cursor = await connection.stream(select(literal(1)).union_all(select(literal(2))))
        await connection.invalidate()
        impatient = Database(Settings(lock_timeout=0.05))
        async with impatient.write.begin() as session:
            await session.connection()
        await impatient.dispose()
    del cursor


# What the settings say


async def test_settings_reach_the_pool_and_the_connections(database_url: str) -> None:
    settings = Settings(pool_size=3, pool_timeout=7.5, lock_timeout=0.25, statement_timeout=0.75)
    database = Database(settings)
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    assert (pool.size(), pool.timeout()) == (3, 7.5)
    queries: dict[str, dict[str, object]] = {
        "sqlite": {"PRAGMA foreign_keys": 1, "PRAGMA journal_mode": "wal", "PRAGMA busy_timeout": 250},
        "postgresql": {"SHOW lock_timeout": "250ms", "SHOW statement_timeout": "750ms"},
    }
    async with database.engine.connect() as connection:
        for query, expected in queries[connection.dialect.name].items():
            assert (await connection.exec_driver_sql(query)).scalar_one() == expected, query
    await database.dispose()


def test_a_driver_that_the_service_does_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match="asyncpg") as refused:
        Settings(database_url="postgresql://somebody:secret@localhost/anything")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("parameter", ["sslmode=require", "channel_binding=require", "application_name=x"])
def test_a_parameter_that_the_driver_does_not_have_is_refused(parameter: str) -> None:
    url = "postgresql+asyncpg://somebody:secret@localhost/anything?ssl=require"
    assert Settings(database_url=url).database_url == url
    with pytest.raises(ValidationError, match=f"no parameter {parameter.partition('=')[0]}; instead of") as refused:
        Settings(database_url=f"{url}&{parameter}")
    assert "secret" not in str(refused.value)


def test_a_pooler_is_sent_no_settings() -> None:
    assert postgresql_arguments(Settings(statement_timeout=2))["server_settings"]["statement_timeout"] == "2000"
    assert postgresql_arguments(Settings(database_pooler=True))["server_settings"] == {}


async def test_a_new_file_may_be_in_use(tmp_path: Path) -> None:
    database = Database(Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"))
    with closing(sqlite3.connect(tmp_path / "new.db")) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        async with database.read() as session:
            assert (await session.scalars(select(literal(1)))).one() == 1
    await database.dispose()


async def test_a_connection_on_autocommit_begins_nothing(database: Database) -> None:
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.exec_driver_sql("VACUUM")  # which both databases refuse in a transaction


async def test_letters_of_all_languages_are_found_in_either_case(database: Database) -> None:
    async with database.read() as session:
        own = await session.scalar(select(func.lower("É")))
        if database.engine.dialect.name == "postgresql" and own != "é":
            pytest.skip("the locale of this database has no case beyond ASCII")
        for whole, part in (
            ("Ça ÉTÉ", "été"),
            ("Ça été", "ÉTÉ"),
            ("Привет", "ПРИВ"),
            ("50%_É", "%_é"),
            ("ASCII", "sci"),
        ):
            assert await session.scalar(select(literal(whole).icontains(part, autoescape=True))), part
        assert not await session.scalar(select(literal("été").icontains("ete", autoescape=True)))
        assert await session.scalar(select(null().cast(String).icontains("é"))) is None
