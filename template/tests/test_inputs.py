"""What the description of an input does not accept is refused, where Pydantic would read it as something else."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from httpx2 import AsyncClient

from tests.factories import FACTORIES
from tests.factories.base import Body, Factory
from tests.test_hostile_values import refused

KEY = "0b5a3a52-3f0e-4d5a-9b1c-5f0d9e6f7a81"

TEXTS: dict[str, list[str]] = {
    "integer": ["1_0", "+1", " 1", "1.0", "1e1", "\N{FULLWIDTH DIGIT ONE}", "true", ""],
    "number": ["1_0", "+1", " 1", "0x1", "nan", "inf", "true", ""],
    "decimal": ["1_0", " 1", "\N{FULLWIDTH DIGIT ONE}", "0x1", "nan", "true", ""],
    "boolean": ["1", "0", "yes", "on", "True", "t", ""],
    "date": ["2026", "20260131", "1769817600", "2026-1-31", "2026-01-31T00:00:00", "2026-01-31T00:00:00Z", " 2026-01-31"],
    "date-time": ["2026", "20270101", "1.5", "2026-01-31", "2026-01-31T12:30:00", "2026-01-31T12:30Z", "20260131T123000Z"],
    "time-local": ["12", "3600", "1.5", "1230", "12:30:00Z", "12:30:00+01:00", " 12:30"],
    "duration": ["5", "1.5", "10:30", "1 day", "P", "PT", "P1DT", " P1D"],
    "uuid": ["{" + KEY + "}", f"urn:uuid:{KEY}", KEY.replace("-", ""), KEY[:8], f" {KEY}"],
    "email": ["A <a@example.com>", "<a@example.com>", " a@example.com", "a@example.com\n"],
    "uri": [" https://example.com", "https:example.com", "https:\\\\example.com", "https:///example.com", "//example.com"],
}
"""By what the description calls them: texts of other forms."""

NUMBERS = [1, 0, 1.5, True]
VALUES: dict[str, list[Any]] = {
    **{name: [*NUMBERS, *texts] for name, texts in TEXTS.items()},
    "integer": ["1", "1_0", "", 1.5, True, False],
    "number": ["1", "1.5", "", True, False],
    "decimal": [*TEXTS["decimal"], True, False],
    "boolean": ["true", "yes", "", 1, 0, 1.0],
    "byte": [*NUMBERS, "a", "aGVsbG8"],
    "string": NUMBERS,
}
"""The same of a body, which has JSON's own types: the others of these, too."""


def named(schema: Body) -> str:
    """Return what the description calls the values, null apart."""
    taken = [one for one in schema.get("anyOf", [schema.get("items", schema)]) if one.get("type") != "null"]
    if len(taken) > 1 and taken[0].get("type") == "number":
        return "decimal"
    [first, *_] = taken
    return str(first.get("format", "string") if first.get("type") == "string" else first.get("type"))


def properties(description: Body, factory: Factory) -> Body:
    found: Body = description["components"]["schemas"][f"{factory.model.__name__}Create"].get("properties", {})
    return found


async def test_in_a_body(client: AsyncClient, description: Body) -> None:
    for factory in FACTORIES:
        wrong = {name: VALUES.get(named(schema), []) for name, schema in properties(description, factory).items()}
        for number in range(max(map(len, wrong.values()), default=0)):
            body = {name: values[number % len(values)] for name, values in wrong.items() if values}
            assert refused(await client.post(factory.url, json=body)) >= body.keys(), (factory.url, body)


async def test_in_a_query(client: AsyncClient, description: Body) -> None:
    for factory in FACTORIES:
        offered = description["paths"][factory.url]["get"]["parameters"]
        wrong = {one["name"]: TEXTS.get(named(one["schema"]), []) for one in offered}
        for number in range(max(map(len, wrong.values()))):
            query = {name: values[number % len(values)] for name, values in wrong.items() if values}
            assert refused(await client.get(f"{factory.url}?{urlencode(query)}")) >= query.keys(), (factory.url, query)


@pytest.mark.parametrize("factory", {factory.key_type: factory for factory in FACTORIES}.values(), ids=str)
async def test_in_a_path(client: AsyncClient, factory: Factory) -> None:
    for text in filter(None, TEXTS["integer" if factory.key_type is int else "uuid"]):
        assert (await client.get(f"{factory.url}/{quote(text)}")).status_code == 422, text


async def test_a_whole_number_is_one_however_it_is_written(client: AsyncClient, description: Body) -> None:
    for factory in FACTORIES:
        body = await factory.body(client)
        whole = {name for name, schema in properties(description, factory).items() if named(schema) == "integer"}
        small = {name: float(body[name]) for name in whole & body.keys() if abs(body[name]) < 2**53}
        created = await client.post(factory.url, json=body | small)
        assert created.status_code == 201, created.text
        assert created.json().items() >= small.items()


async def test_each_key_is_given_once(client: AsyncClient, description: Body) -> None:
    for factory in FACTORIES:
        for name, schema in properties(description, factory).items():
            key = 1 if named(schema) == "integer" else KEY
            if schema.get("uniqueItems"):
                assert name in refused(await client.post(factory.url, json={name: [key, key]})), name
