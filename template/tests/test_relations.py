"""Relations as a single read shows them: collections in bounds, and links that have data of their own."""

from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import Column, inspect
from sqlalchemy.orm import RelationshipDirection, RelationshipProperty

from {{ project.package }}.db.constraints import is_unique
from {{ project.package }}.repositories.base import MAX_COLLECTION

from tests.factories import FACTORIES
from tests.factories.base import Factory

NO_KEY: dict[type, object] = {int: 2**40, UUID: str(UUID(int=2**40))}
"""The key of no row, in JSON."""
FACTORY_OF: dict[Any, Factory] = {inspect(factory.model).local_table: factory for factory in FACTORIES}
THROUGH = [
    (factory, relation)
    for factory in FACTORIES
    for relation in inspect(factory.model).relationships
    if relation.secondary is not None and relation.viewonly
]
LARGE = [
    (factory, relation)
    for factory in FACTORIES
    for relation in inspect(factory.model).relationships
    for _, column in relation.synchronize_pairs
    if relation.direction is RelationshipDirection.ONETOMANY
    and FACTORY_OF[relation.target].capacity > MAX_COLLECTION
    and isinstance(column, Column)
    and not is_unique(column)
]
REFERENCES: list[tuple[Factory, str, Any]] = [
    *(
        (factory, column.key, NO_KEY[column.type.python_type])
        for factory in FACTORIES
        for column in inspect(factory.model).columns
        if column.foreign_keys and column.key in factory.schema.model_fields
    ),
    *(
        (factory, name, [NO_KEY[relation.entity.columns["id"].type.python_type]])
        for factory in FACTORIES
        for name, relation in factory.repository.links.items()
    ),
]


@pytest.mark.parametrize(
    ("factory", "field", "value"), REFERENCES, ids=[f"{factory}-{field}" for factory, field, _ in REFERENCES]
)
async def test_a_reference_to_nothing_is_named(client: AsyncClient, factory: Factory, field: str, value: Any) -> None:
    location = f"{factory.url}/{(await factory.create(client))['id']}"
    body = await factory.body(client, **{field: value})
    for method, path, sent in (
        ("POST", factory.url, body),
        ("POST", f"{factory.url}/bulk", [body]),
        ("PATCH", location, {field: value}),
    ):
        response = await client.request(method, path, json=sent)
        assert response.status_code == 409, response.text
        assert [error["location"] for error in response.json()["errors"]] == [["body", field]]


@pytest.mark.parametrize(("factory", "relation"), LARGE[:1], ids=[str(relation) for _, relation in LARGE[:1]])
async def test_an_included_collection_has_bounds(
    client: AsyncClient, factory: Factory, relation: RelationshipProperty[Any]
) -> None:
    row, members = await factory.create(client), FACTORY_OF[relation.target]
    [(_, column)] = relation.synchronize_pairs
    rows = await members.create_many(client, MAX_COLLECTION + 1, **{str(column.key): row["id"]})
    found = await client.get(f"{factory.url}/{row['id']}", params={"include": relation.key})
    keys = sorted(member["id"] for member in rows)
    assert [member["id"] for member in found.json()[relation.key]] == keys[:MAX_COLLECTION]


@pytest.mark.parametrize("factory", [factory for factory in FACTORIES if factory.repository.links], ids=str)
async def test_a_row_with_links_is_answered_as_it_is_read(client: AsyncClient, factory: Factory) -> None:
    created = await factory.create(client)
    found = await client.get(f"{factory.url}/{created['id']}")
    assert created == found.json()


@pytest.mark.parametrize(("factory", "relation"), THROUGH, ids=[str(relation) for _, relation in THROUGH])
async def test_links_with_data_are_rows(
    client: AsyncClient, factory: Factory, relation: RelationshipProperty[Any]
) -> None:
    [(_, owner_column)] = relation.synchronize_pairs
    [(_, member_column)] = relation.secondary_synchronize_pairs or ()
    links = FACTORY_OF[relation.secondary]
    declared = relation.key in {each.key for each in factory.repository.detail}
    owner, member = await factory.create(client), await FACTORY_OF[relation.target].create(client)
    ends = {str(owner_column.key): owner["id"], str(member_column.key): member["id"]}

    async def linked() -> list[list[Any]]:
        """Return the keys that a single read shows, and those that the rows of a list do."""
        location, include = f"{factory.url}/{owner['id']}", {"include": relation.key}
        if not declared:
            found = [(await client.get(location, params=include)).json()]
        else:
            listed = await client.get(factory.url, params={**include, str(member_column.key): member["id"]})
            found = [(await client.get(location)).json(), *listed.json()["items"]]
        return [[row["id"] for row in one[relation.key]] for one in found]

    async def is_linked() -> bool:
        found = await linked()
        assert found in ([[]], [[member["id"]]] * (2 if declared else 1))
        return found != [[]]

    assert not await is_linked()
    link = await links.create(client, **ends)
    assert await is_linked()
    changes = await links.body(client, **ends)
    assert (await client.patch(f"{links.url}/{link['id']}", json=changes)).json().items() >= changes.items()
    assert await is_linked()
    assert (await client.post(links.url, json=await links.body(client, **ends))).status_code == 409
    assert (await client.delete(f"{links.url}/{link['id']}")).status_code == 204
    assert not await is_linked()
