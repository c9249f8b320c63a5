"""Requests together and in trouble: all are answered with what is true, and the pool gets everything back."""

import asyncio
import re
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, cast

import pytest
from fastapi import Depends, FastAPI, UploadFile
from fastapi.routing import APIRoute
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import URL, event, func, literal, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import await_only
from starlette.routing import Match
from starlette.types import Scope

from bookshop.db.session import Database
from bookshop.main import create_app
from bookshop.settings import Settings

from tests.conftest import client_of
from tests.factories import FACTORIES, any_entity, every_entity
from tests.factories.base import Factory

ROUNDS = 10
"""Each cancels twenty requests, the last a fiftieth of a second after they began."""


def break_a_deferred_constraint(session: Any) -> None:
    for statement in (
        "CREATE TEMPORARY TABLE parents (id integer PRIMARY KEY)",
        "CREATE TEMPORARY TABLE children (parent integer REFERENCES parents DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO children VALUES (1)",
    ):
        session.connection().exec_driver_sql(statement)


def lose_the_connection(session: Any) -> None:
    connection = session.connection()
    if connection.dialect.name == "sqlite":  # which has no connection to lose
        raise OperationalError("COMMIT", {}, ConnectionResetError(), connection_invalidated=True)
    process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    await_only(end_process(connection.engine.url, process))


async def end_process(url: URL, process: int) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.execute(select(func.pg_terminate_backend(process, 5000)))
    await engine.dispose()


@pytest.mark.parametrize(("fail", "status"), [(break_a_deferred_constraint, 409), (lose_the_connection, 503)])
@any_entity
async def test_what_cannot_be_committed_is_not_answered_as_done(
    client: AsyncClient, factory: Factory, fail: Callable[[Any], None], status: int
) -> None:
    body = await factory.body(client)
    event.listen(AsyncSession.sync_session_class, "before_commit", fail)
    try:
        response = await client.post(factory.url, json=body)
    finally:
        event.remove(AsyncSession.sync_session_class, "before_commit", fail)
    assert response.status_code == status, response.text
    assert (await client.get(factory.url)).json()["total"] == 0
    assert (await client.post(factory.url, json=body)).status_code == 201


@any_entity
async def test_cancelled_requests_give_their_connections_back(
    client: AsyncClient, database: Database, factory: Factory
) -> None:
    async def cancel_a_request(delay: float) -> None:
        request = asyncio.create_task(client.post(factory.url, json=body))
        await asyncio.sleep(delay)
        if not request.done():
            held.append(database.engine.pool.status())
        request.cancel()
        await asyncio.gather(request, return_exceptions=True)

    body = await factory.body(client)
    held: list[str] = []
    for number in range(ROUNDS):
        await asyncio.gather(*(cancel_a_request((number + part / 20) / ROUNDS / 50) for part in range(20)))
    assert any("Current Checked out connections: 0" not in status for status in held)
    await assert_whole(database)
    assert (await client.get(factory.url)).status_code == 200


async def assert_whole(database: Database) -> None:
    """Use as many connections at once as the pool has."""
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0
    sessions = [database.read() for _ in range(pool.size())]
    assert await asyncio.gather(*(session.scalar(select(literal(1))) for session in sessions)) == [1] * pool.size()
    await asyncio.gather(*(session.close() for session in sessions))


@any_entity
async def test_a_request_without_a_connection_is_told_to_come_back(database: Database, factory: Factory) -> None:
    app = create_app(Settings(pool_size=1, pool_timeout=0.05))
    async with client_of(app) as client:
        async with app.state.database.read() as session:
            await session.connection()
            response = await client.get(factory.url)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
        assert (await client.get(factory.url)).status_code == 200


@any_entity
async def test_a_request_does_not_wait_for_ever_for_a_lock(database: Database, factory: Factory) -> None:
    async with client_of(create_app(Settings(lock_timeout=0.05))) as client:
        location = f"{factory.url}/{(await factory.create(client))['id']}"
        async with database.write.begin() as session:
            await session.execute(update(factory.model).values(id=factory.model.id))
            assert (await client.delete(location)).status_code == 503
        assert (await client.delete(location)).status_code == 204


@pytest.mark.parametrize("factory", [factory for factory in FACTORIES if factory.unique][:1], ids=str)
async def test_one_of_twenty_simultaneous_twins_is_created(client: AsyncClient, factory: Factory) -> None:
    body = await factory.body(client)
    responses = await asyncio.gather(*(client.post(factory.url, json=body) for _ in range(20)))
    assert sorted(response.status_code for response in responses) == [201] + [409] * 19
    assert (await client.get(factory.url)).json()["total"] == 1


@any_entity
async def test_head_is_answered_as_get(client: AsyncClient, factory: Factory) -> None:
    for path in ("/health/live", "/health/ready", factory.url):
        head, get = await client.head(path), await client.get(path)
        assert (head.status_code, dict(head.headers)) == (200, dict(get.headers)), path


async def test_a_method_that_a_path_does_not_have_is_answered_with_those_that_it_has(
    client: AsyncClient, description: dict[str, Any]
) -> None:
    for path, operations in description["paths"].items():
        response = await client.request("TRACE", re.sub(r"{\w+}", "1", path))
        expected = {method.upper() for method in operations} | ({"HEAD"} if "get" in operations else set())
        assert response.status_code == 405
        assert expected <= set(response.headers["Allow"].split(", ")), path


@every_entity
async def test_a_path_is_compared_with_no_routes_of_other_entities(
    client: AsyncClient, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def matches(route: APIRoute, scope: Scope) -> tuple[Match, Scope]:
        compared.append(route.path.split("/")[1])
        return own_matches(route, scope)

    compared: list[str] = []
    own_matches = APIRoute.matches
    monkeypatch.setattr(APIRoute, "matches", matches)
    assert (await client.get(factory.url)).status_code == 200
    assert compared
    assert [path for path in compared if f"/{path}" not in factory.url] == []


# What the client of these tests allows


def plain() -> int:
    return 1


async def test_an_endpoint_and_a_dependency_have_to_be_async(client: AsyncClient) -> None:
    other = FastAPI()
    other.add_api_route("/endpoint", plain)

    @other.get("/dependency")
    async def dependency(number: Annotated[int, Depends(plain)]) -> int:
        return number

    async with AsyncClient(transport=ASGITransport(app=other), base_url="http://test") as client_of_other:
        for path in ("/endpoint", "/dependency"):
            with pytest.raises(AssertionError, match="make it async def"):
                await client_of_other.get(path)


async def test_a_large_upload_may_go_through_a_thread(client: AsyncClient) -> None:
    with SpooledTemporaryFile(max_size=10) as file:
        upload = UploadFile(cast(BinaryIO, file))
        await upload.write(b"more than ten bytes")
        await upload.seek(0)
        assert await upload.read() == b"more than ten bytes"
