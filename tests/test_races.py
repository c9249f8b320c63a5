"""A service under rivals, on PostgreSQL: deletes against creates, and many writers to one row."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.conftest import NewDatabase
from tests.edits import change
from tests.projects import Project

API = "/api/v1"
LANES = 10
CANCELLED = 1_000
WRITERS = 50

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("project", ["lending"], indirect=True)]


@pytest.fixture
def address(project: Project, new_database: NewDatabase) -> Iterator[str]:
    database = new_database()
    project.migrate("upgrade head", database=database)
    with project.served("lending.main:create_app", DATABASE_URL=database) as address:
        yield address


async def created(client: httpx2.AsyncClient, path: str, **body: Any) -> Any:
    answer = await client.post(f"{API}/{path}", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def client_of(address: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=address, timeout=60)


@pytest.mark.parametrize("races", [200, pytest.param(1_000, marks=pytest.mark.long)])
def test_no_row_is_left_alive_under_a_deleted_one(address: str, races: int) -> None:
    outcomes = asyncio.run(race_deletes(address, races))
    # Each way has been seen: who comes first takes the other along or refuses it.
    assert outcomes.keys() == {(204, 201), (204, 409)}, outcomes
    assert outcomes.total() == races


async def race_deletes(address: str, races: int) -> Counter[tuple[int, int]]:
    """Delete authors while books of theirs are created; what both answered."""
    outcomes: Counter[tuple[int, int]] = Counter()
    numbers = iter(range(races))

    async def race(client: httpx2.AsyncClient) -> None:
        for number in numbers:
            author = await created(client, "authors", name=f"{number}", email=f"{number}@example.org")
            book = {"title": f"{number}", "isbn": f"{number}", "author_id": author}
            deleting, creating = client.delete(f"{API}/authors/{author}"), client.post(f"{API}/books", json=book)
            # Who is sent first takes turns; who comes first is left to the service.
            rivals = (deleting, creating) if number % 2 else (creating, deleting)
            answers = {answer.request.method: answer for answer in await asyncio.gather(*rivals)}
            outcomes[answers["DELETE"].status_code, answers["POST"].status_code] += 1
            if answers["POST"].status_code == 201:
                key = answers["POST"].json()["id"]
                assert (await client.get(f"{API}/books/{key}")).status_code == 404

    async with client_of(address) as client:
        await asyncio.gather(*(race(client) for _ in range(LANES)))
        assert (await client.get(f"{API}/books")).json()["total"] == 0
    return outcomes


def test_fifty_writers_to_one_row_lose_nothing(address: str) -> None:
    assert asyncio.run(write_at_once(address)) == set(range(WRITERS))


async def write_at_once(address: str) -> set[int]:
    """Each writer adds its number to a name that it has read; the numbers that are there in the end."""
    async with client_of(address) as client:
        member = await created(client, "members", name="", email="member@example.org")
        location = f"{API}/members/{member}"

        async def write(number: int) -> None:
            while True:
                read = await client.get(location)
                change = {"name": f"{read.json()['name']}{chr(ord('!') + number)}"}
                answer = await client.patch(location, json=change, headers={"If-Match": read.headers["ETag"]})
                if answer.status_code == 200:
                    return
                assert answer.status_code == 412, answer.text

        await asyncio.gather(*(write(number) for number in range(WRITERS)))
        found = (await client.get(location)).json()["name"]
        assert len(found) == WRITERS
        return {ord(letter) - ord("!") for letter in found}


def test_a_thousand_cancelled_requests_give_their_connections_back(project: Project, new_database: NewDatabase) -> None:
    """The project's own test, which asks for fewer."""
    path = project.directory / "tests" / "test_requests.py"
    change(path, "ROUNDS = 10\n", f"ROUNDS = {CANCELLED // 20}\n")
    assert "1 passed" in project.run("pytest", str(path), "-k", "cancelled", DATABASE_URL=new_database())
