"""Tags over HTTP."""

from uuid import uuid4

import pytest
from httpx2 import AsyncClient

from tests.factories.tag import tag_factory

URL = tag_factory.url
MISSING = f"{URL}/{uuid4()}"


async def test_create_answers_the_row_and_where_it_is(client: AsyncClient) -> None:
    body = await tag_factory.body(client)
    response = await client.post(URL, json=body)
    assert response.status_code == 201, response.text
    created = response.json()
    assert response.headers["Location"] == f"{URL}/{created['id']}"
    found = (await client.get(response.headers["Location"])).json()
    assert {field: found[field] for field in body} == body
    assert found.items() >= created.items()
    assert (await client.post(URL, json=body | {"id": created["id"]})).status_code == 422


async def test_list_is_paged_and_ordered(client: AsyncClient) -> None:
    keys = [(await tag_factory.create(client))["id"] for _ in range(3)]
    page = (await client.get(URL, params={"limit": 1, "offset": len(keys) - 1})).json()
    assert [row["id"] for row in page["items"]] == keys[-1:]
    assert (page["total"], page["limit"], page["offset"]) == (len(keys), 1, len(keys) - 1)
    beyond = (await client.get(URL, params={"offset": 1000})).json()
    assert (beyond["items"], beyond["total"]) == ([], len(keys))
    assert [(await client.get(URL, params={"limit": limit})).status_code for limit in (0, 100, 101)] == [422, 200, 422]


async def test_list_sorts_and_knows_its_parameters(client: AsyncClient) -> None:
    row = await tag_factory.create(client)
    page = (await client.get(URL, params={"sort": "-id"})).json()
    assert [item["id"] for item in page["items"]] == [row["id"]]
    assert (await client.get(URL, params={"unknown": "1"})).status_code == 422
    assert (await client.get(URL, params={"sort": "unknown"})).status_code == 422


async def test_get_what_is_not_there_is_404(client: AsyncClient) -> None:
    response = await client.get(MISSING)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


async def test_update_changes_what_is_sent_and_nothing_else(client: AsyncClient) -> None:
    row = await tag_factory.create(client)
    location = f"{URL}/{row['id']}"
    changes = {"name": "Other name"}
    response = await client.patch(location, json=changes)
    assert response.status_code == 200, response.text
    expected = row | changes | {"updated_at": response.json()["updated_at"]}
    assert {field: response.json()[field] for field in row} == expected
    assert (await client.get(location)).json().items() >= response.json().items()
    stored = (await client.get(location)).json()
    assert (await client.patch(location, json={})).json().items() <= stored.items()
    assert (await client.get(location)).json() == stored
    assert (await client.patch(location, json={"id": row["id"]})).status_code == 422
    assert (await client.patch(MISSING, json={})).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", None),
        ("name", "x" * 51),
        ("name", "\0"),
    ],
)
async def test_a_value_that_does_not_fit_is_refused(client: AsyncClient, field: str, value: object) -> None:
    body = await tag_factory.body(client)
    assert (await client.post(URL, json=body | {field: value})).status_code == 422
    assert (await client.patch(MISSING, json={field: value})).status_code == 422


async def test_name_is_unique(client: AsyncClient) -> None:
    row = await tag_factory.create(client)
    body = await tag_factory.body(client)
    same = {field: row[field] for field in ["name"]}
    response = await client.post(URL, json=body | same)
    assert response.status_code == 409, response.text
    assert [error["location"][-1] for error in response.json()["errors"]] == list(same)


async def test_delete_removes_the_row(client: AsyncClient) -> None:
    row = await tag_factory.create(client)
    location = f"{URL}/{row['id']}"
    assert (await client.delete(location)).status_code == 204
    assert (await client.get(location)).status_code == 404
    assert (await client.get(URL)).json()["total"] == 0
    assert (await client.delete(location)).status_code == 404
