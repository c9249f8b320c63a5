"""What nobody should send, sent everywhere: no answer is a failure of the service, and what it takes it can show."""

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import AsyncClient

from tests.factories import every_entity
from tests.factories.base import Factory

DEEP: Any = "deep"
for _ in range(200):
    DEEP = [DEEP]

VALUES: list[Any] = [
    *(None, True, "", "%", "x" * 1_100_000, [], {}, {"\0": "\0"}, DEEP, "\0", "\ud800"),
    *(-1, 0.1, 2**15, 2**31, 2**63, -(2**63) - 1, 10**15, 10**4000, 1e308),
    *(float("nan"), float("inf"), "NaN", "1e400", "1e1000000"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00", "2024-06-30T23:59:60Z"),
    *("0001-01-01", "9999-12-31", "24:00", "00:00:00.0000001", "P3000000D", "-P999999999D"),
    *("00000000-0000-0000-0000-000000000000", "user@\N{SNOWMAN}.example", "http://[::1", "https://a/\0", "===="),
]
"""Also beyond each column: numbers, dates and lengths that a schema may take and a database not."""

JSON = {"Content-Type": "application/json"}

TEXTS = sorted({value if isinstance(value, str) else json.dumps(value) for value in VALUES if len(str(value)) < 5000})

BODIES = [b"", b"null", b"[]", b"{", b"\xff\xfe", b'"\\ud800"', b'{"a": 1e999}', b"[" * 100_000, b"9" * 5000]


@every_entity
async def test_in_a_body(client: AsyncClient, factory: Factory) -> None:
    row = await factory.create(client)
    for field, value in [(field, value) for field in await factory.body(client) for value in VALUES]:
        content = json.dumps({field: value})
        response = await client.patch(f"{factory.url}/{row['id']}", content=content, headers=JSON)
        assert response.status_code in (200, 409, 422), (field, value, response.text)
        if response.status_code == 200:
            shown = (await client.get(f"{factory.url}/{row['id']}")).json()
            assert shown.items() >= response.json().items(), (field, value)


@every_entity
async def test_in_a_query(client: AsyncClient, description: dict[str, Any], factory: Factory) -> None:
    await factory.create(client)
    parameters = description["paths"][factory.url]["get"]["parameters"]
    for name, value in [(name, value) for name in one_of_each_kind(parameters) for value in TEXTS]:
        response = await client.get(factory.url, params={name: value.encode("utf-8", "surrogatepass")})
        assert response.status_code in (200, 422), (name, value, response.text)


def one_of_each_kind(parameters: list[dict[str, Any]]) -> Collection[str]:
    """Return the names of parameters that differ in what they accept or in how they compare."""
    return {
        (json.dumps(parameter["schema"] | {"title": ""}), parameter["name"].endswith("contains")): parameter["name"]
        for parameter in parameters
    }.values()


@every_entity
async def test_in_a_path(client: AsyncClient, factory: Factory) -> None:
    for value in TEXTS:
        key = quote(value.encode("utf-8", "surrogatepass"), safe="")
        for method in ("GET", "DELETE"):
            response = await client.request(method, f"{factory.url}/{key}")
            assert response.status_code in (404, 405, 422), (method, value, response.text)


@every_entity
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", "application/octet-stream"])
async def test_in_place_of_a_body(client: AsyncClient, factory: Factory, kind: str) -> None:
    for content in BODIES:
        response = await client.post(factory.url, content=content, headers={"Content-Type": kind})
        assert response.status_code in (400, 422), (content[:20], response.text)


@every_entity
async def test_a_refusal_repeats_nothing(client: AsyncClient, factory: Factory) -> None:
    body = await factory.body(client)
    answers = [await client.post(factory.url, json=body | {field: ["xyzzy"]}) for field in [*body, "unknown"]]
    assert answers[-1].status_code == 422
    assert not any(answer.is_error and "xyzzy" in answer.text for answer in answers)
