"""Every filter and order that the description offers, tried on every list."""

from typing import Any

from httpx2 import AsyncClient

from tests.factories import every_entity
from tests.factories.base import Factory


def parameters(description: dict[str, Any], factory: Factory) -> dict[str, dict[str, Any]]:
    operation = description["paths"][factory.url]["get"]
    return {parameter["name"]: parameter for parameter in operation["parameters"]}


async def listed(client: AsyncClient, factory: Factory, query: dict[str, Any]) -> list[Any]:
    response = await client.get(factory.url, params=query)
    assert response.status_code == 200, (query, response.text)
    page = response.json()
    assert page["total"] == len(page["items"])
    return [row["id"] for row in page["items"]]


@every_entity
async def test_each_filter_tells_rows_apart(client: AsyncClient, description: dict[str, Any], factory: Factory) -> None:
    row = await factory.create(client)
    for name in parameters(description, factory):
        field, _, operator = name.partition("__")
        if field not in row or (row[field] is None and operator != "isnull"):
            continue
        value = "true" if operator == "isnull" else row[field]
        fits = row[field] is None if operator == "isnull" else operator not in ("gt", "lt")
        assert await listed(client, factory, {name: value}) == ([row["id"]] if fits else []), name
        if operator == "contains":
            assert await listed(client, factory, {name: f"{value[:1]}%"}) == [], name


@every_entity
async def test_each_order_can_be_reversed(client: AsyncClient, description: dict[str, Any], factory: Factory) -> None:
    rows = [await factory.create(client) for _ in range(min(2, factory.capacity))]
    names = parameters(description, factory)["sort"]["schema"]["items"]["enum"]
    for name in (name for name in names if not name.startswith("-")):
        ascending = await listed(client, factory, {"sort": name})
        descending = await listed(client, factory, {"sort": f"-{name}"})
        same = rows[0][name] == rows[-1][name]
        assert descending == (ascending if same else ascending[::-1]), name


@every_entity
async def test_rows_without_a_value_come_last(client: AsyncClient, description: dict[str, Any], factory: Factory) -> None:
    offered = parameters(description, factory)
    names = [name for name in offered["sort"]["schema"]["items"]["enum"] if f"{name}__isnull" in offered]
    if factory.capacity > 1 and names:
        row = await factory.create(client)
        bare = await factory.create(client, **dict.fromkeys(names))
        filled = (name for name in names if row.get(name) is not None)
        for name in filled:
            assert await listed(client, factory, {"sort": name}) == [row["id"], bare["id"]], name
            assert await listed(client, factory, {"sort": f"-{name}"}) == [row["id"], bare["id"]], name
