"""Every filter and order that the description offers, tried on every list."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import inspect

from bookshop.db.constraints import is_unique
from bookshop.db.session import Database
from bookshop.schemas.cursors import encode

from tests.conftest import executed
from tests.factories import FACTORIES, every_entity
from tests.factories.base import Factory

COLUMNS = [(factory, column) for factory in FACTORIES for column in inspect(factory.model).columns]
ONE_OF_EACH_KIND = {
    (type(column.type), column.nullable, column.primary_key and factory): (factory, str(column.key))
    for factory, column in sorted(COLUMNS, key=lambda each: is_unique(each[1]))
}.values()
"""The columns on which everything is tried, in which rows differ if they can: each key, and of each type one that may have
no value and one that has."""

SPELLED = {
    "date-time": "2026-01-31t12:30:00.5+01:00",
    "duration": "P1W",
    "email": "Some.One@EXAMPLE.com",
    "time-local": "12:30",
    "uri": "HTTPS://EXAMPLE.com",
    "uuid": "0B5A3A52-3F0E-4D5A-9B1C-5F0D9E6F7A81",
}
"""Values that are stored in another form than this."""


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
    fitting: dict[str, Any] = {}
    for name in parameters(description, factory):
        field, _, operator = name.partition("__")
        if field not in row or (row[field] is None and operator != "isnull"):
            continue
        value = "true" if operator == "isnull" else row[field]
        if row[field] is None if operator == "isnull" else operator not in ("gt", "lt"):
            fitting[name] = value
        elif (factory, field) in ONE_OF_EACH_KIND:
            assert await listed(client, factory, {name: value}) == [], name
        if operator == "contains":
            assert await listed(client, factory, {name: f"{value[:1]}%"}) == [], name
    assert await listed(client, factory, fitting) == [row["id"]]


@every_entity
async def test_each_filter_leaves_other_rows_out(
    client: AsyncClient, description: dict[str, Any], factory: Factory
) -> None:
    rows = await factory.create_many(client, min(2, factory.capacity))
    offered = parameters(description, factory)
    sortable = offered["sort"]["schema"]["items"]["enum"]
    for field in rows[0]:
        if None in (rows[0][field], rows[-1][field]) or rows[0][field] == rows[-1][field]:
            continue
        order = await listed(client, factory, {"sort": field if field in sortable else "id"})
        low, high = sorted(rows, key=lambda row: order.index(row["id"]))
        found = {"": (low, low), "__in": (low, low), "__lte": (low, low), "__lt": (high, low)}
        found |= {"__gte": (high, high), "__gt": (low, high)}
        if (factory, field) not in ONE_OF_EACH_KIND:
            found = {"": found[""]}
        for operator, (given, expected) in found.items():
            if f"{field}{operator}" in offered:
                query = {f"{field}{operator}": given[field]}
                assert await listed(client, factory, query) == [expected["id"]], query


@every_entity
async def test_each_order_can_be_reversed(client: AsyncClient, description: dict[str, Any], factory: Factory) -> None:
    rows = await factory.create_many(client, min(2, factory.capacity))
    names = parameters(description, factory)["sort"]["schema"]["items"]["enum"]
    assert await listed(client, factory, {"sort": "id"}) == sorted(row["id"] for row in rows)
    for name in (name for name in names if (factory, name) in ONE_OF_EACH_KIND):
        ascending = await listed(client, factory, {"sort": name})
        descending = await listed(client, factory, {"sort": f"-{name}"})
        same = rows[0][name] == rows[-1][name]
        assert descending == (ascending if same else ascending[::-1]), name


@every_entity
async def test_rows_without_a_value_are_found_and_come_last(
    client: AsyncClient, description: dict[str, Any], factory: Factory
) -> None:
    offered = parameters(description, factory)
    names = [name.removesuffix("__isnull") for name in offered if name.endswith("__isnull")]
    if factory.capacity > 1 and names:
        row = await factory.create(client)
        bare = await factory.create(client, **dict.fromkeys(names))
        for name in (name for name in names if row.get(name) is not None):
            assert await listed(client, factory, {f"{name}__isnull": "true"}) == [bare["id"]], name
            assert await listed(client, factory, {f"{name}__isnull": "false"}) == [row["id"]], name
            if name in offered["sort"]["schema"]["items"]["enum"]:
                assert await listed(client, factory, {"sort": name}) == [row["id"], bare["id"]], name
                assert await listed(client, factory, {"sort": f"-{name}"}) == [row["id"], bare["id"]], name


async def walked(client: AsyncClient, factory: Factory, **query: str) -> AsyncIterator[Any]:
    """Yield the keys of all rows, page by page."""
    after: str | None = ""
    while after is not None:
        response = await client.get(factory.url, params={**query, "limit": "2", "after": after})
        assert response.status_code == 200, (query, response.text)
        for row in response.json()["items"]:
            yield row["id"]
        after = response.json()["next"]


@every_entity
async def test_pages_by_cursor_are_those_by_offset(
    client: AsyncClient, description: dict[str, Any], factory: Factory
) -> None:
    rows = await factory.create_many(client, min(3, factory.capacity))
    offered = parameters(description, factory)
    names = [
        name for name in offered["sort"]["schema"]["items"]["enum"] if f"{name.lstrip('-')}__isnull" not in offered
    ]
    sorts = [name for name in names if (factory, name.lstrip("-")) in ONE_OF_EACH_KIND]
    for sort in [*sorts, f"{names[0]},{names[-1]}", f"{names[-1]},{names[0]}", ",".join([names[-1]] * 8)]:
        by_offset = await listed(client, factory, {"sort": sort})
        assert [key async for key in walked(client, factory, sort=sort)] == by_offset, sort
    ties = [name for name in names if len({str(row[name.lstrip("-")]) for row in rows}) == 1]
    for sort in (f"{name},-id" for name in (*ties[:1], *ties[-1:])):
        keys = sorted((row["id"] for row in rows), reverse=True)
        assert await listed(client, factory, {"sort": sort}) == keys, sort
        assert [key async for key in walked(client, factory, sort=sort)] == keys, sort


@every_entity
async def test_pages_by_cursor_miss_and_repeat_nothing(client: AsyncClient, factory: Factory) -> None:
    if factory.capacity < 2:
        pytest.skip("there is never a second row")
    rows = [row["id"] for row in await factory.create_many(client, min(5, factory.capacity - 1))]
    found: list[Any] = []
    async for key in walked(client, factory):
        if not found:
            await factory.create(client)
            # By offset the next page would begin one row too late.
            assert (await client.delete(f"{factory.url}/{key}")).status_code == 204
        found.append(key)
    assert [key for key in found if key in rows] == sorted(rows)
    assert len(found) == len(set(found))


@every_entity
async def test_what_is_no_cursor_is_refused(client: AsyncClient, description: dict[str, Any], factory: Factory) -> None:
    rows = await factory.create_many(client, min(2, factory.capacity))
    page = (await client.get(factory.url, params={"limit": 1, "after": ""})).json()
    cursor = page["next"] or "W10"
    optional = [name.removesuffix("__isnull") for name in parameters(description, factory) if name.endswith("__isnull")]
    sortable = parameters(description, factory)["sort"]["schema"]["items"]["enum"]
    queries = [{"after": "x"}, {"after": "W10"}, {"after": "\N{SNOWMAN}"}, {"after": cursor, "offset": "1"}]
    queries += [{"after": "", "sort": ",".join(["id"] * 9)}, {"after": cursor, "sort": "-id"}]
    queries += [{"after": "", "sort": name} for name in optional if name in sortable]
    assert page["items"][0]["id"] in [row["id"] for row in rows]
    for query in queries:
        assert (await client.get(factory.url, params=query)).status_code == 422, query


def texts(description: dict[str, Any], factory: Factory) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the fields that are sent as text, apart from keys, and have both filters, each with its schema."""
    created = description["components"]["schemas"][f"{factory.model.__name__}Create"].get("properties", {})
    columns = inspect(factory.model).columns
    offered = parameters(description, factory)
    for name in (name for name in created if {name, f"{name}__in"} <= offered.keys()):
        for schema in created[name].get("anyOf", [created[name]]):
            if schema.get("type") == "string" and not columns[name].foreign_keys:
                yield name, schema


@every_entity
async def test_what_is_sent_finds_what_was_stored_of_it(
    client: AsyncClient, description: dict[str, Any], factory: Factory
) -> None:
    forms = {name: schema.get("format") for name, schema in texts(description, factory)}
    sent = {name: SPELLED[form] for name, form in forms.items() if form in SPELLED}
    row = await factory.create(client, **sent)
    for name, text in sent.items():
        for query in ({name: text}, {f"{name}__in": text}):
            assert await listed(client, factory, query) == [row["id"]], query


@every_entity
async def test_a_comma_in_a_value_is_no_comma_between_two(
    client: AsyncClient, description: dict[str, Any], factory: Factory
) -> None:
    for name, schema in texts(description, factory):
        if "format" in schema or schema.get("maxLength", 0) < 3:
            continue
        value = "a,b".ljust(schema.get("minLength", 0), "x")
        row = await factory.create(client, **{name: value})
        assert await listed(client, factory, {f"{name}__in": [value, "other"]}) == [row["id"]], name
        assert (await client.get(f"{factory.url}?{name}__in={value}")).json()["total"] == 0, name
        assert (await client.get(f"{factory.url}?{name}={value}")).json()["total"] == 1, name
        await client.delete(f"{factory.url}/{row['id']}")


@every_entity
async def test_what_is_left_out_may_be_sent(client: AsyncClient, description: dict[str, Any], factory: Factory) -> None:
    await factory.create(client)
    schemas = {name: parameter["schema"] for name, parameter in parameters(description, factory).items()}
    defaults = {name: schema["default"] or "" for name, schema in schemas.items() if "default" in schema}
    assert {"limit", "offset", "sort"} <= defaults.keys()
    for query in ({}, {"after": ""}):
        alone = await client.get(factory.url, params=query)
        assert (await client.get(factory.url, params={**defaults, "offset": 0, **query})).json() == alone.json()
    twice = await client.get(f"{factory.url}?limit=1&limit=2")
    assert twice.status_code == 422, twice.text


@every_entity
async def test_a_page_by_cursor_starts_in_the_index(client: AsyncClient, database: Database, factory: Factory) -> None:
    row = await factory.create(client)
    with executed(database) as statements:
        await client.get(factory.url, params={"after": encode([], row)})
    [(statement, values)] = statements
    async with database.engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if not sqlite:  # PostgreSQL would rather read so few rows one by one
            for other in ("seqscan", "bitmapscan", "sort"):
                await connection.exec_driver_sql(f"SET LOCAL enable_{other} = off")
        explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
        plan = str((await connection.exec_driver_sql(f"{explain} {statement}", values)).all())
    assert re.search(r"\((?:row)?id>|Index Cond: \(+id >", plan), plan
    assert not re.search("Sort|TEMP B-TREE", plan), plan
