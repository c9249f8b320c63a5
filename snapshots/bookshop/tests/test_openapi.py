"""What the API says of itself."""

import re
from typing import Any

from httpx2 import AsyncClient
from sqlalchemy import BigInteger, inspect

from tests.factories import FACTORIES, every_entity
from tests.factories.base import Factory

CHANGES = ("post", "patch", "delete")


def operations(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_reference_can_be_followed(description: dict[str, Any]) -> None:
    schemas = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    assert {reference for reference in references(description) if reference not in schemas} == set()


def references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in references(item)]
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for item in node.values() for found in references(item)]
    return []


def test_every_operation_says_how_it_fails(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        expected = {"400", "422", "503"} if "/api/" in name else set()
        expected |= {"404"} if "{" in name else set()
        changes = name.startswith(tuple(f"{method} {factory.url}" for method in CHANGES for factory in FACTORIES))
        expected |= {"409"} if changes else set()
        assert expected <= operation["responses"].keys(), name


def test_every_error_is_a_problem(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        for status, response in operation["responses"].items():
            assert int(status) < 400 or list(response["content"]) == ["application/problem+json"], (name, status)


def test_every_schema_has_an_example(description: dict[str, Any]) -> None:
    without = [
        name
        for name, schema in description["components"]["schemas"].items()
        # Of the fields of a form FastAPI makes a schema itself.
        if schema.get("properties") and not schema.get("examples") and not name.startswith("Body_")
    ]
    assert without == []


@every_entity
async def test_the_example_of_a_new_row_is_valid(
    client: AsyncClient, description: dict[str, Any], factory: Factory
) -> None:
    schema = description["components"]["schemas"][f"{factory.model.__name__}Create"]
    response = await client.post(factory.url, json=schema["examples"][0])
    assert response.status_code in (201, 409), response.text  # the rows that it refers to are not there


@every_entity
def test_whole_numbers_say_their_size(description: dict[str, Any], factory: Factory) -> None:
    schemas = description["components"]["schemas"]
    known = [schemas.get(f"{factory.model.__name__}{kind}", {}) for kind in ("Create", "Update", "Read")]
    for column in inspect(factory.model).columns:
        size = "int64" if isinstance(column.type, BigInteger) else "int32"
        described = [schema["properties"][column.key] for schema in known if column.key in schema.get("properties", {})]
        for number in (node for node in dictionaries(described) if node.get("type") == "integer"):
            assert number["format"] == size, (column.key, number)


def test_bounds_of_whole_numbers_are_exact(description: dict[str, Any]) -> None:
    numbers = [node for node in dictionaries(description) if node.get("type") == "integer"]
    bounds = [number[bound] for number in numbers for bound in ("minimum", "maximum") if bound in number]
    assert [bound for bound in bounds if type(bound) is not int or bound >= 2**63] == []


def dictionaries(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in dictionaries(item)]
    return [node, *dictionaries(list(node.values()))] if isinstance(node, dict) else []


def test_what_generators_drop_is_not_described(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        for parameter in operation.get("parameters", ()):
            assert "null" not in str(parameter["schema"].get("anyOf")), (name, parameter)
            assert parameter["in"] == "query" or parameter["schema"]["type"] in ("integer", "string"), (name, parameter)


@every_entity
async def test_the_headers_of_an_answer_are_described(
    client: AsyncClient, description: dict[str, Any], factory: Factory
) -> None:
    row = await client.post(factory.url, json=await factory.body(client))
    found = await client.get(row.headers["Location"])
    item = next(path for path in description["paths"] if re.fullmatch(factory.url + "/{[^/]+}", path))
    calls = [(row, factory.url, "post", "201"), (found, item, "get", "200")]
    if "patch" in description["paths"][item]:
        calls.append((await client.patch(row.headers["Location"], json={}), item, "patch", "200"))
    for answer, path, method, status in calls:
        described = description["paths"][path][method]["responses"][status].get("headers", {})
        assert {"Location", "ETag"} & described.keys() == {
            name for name in ("Location", "ETag") if name in answer.headers
        }
