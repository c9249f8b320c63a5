"""What nobody should send, sent everywhere: no answer is a failure of the service; what it takes it can show, and take again."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import AsyncClient, Response

from bookshop.db.session import Database

from tests.conftest import empty
from tests.factories import FACTORIES, any_entity, every_entity
from tests.factories.base import Factory

DEEP: Any = "deep"
for _ in range(200):
    DEEP = [DEEP]

LONG = "x" * 1_100_000

VALUES: list[Any] = [
    *(None, True, "", "%", LONG, [], {}, {"\0": "\0"}, DEEP, "\0", "\ud800"),
    *(-1, 0.1, 2**15, 2**31, 2**63, -(2**63) - 1, 10**15, 10**4000, 1e308),
    *(float("nan"), float("inf"), "NaN", "1e400", "1e1000000"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00", "2024-06-30T23:59:60Z"),
    *("0001-01-01", "9999-12-31", "24:00", "00:00:00.0000001", "P3000000D", "-P999999999D"),
    *("00000000-0000-0000-0000-000000000000", "user@\N{SNOWMAN}.example", "http://[::1", "https://a/\0", "===="),
]
"""Also beyond each column: numbers, dates and lengths that a schema may take and a database not."""

JSON = {"Content-Type": "application/json"}

TEXTS = ["x" * 10_000, *(value if isinstance(value, str) else json.dumps(value) for value in VALUES if value != LONG)]

BODIES = [b"", b"null", b"[]", b"{", b"\xff\xfe", b'"\\ud800"', b'{"a": 1e999}', b"[" * 100_000, b"9" * 5000]


Input = tuple[Factory, str, str]
"""Where a value may go: the entity, the name there, and the kind of values that it accepts."""


async def test_in_a_body(client: AsyncClient, database: Database, description: dict[str, Any]) -> None:
    for factory, names in one_of_each_kind(fields(description)):
        await empty(database)  # of unique values there may be few
        location = f"{factory.url}/{(await factory.create(client))['id']}"
        for value in VALUES:
            together = await client.patch(location, content=json.dumps(dict.fromkeys(names, value)), headers=JSON)
            for name in sorted(names - refused(together)):
                response = await client.patch(location, content=json.dumps({name: value}), headers=JSON)
                assert response.status_code in (200, 409, 422), (factory.url, name, value, response.text)
                if response.status_code == 200:
                    shown = (await client.get(location)).json()
                    assert shown.items() >= response.json().items(), (factory.url, name, value)
                    again = json.dumps({name: shown.get(name, value)})
                    response = await client.patch(location, content=again, headers=JSON)
                    assert response.status_code == 200, (factory.url, name, again, response.text)


async def test_in_a_query(client: AsyncClient, database: Database, description: dict[str, Any]) -> None:
    for factory, names in one_of_each_kind(parameters(description)):
        await empty(database)
        await factory.create(client)
        for value in TEXTS:
            shortened = escaped(value[:1500])  # as all have to fit into one path
            together = await client.get(f"{factory.url}?{'&'.join(f'{name}={shortened}' for name in names)}")
            for name in sorted(names - refused(together)):
                response = await client.get(f"{factory.url}?{name}={escaped(value)}")
                assert response.status_code in (200, 422), (factory.url, name, value, response.text)


def refused(response: Response) -> set[str]:
    """Return the names whose values are not valid; a value that may be is sent again, alone."""
    assert response.status_code in (200, 409, 422), response.text
    errors = response.json().get("errors", ()) if response.is_error else ()
    return {name for error in errors for name in error["location"][1:2]}


def escaped(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


LARGEST_LAST = sorted(FACTORIES, key=lambda factory: len(factory.model.__table__.columns))
"""Of one kind the last name is taken: most are left to few entities, which get all values in one request."""


def fields(description: dict[str, Any]) -> Iterator[Input]:
    for factory in LARGEST_LAST:
        body = description["paths"][factory.url]["post"]["requestBody"]["content"]["application/json"]["schema"]
        schema = description["components"]["schemas"][body["$ref"].rpartition("/")[2]]
        for name, accepted in schema.get("properties", {}).items():
            yield factory, name, kind(accepted)


def parameters(description: dict[str, Any]) -> Iterator[Input]:
    for factory in LARGEST_LAST:
        for parameter in description["paths"][factory.url]["get"]["parameters"]:
            _, _, operator = parameter["name"].partition("__")
            yield factory, parameter["name"], f"{operator == 'contains'} {kind(parameter['schema'])}"


def kind(schema: dict[str, Any]) -> str:
    """Return what is the same for schemas that differ in their names, in their limits and in taking null alone."""
    taken = [{**one, "title": "", "default": "", "examples": []} for one in schema.get("anyOf", [schema])]
    return re.sub(r"\d+", "n", json.dumps([one for one in taken if one.get("type") != "null"], sort_keys=True))


def one_of_each_kind(inputs: Iterable[Input]) -> Iterable[tuple[Factory, set[str]]]:
    """Return names that accept all kinds of values between them, by their entities."""
    names: dict[Factory, set[str]] = {}
    for factory, name, _ in {found[-1]: found for found in inputs}.values():
        names.setdefault(factory, set()).add(name)
    return names.items()


@pytest.mark.parametrize("factory", {type(f.model.__table__.c.id.type): f for f in FACTORIES}.values(), ids=str)
async def test_in_a_path(client: AsyncClient, factory: Factory) -> None:
    for value in TEXTS:
        for method in ("GET", "DELETE"):
            response = await client.request(method, f"{factory.url}/{escaped(value)}")
            assert response.status_code in (404, 405, 422), (method, value, response.text)


@any_entity
@pytest.mark.parametrize(
    "media_type",
    ["application/json", "text/plain", "multipart/form-data", "application/octet-stream"],
)
async def test_in_place_of_a_body(client: AsyncClient, factory: Factory, media_type: str) -> None:
    for content in BODIES:
        response = await client.post(factory.url, content=content, headers={"Content-Type": media_type})
        assert response.status_code in (400, 422), (content[:20], response.text)


@every_entity
async def test_a_refusal_repeats_nothing(client: AsyncClient, factory: Factory) -> None:
    body = await factory.body(client)
    answers = [await client.post(factory.url, json=body | {field: ["xyzzy"]}) for field in [*body, "unknown"]]
    assert answers[-1].status_code == 422
    assert not any(answer.is_error and "xyzzy" in answer.text for answer in answers)
