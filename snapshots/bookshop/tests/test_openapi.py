"""What the API says of itself."""

from typing import Any

from httpx2 import AsyncClient

from tests.factories import every_entity
from tests.factories.base import Factory


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
        expected |= {"409"} if {"post", "patch", "delete"} & set(name.split()) else set()
        assert expected <= operation["responses"].keys(), name


def test_every_error_is_a_problem(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        for status, response in operation["responses"].items():
            assert int(status) < 400 or list(response["content"]) == ["application/problem+json"], (name, status)


def test_every_schema_has_an_example(description: dict[str, Any]) -> None:
    without = [
        name
        for name, schema in description["components"]["schemas"].items()
        if schema.get("properties") and not schema.get("examples")
    ]
    assert without == []


@every_entity
async def test_the_example_of_a_new_row_is_valid(
    client: AsyncClient, description: dict[str, Any], factory: Factory
) -> None:
    schema = description["components"]["schemas"][f"{factory.model.__name__}Create"]
    response = await client.post(factory.url, json=schema["examples"][0])
    assert response.status_code in (201, 409), response.text  # the rows that it refers to are not there
