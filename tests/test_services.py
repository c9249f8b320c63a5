"""Whole generated projects as processes: services under fire, services that end, migrations side by side."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.conftest import NewDatabase
from tests.projects import Project, Service

# How many cases schemathesis makes for each operation: the more operations, the fewer it takes for 1,000 in all.
CASES_OF_AN_OPERATION = {"bookshop": 60, "blog": 60, "mixd": 50, "everything": 14}
# Uvicorn refuses a longer head before the service sees it, and hangs up on a client that is still writing.
LONG_HEADS = ("--h11-max-incomplete-event-size", str(2**24))
# As many as the calls that Python lets be open at once.
LINKS_OF_A_CHAIN = 1_000
ANSWER_THE_NOTE_BEFORE = """
    UPDATE notes SET answers_id = (SELECT id FROM notes AS other WHERE other.id < notes.id ORDER BY id DESC LIMIT 1)
"""

bookshop = pytest.mark.parametrize("project", ["bookshop"], indirect=True)


def name_of(project: Project) -> str:
    (package,) = (path.parent.name for path in project.directory.glob("src/*/main.py"))
    return package


def assert_well(service: Service) -> None:
    assert service.process.poll() is None, service.written
    assert "Traceback" not in service.written, service.written


# Inputs


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("project", ["blog", "mixd"], indirect=True)
def test_no_input_that_the_description_allows_is_a_server_error(project: Project) -> None:
    assert_no_server_error(project, project.sqlite())


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("project", ["bookshop", "everything"], indirect=True)
def test_no_input_is_a_server_error_on_postgresql(project: Project, new_database: NewDatabase) -> None:
    assert_no_server_error(project, new_database())


def assert_no_server_error(project: Project, database: str) -> None:
    project.migrate("upgrade head", database=database)
    factory = f"{name_of(project)}.main:create_app"
    with project.serving(factory, "--factory", *LONG_HEADS, DATABASE_URL=database) as service:
        written = project.run(
            "st",
            *("run", f"{service.address}/openapi.json"),
            *("--checks", "not_a_server_error", "--mode", "all", "--phases", "fuzzing,stateful", "--seed", "1"),
            *("--max-examples", str(CASES_OF_AN_OPERATION[name_of(project)])),
            *("--suppress-health-check", "all", "--generation-database", "none", "--no-color"),
        )
        assert_well(service)
    (cases,) = re.findall(r"(?m)^ *(\d+) generated, \1 passed$", written)
    assert int(cases) >= 1000, written


# The end


@pytest.mark.slow
@bookshop
def test_a_request_that_runs_is_answered_before_the_service_ends(project: Project) -> None:
    database = project.sqlite()
    project.migrate("upgrade head", database=database)
    (command,) = re.findall(r"(?m)^CMD (.+)$", (project.directory / "Dockerfile").read_text(encoding="utf-8"))
    uvicorn, *arguments = json.loads(command)
    assert uvicorn == "uvicorn"
    # One connection: while a request holds it, the others are told so, which shows that the request has begun.
    settings = {"DATABASE_URL": database, "LOCK_TIMEOUT": "60", "POOL_SIZE": "1", "POOL_TIMEOUT": "1"}
    with (
        closing(sqlite3.connect(database.partition("///")[2], isolation_level=None)) as writer,
        project.serving(*arguments, **settings) as service,
        ThreadPoolExecutor() as threads,
    ):
        authors = f"{service.address}/api/v1/authors"
        assert httpx2.get(authors).json()["total"] == 0
        writer.execute("BEGIN IMMEDIATE")
        ursula = {"name": "Ursula", "email": "ursula@example.org"}
        posted = threads.submit(httpx2.post, authors, json=ursula, timeout=60)
        service.wait_until(lambda: httpx2.get(authors, timeout=60).status_code == 503)
        service.process.send_signal(signal.SIGTERM)
        service.wait_until(lambda: "Shutting down" in service.written)
        assert not posted.done()
        writer.execute("ROLLBACK")
        assert posted.result().status_code == 201
        # Uvicorn raises the signal again when all is done; as the first process of a container it ends with 0.
        assert service.process.wait() in {0, -signal.SIGTERM}
        assert "Application shutdown complete" in service.written
        assert "Traceback" not in service.written, service.written
        assert writer.execute("SELECT name FROM authors").fetchall() == [("Ursula",)]


# A database that falls silent


@pytest.mark.slow
@bookshop
def test_a_database_that_falls_silent_is_given_up(project: Project, new_database: NewDatabase) -> None:
    database = new_database()
    project.migrate("upgrade head", database=database)
    settings = {"DATABASE_URL": database, "POOL_SIZE": "1", "POOL_TIMEOUT": "1", "STATEMENT_TIMEOUT": "1"}
    with project.served("bookshop.main:create_app", **settings) as address:
        authors = f"{address}/api/v1/authors"
        assert httpx2.get(authors).status_code == 200
        with stopped_backends(database):
            assert httpx2.get(authors, timeout=60).status_code == 503
            assert httpx2.get(authors, timeout=60).status_code == 200


@contextmanager
def stopped_backends(database: str) -> Iterator[None]:
    """Stop the processes that serve the connections to the database; new ones are served by others."""
    stopped = asyncio.run(backends(database))
    assert stopped
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)


async def backends(database: str) -> list[int]:
    engine = create_async_engine(database)
    async with engine.connect() as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        found = await connection.scalars(text(query))
        pids = list(found)
    await engine.dispose()
    return pids


# Deletes


@pytest.mark.slow
@pytest.mark.parametrize("project", ["lending"], indirect=True)
def test_a_long_chain_of_rows_goes_and_comes_back(project: Project) -> None:
    database = project.sqlite()
    project.migrate("upgrade head", database=database)
    with (
        project.served("lending.main:create_app", DATABASE_URL=database) as address,
        httpx2.Client(base_url=f"{address}/api/v1", timeout=60) as client,
    ):

        def created(path: str, **body: Any) -> Any:
            return client.post(path, json=body).json()["id"]

        author = created("/authors", name="Ursula", email="ursula@example.org")
        book = created("/books", title="Words", isbn="1", author_id=author)
        notes = [{"text": f"{number}", "author_id": author, "book_id": book} for number in range(LINKS_OF_A_CHAIN)]
        first = client.post("/notes/bulk", json=notes).json()[0]["id"]
        asyncio.run(execute(database, ANSWER_THE_NOTE_BEFORE))
        assert client.delete(f"/notes/{first}").status_code == 204
        assert client.get("/notes").json()["total"] == 0
        assert client.post(f"/notes/{first}/restore").status_code == 200
        assert client.get("/notes").json()["total"] == LINKS_OF_A_CHAIN


async def execute(database: str, statement: str) -> None:
    engine = create_async_engine(database)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


# Migrations


@pytest.mark.slow
@bookshop
def test_five_may_migrate_a_new_database_at_once(project: Project, new_url: NewDatabase) -> None:
    database = new_url()
    with ThreadPoolExecutor(5) as threads:
        upgrades = [threads.submit(project.migrate, "upgrade head", database=database) for _ in range(5)]
    for upgrade in upgrades:
        upgrade.result()
    project.migrate("current", "check", database=database)


# Databases


@pytest.mark.slow
@pytest.mark.long
@bookshop
def test_it_runs_on_postgresql_15(project: Project, new_database_of_15: NewDatabase) -> None:
    project.migrate("upgrade head", "check", "current", database=new_database_of_15())
    assert " passed" in project.run("pytest", DATABASE_URL=new_database_of_15())
