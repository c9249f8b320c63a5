"""A database made by the migrations and emptied before each test, and a client of the service on top of it.

SQLite in a temporary directory, or PostgreSQL where DATABASE_URL says so: there the tests make a database of
their own beside the named one, so that nobody's rows are deleted.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from blockbuster import blockbuster_ctx
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import URL, delete, event, make_url, select, text, true
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import create_async_engine

from bookshop.db.session import Database
from bookshop.main import create_app
from bookshop.models import Base
from bookshop.settings import Settings

ROOT = Path(__file__).parent.parent
PLAIN_CALLS = [
    "fastapi.routing.run_in_threadpool",
    "fastapi.dependencies.utils.run_in_threadpool",
    "fastapi.dependencies.utils.contextmanager_in_threadpool",
]
"""How FastAPI calls what is no coroutine. Large uploads, files and work that is handed to a thread go on as they do."""
DELETES = [delete(table) for table in Base.metadata.tables.values()]
ON_SQLITE = [str(statement.compile(dialect=sqlite.dialect())) for statement in DELETES]
SCRIPT = ";".join(["PRAGMA synchronous = OFF", "BEGIN", *ON_SQLITE, "COMMIT"])


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    given = make_url(Settings().database_url)
    if given.get_backend_name() == "sqlite":
        url = given.set(database=str(tmp_path_factory.mktemp("database") / "test.db"))
    else:
        url = given.set(database=f"{given.database}_test_{worker}")
        asyncio.run(make_database(given, str(url.database)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
        yield os.environ["DATABASE_URL"]


async def make_database(server: URL, name: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        await connection.execute(text(f'CREATE DATABASE "{name}"'))
        # Nobody needs the rows of a test after a power cut.
        await connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    await engine.dispose()


@pytest.fixture(scope="session")
def alembic(database_url: str) -> Config:
    """Alembic's configuration, on the tests' database."""
    return Config(ROOT / "alembic.ini")


@pytest.fixture(scope="session")
def migrated(alembic: Config) -> None:
    command.upgrade(alembic, "head")


@pytest.fixture(scope="session")
async def app(anyio_backend: str, migrated: None) -> AsyncIterator[FastAPI]:
    app = create_app()
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
def description(app: FastAPI) -> dict[str, Any]:
    """What the service says of itself: /openapi.json."""
    return app.openapi()


@pytest.fixture
async def database(app: FastAPI) -> Database:
    """The service's database, with no rows in it."""
    database: Database = app.state.database
    await empty(database)
    return database


async def empty(database: Database) -> None:
    """Delete all rows, whatever refers to them."""
    url = database.engine.url
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database))) as connection:
            connection.executescript(SCRIPT)
    else:
        async with database.engine.begin() as session:
            await session.execute(select(true()).add_cte(*(statement.cte() for statement in DELETES)))


@pytest.fixture
async def client(app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncClient]:
    """A client of the service, which fails a test where an endpoint or a dependency blocks the event loop or is a `def`."""

    def refuse(call: object, /, *_arguments: object, **options: object) -> None:
        raise AssertionError(f"{options.get('function', call)} is called in a thread: make it async def")

    for name in PLAIN_CALLS:
        monkeypatch.setattr(name, refuse)
    with blockbuster_ctx("bookshop") as detector:
        # The driver looks for a file with passwords whenever it connects.
        detector.functions["os.stat"].can_block_in("asyncpg/connect_utils.py", "_read_password_file")
        async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
            yield client


@contextmanager
def executed(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that a database gets, each with its values."""
    statements: list[tuple[str, Any]] = []

    def collect(*arguments: Any) -> None:
        statements.append(arguments[2:4])

    event.listen(database.engine.sync_engine, "before_cursor_execute", collect)
    try:
        yield statements
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", collect)


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client of a service that a test makes for itself, with settings of its own."""
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
