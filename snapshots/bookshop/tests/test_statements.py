"""How many statements each call takes: for fifty rows in every relation as many as for one."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import inspect
from sqlalchemy.orm import RelationshipDirection

from bookshop.db.session import Database
from bookshop.models import Base

from tests.conftest import empty, executed
from tests.factories import FACTORIES, every_entity
from tests.factories.base import Body, Factory

FACTORY_OF: dict[type[Base], Factory] = {factory.model: factory for factory in FACTORIES}


LINKS = [
    (factory, name, FACTORY_OF[relation.entity.class_])
    for factory in FACTORIES
    for name, relation in factory.repository.links.items()
]
"""The lists of keys in bodies: whose body, the name of the list, and whose keys."""


async def create_some(client: AsyncClient, factory: Factory, rows: int, **changes: Any) -> list[Any]:
    """Create rows, or fewer where no more can be unique, and return their keys."""
    bodies = await factory.bodies(client, rows, **changes)
    batch = await client.post(f"{factory.url}/bulk", json=bodies)
    if batch.status_code == 201:
        return [row["id"] for row in batch.json()]
    answers = [await client.post(factory.url, json=body) for body in bodies]
    return [answer.json()["id"] for answer in answers if answer.status_code == 201]


async def members(client: AsyncClient, factory: Factory, rows: int) -> Body:
    """Return what makes a body refer to that many rows, in every list that it may have."""
    return {name: await create_some(client, target, rows) for owner, name, target in LINKS if owner is factory}


async def refer(client: AsyncClient, factory: Factory, key: object, rows: int) -> None:
    """Create that many rows that refer to one, in every way that there is."""
    for relation in inspect(factory.model).relationships:
        if relation.direction is RelationshipDirection.ONETOMANY:
            [(_, column)] = relation.synchronize_pairs
            await create_some(client, FACTORY_OF[relation.mapper.class_], rows, **{str(column.key): key})
    for owner, name, target in LINKS:
        if target is factory:
            await create_some(client, owner, rows, **{name: [key]})


def leads_to_its_own_kind(factory: Factory) -> bool:
    """Whether rows refer to rows of the same entity, or are referred to by rows that refer to two of them."""
    related = [relation.mapper for relation in inspect(factory.model).relationships]
    ways = [sum(back.mapper.class_ is factory.model for back in mapper.relationships) for mapper in related]
    return any(mapper.class_ is factory.model for mapper in related) or max(ways, default=0) > 1


def includable(description: dict[str, Any], factory: Factory) -> tuple[list[str], list[str]]:
    """Return what a list can include, and what a single read can."""
    paths = {path.removeprefix(factory.url): path for path in description["paths"] if path.startswith(factory.url)}
    [single] = [path for rest, path in paths.items() if rest.startswith("/{") and rest.endswith("}")]
    return names(description["paths"][factory.url]["get"]), names(description["paths"][single]["get"])


def names(operation: dict[str, Any]) -> list[str]:
    kinds = [parameter["schema"]["items"] for parameter in operation["parameters"] if parameter["name"] == "include"]
    return [name for kind in kinds for name in kind.get("enum") or [kind["const"]]]


async def statements_per_call(
    client: AsyncClient, database: Database, description: dict[str, Any], factory: Factory, rows: int
) -> dict[str, int]:
    await empty(database)
    row = await factory.create(client, **await members(client, factory, rows))
    await refer(client, factory, row["id"], rows)
    await create_some(client, factory, rows - 1)
    body = await factory.body(client, **await members(client, factory, rows))
    bodies = [body | await members(client, factory, 1) for body in await factory.bodies(client, rows + 1)]
    replaced = {name: body[name] for owner, name, _ in LINKS if owner is factory}
    many, one = [{"include": ",".join(found)} if found else {} for found in includable(description, factory)]
    location = f"{factory.url}/{row['id']}"
    calls: dict[str, Callable[[], Awaitable[Response]]] = {
        "list": lambda: client.get(factory.url, params={"limit": "100", **many}),
        "get": lambda: client.get(location, params=one),
        "create": lambda: client.post(factory.url, json=body),
        "update": lambda: client.patch(location, json={name: row[name] for name in body if name in row} | replaced),
        "create many": lambda: client.post(f"{factory.url}/bulk", json=bodies),
        "delete": lambda: client.delete(location),
    }
    counts = {}
    for name, call in calls.items():
        with executed(database) as statements:
            response = await call()
        refusals = {"delete": 409, "update": 405}
        assert response.is_success or response.status_code == refusals.get(name), (name, response.text)
        counts[name] = len(statements)
    return counts


@every_entity
async def test_more_rows_take_no_more_statements(
    client: AsyncClient, database: Database, description: dict[str, Any], factory: Factory
) -> None:
    # Twice as many are made, and two more; of those in lists, or of a kind that rows lead to, many times as many.
    made = factory.capacity // 20 if leads_to_its_own_kind(factory) else factory.capacity // 2 - 1
    most = min([50, made, *(target.capacity // 20 for owner, _, target in LINKS if owner is factory)])
    if most < 2:
        pytest.skip("there are never that many rows")
    few, many = [await statements_per_call(client, database, description, factory, rows) for rows in (1, most)]
    assert few == many
    listed, single = includable(description, factory)
    assert few["list"] == 1 + len(listed)
    collections = [relation for relation in factory.repository.detail if relation.property.uselist]
    assert few["get"] == max(1, len(single)) + len(collections)
