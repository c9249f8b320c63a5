"""What an orchestrator sees."""

import pytest
from httpx2 import AsyncClient

from bookshop.db.session import Database
from bookshop.main import create_app
from bookshop.settings import Settings

from tests.conftest import client_of


async def test_live_and_ready(client: AsyncClient) -> None:
    assert (await client.get("/health/live")).status_code == 200
    assert (await client.get("/health/ready")).status_code == 200


async def test_not_ready_at_an_earlier_schema(database: Database) -> None:
    app = create_app()
    app.state.heads = {"a newer one"}
    async with client_of(app) as client:
        response = await client.get("/health/ready")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


async def test_ready_at_a_later_schema(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration runs before its release: until then, the instances that are there have to serve."""

    async def later(_database: Database) -> set[str]:
        return {"a later one"}

    monkeypatch.setattr(Database, "revisions", later)
    assert (await client.get("/health/ready")).status_code == 200


async def test_not_ready_but_alive_without_a_database(database: Database) -> None:
    url = database.engine.url
    if url.get_backend_name() == "sqlite":
        url = url.set(database="/no/such/directory/test.db")
    else:
        url = url.set(host="127.0.0.1", port=1, query={})
    settings = Settings(database_url=url.render_as_string(hide_password=False))
    async with client_of(create_app(settings)) as client:
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200
