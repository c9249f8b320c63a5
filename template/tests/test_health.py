"""What an orchestrator sees."""

from pathlib import Path

import pytest
from httpx2 import AsyncClient
from sqlalchemy import URL

from {{ project.package }}.api.errors import logger
from {{ project.package }}.db.session import Database
from {{ project.package }}.main import create_app
from {{ project.package }}.settings import Settings

from tests.conftest import client_of
from tests.factories import FACTORIES


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


def broken(url: URL, directory: Path) -> dict[str, URL]:
    """Return URLs of databases that refuse the service, each in its own way."""
    if url.get_backend_name() != "sqlite":
        return {
            "is not there": url.set(host="127.0.0.1", port=1, query={}),
            "does not have the database": url.set(database=f"{url.database}_nowhere"),
            "does not know the role": url.set(username="nobody_at_all", password="wrong"),
        }
    (directory / "text.db").write_text("no database" * 1000)
    return {
        "is not there": url.set(database="/no/such/directory/test.db"),
        "is another file": url.set(database=str(directory / "text.db")),
{% if project.entities %}
        "is empty": url.set(database=str(directory / "new.db")),
{% endif %}
    }


async def test_not_ready_but_alive_without_a_database(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logger, "disabled", False)  # as import-linter leaves the loggers that it finds
    for name, url in broken(database.engine.url, tmp_path).items():
        settings = Settings(database_url=url.render_as_string(hide_password=False))
        async with client_of(create_app(settings)) as client:
            for path in ("/health/ready", *(factory.url for factory in FACTORIES[:1])):
                caplog.clear()
                response = await client.get(path)
                assert (response.status_code, response.headers["Retry-After"]) == (503, "1"), name
                assert len(caplog.text.splitlines()) == 1, name
            assert (await client.get("/health/live")).status_code == 200
