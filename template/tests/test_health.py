"""What an orchestrator sees."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient


async def test_live_and_ready(client: AsyncClient) -> None:
    assert (await client.get("/health/live")).status_code == 200
    assert (await client.get("/health/ready")).status_code == 200


async def test_not_ready_at_another_schema(app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def outdated() -> set[str]:
        return {"an older one"}

    monkeypatch.setattr(app.state.database, "revisions", outdated)
    response = await client.get("/health/ready")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


async def test_not_ready_without_database(app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse() -> set[str]:
        raise ConnectionRefusedError

    monkeypatch.setattr(app.state.database, "revisions", refuse)
    assert (await client.get("/health/ready")).status_code == 503
