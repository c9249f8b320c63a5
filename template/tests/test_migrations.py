"""The revisions lead to the models, and back, in a database of their own."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, make_url

from {{ project.package }}.db.session import Database
from {{ project.package }}.models import Base
from {{ project.package }}.settings import Settings

from tests.conftest import make_database

TABLES = set(Base.metadata.tables)


@pytest.fixture
def empty_database(alembic: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    url = make_url(Settings().database_url)
    if url.get_backend_name() == "sqlite":
        url = url.set(database=str(tmp_path / "migrations.db"))
    else:
        server, url = url, url.set(database=f"{url.database}_migrations")
        asyncio.run(make_database(server, str(url.database)))
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    return alembic


async def tables() -> set[str]:
    database = Database(Settings())
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await database.dispose()
    return set(names) - {"alembic_version"}


def test_up_down_up(empty_database: Config) -> None:
    for revision, expected in (("head", TABLES), ("base", set()), ("head", TABLES)):
        move = command.downgrade if revision == "base" else command.upgrade
        move(empty_database, revision)
        assert asyncio.run(tables()) == expected
    command.check(empty_database)


def test_there_is_one_head(alembic: Config) -> None:
    assert len(ScriptDirectory.from_config(alembic).get_heads()) <= 1
