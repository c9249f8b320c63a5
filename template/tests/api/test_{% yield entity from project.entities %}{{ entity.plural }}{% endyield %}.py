{% set tests = project.tests(entity) %}
"""{{ entity.plural | replace("_", " ") | capitalize }} over HTTP."""

from uuid import uuid4

import pytest
from httpx2 import AsyncClient

from tests.factories.{{ entity.module }} import {{ entity.singular }}_factory
{% for target in tests.factories %}
from tests.factories.{{ target.module }} import {{ target.singular }}_factory
{% endfor %}

URL = {{ entity.singular }}_factory.url
{% if entity.key == "int" %}
MISSING = f"{URL}/{2**62}"
{% else %}
MISSING = f"{URL}/{uuid4()}"
{% endif %}


async def test_create_answers_the_row_and_where_it_is(client: AsyncClient) -> None:
    body = await {{ entity.singular }}_factory.body(client)
    response = await client.post(URL, json=body)
    assert response.status_code == 201, response.text
    created = response.json()
    assert response.headers["Location"] == f"{URL}/{created['id']}"
    found = (await client.get(response.headers["Location"])).json()
    assert {field: found[field] for field in body} == body
    assert found.items() >= created.items()
    assert (await client.post(URL, json=body | {"id": created["id"]})).status_code == 422


async def test_list_is_paged_and_ordered(client: AsyncClient) -> None:
{% if entity.key == "uuid4" %}
    keys = sorted([(await {{ entity.singular }}_factory.create(client))["id"] for _ in range({{ [tests.capacity, 3] | min }})])
{% else %}
    keys = [(await {{ entity.singular }}_factory.create(client))["id"] for _ in range({{ [tests.capacity, 3] | min }})]
{% endif %}
    page = (await client.get(URL, params={"limit": 1, "offset": len(keys) - 1})).json()
    assert [row["id"] for row in page["items"]] == keys[-1:]
    assert (page["total"], page["limit"], page["offset"]) == (len(keys), 1, len(keys) - 1)
    beyond = (await client.get(URL, params={"offset": 1000})).json()
    assert (beyond["items"], beyond["total"]) == ([], len(keys))
    assert [(await client.get(URL, params={"limit": limit})).status_code for limit in (0, 100, 101)] == [422, 200, 422]


async def test_list_sorts_and_knows_its_parameters(client: AsyncClient) -> None:
    row = await {{ entity.singular }}_factory.create(client)
    page = (await client.get(URL, params={"sort": "-id"})).json()
    assert [item["id"] for item in page["items"]] == [row["id"]]
    assert (await client.get(URL, params={"unknown": "1"})).status_code == 422
    assert (await client.get(URL, params={"sort": "unknown"})).status_code == 422


async def test_get_what_is_not_there_is_404(client: AsyncClient) -> None:
    response = await client.get(MISSING)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
{% if tests.writable %}


async def test_update_changes_what_is_sent_and_nothing_else(client: AsyncClient) -> None:
    row = await {{ entity.singular }}_factory.create(client)
    location = f"{URL}/{row['id']}"
{% if tests.change %}
    changes = {"{{ tests.change[0] }}": {{ tests.change[1] }}}
    response = await client.patch(location, json=changes)
    assert response.status_code == 200, response.text
    expected = row | changes{{ ' | {"updated_at": response.json()["updated_at"]}' if entity.timestamps }}
    assert {field: response.json()[field] for field in row} == expected
    assert (await client.get(location)).json().items() >= response.json().items()
{% endif %}
    stored = (await client.get(location)).json()
    assert (await client.patch(location, json={})).json().items() <= stored.items()
    assert (await client.get(location)).json() == stored
    assert (await client.patch(location, json={"id": row["id"]})).status_code == 422
    assert (await client.patch(MISSING, json={})).status_code == 404
{% endif %}
{% if tests.nullable %}


@pytest.mark.parametrize("field", ["{{ tests.nullable | join('", "') }}"])
async def test_null_clears_an_optional_value(client: AsyncClient, field: str) -> None:
    row = await {{ entity.singular }}_factory.create(client)
    response = await client.patch(f"{URL}/{row['id']}", json={field: None})
    assert (response.status_code, response.json()[field]) == (200, None)
{% endif %}
{% if tests.refused %}


@pytest.mark.parametrize(
    ("field", "value"),
    [
{% for name, value in tests.refused %}
        ("{{ name }}", {{ value }}),
{% endfor %}
    ],
)
async def test_a_value_that_does_not_fit_is_refused(client: AsyncClient, field: str, value: object) -> None:
    body = await {{ entity.singular }}_factory.body(client)
    assert (await client.post(URL, json=body | {field: value})).status_code == 422
    assert (await client.patch(MISSING, json={field: value})).status_code == 422
{% endif %}
{% for columns in tests.unique %}


async def test_{{ columns | join("_") }}_{{ "is" if columns | length == 1 else "are" }}_unique(client: AsyncClient) -> None:
    row = await {{ entity.singular }}_factory.create(client)
    body = await {{ entity.singular }}_factory.body(client)
    same = {field: row[field] for field in ["{{ columns | join('", "') }}"]}
    response = await client.post(URL, json=body | same)
    assert response.status_code == 409, response.text
    assert [error["location"][-1] for error in response.json()["errors"]] == list(same)
{% if entity.soft_delete %}
    await client.delete(f"{URL}/{row['id']}")
    assert (await client.post(URL, json=body | same)).status_code == 201
    assert (await client.post(f"{URL}/{row['id']}/restore")).status_code == 409
{% endif %}
{% endfor %}
{% for reference, target in tests.referenced %}


async def test_{{ reference.name }}_is_a_row_that_exists(client: AsyncClient) -> None:
    body = await {{ entity.singular }}_factory.body(client, {{ reference.column }}={{ "2**62" if target.key == "int" else "str(uuid4())" }})
    assert (await client.post(URL, json=body)).status_code == 409
    referenced = await {{ target.singular }}_factory.create(client)
    row = await {{ entity.singular }}_factory.create(client, {{ reference.column }}=referenced["id"])
    found = (await client.get(f"{URL}/{row['id']}")).json()
    assert found["{{ reference.name }}"]["id"] == referenced["id"]
{% if tests.capacity > 1 %}
    await {{ entity.singular }}_factory.create(client)
{% endif %}
    query = {"include": "{{ reference.name }}", "{{ reference.column }}": referenced["id"]}
    page = (await client.get(URL, params=query)).json()
    assert [item["{{ reference.name }}"]["id"] for item in page["items"]] == [referenced["id"]]


async def test_what_it_means_to_delete_its_{{ reference.name }}(client: AsyncClient) -> None:
    referenced = await {{ target.singular }}_factory.create(client)
    row = await {{ entity.singular }}_factory.create(client, {{ reference.column }}=referenced["id"])
    response = await client.delete(f"{ {{- target.singular }}_factory.url}/{referenced['id']}")
    found = await client.get(f"{URL}/{row['id']}")
{% if reference.on_delete == "cascade" %}
    assert (response.status_code, found.status_code) == (204, 404)
{% elif reference.on_delete == "restrict" %}
    assert (response.status_code, found.status_code) == (409, 200)
    assert response.json()["detail"].endswith("refer to it")
{% else %}
    assert (response.status_code, found.json()["{{ reference.column }}"]) == (204, None)
{% endif %}
{% endfor %}
{% for relation, target in tests.associated %}


async def test_{{ relation.name }}_are_linked_and_replaced(client: AsyncClient) -> None:
    keys = sorted([(await {{ target.singular }}_factory.create(client))["id"] for _ in range({{ [tests.capacities[target.name], 2] | min }})])
    row = await {{ entity.singular }}_factory.create(client, {{ relation.ids }}=keys)
    assert [item["id"] for item in row["{{ relation.name }}"]] == keys
{% if tests.capacity > 1 %}
    await {{ entity.singular }}_factory.create(client)
{% endif %}
    query = {"include": "{{ relation.name }}", "{{ relation.target_column }}": keys[0]}
    [found] = (await client.get(URL, params=query)).json()["items"]
    assert [item["id"] for item in found["{{ relation.name }}"]] == keys
    response = await client.patch(f"{URL}/{row['id']}", json={"{{ relation.ids }}": keys[1:]})
    assert [item["id"] for item in response.json()["{{ relation.name }}"]] == keys[1:]
{% if entity.timestamps %}
    assert response.json()["updated_at"] > row["updated_at"]
{% endif %}
    missing = {"{{ relation.ids }}": [{{ "2**62" if target.key == "int" else "str(uuid4())" }}]}
    assert (await client.patch(f"{URL}/{row['id']}", json=missing)).status_code == 409
    found = (await client.get(f"{URL}/{row['id']}")).json()
    assert [item["id"] for item in found["{{ relation.name }}"]] == keys[1:]
{% endfor %}


async def test_delete_removes_the_row(client: AsyncClient) -> None:
    row = await {{ entity.singular }}_factory.create(client)
    location = f"{URL}/{row['id']}"
    assert (await client.delete(location)).status_code == 204
    assert (await client.get(location)).status_code == 404
    assert (await client.get(URL)).json()["total"] == 0
    assert (await client.delete(location)).status_code == 404
{% if entity.soft_delete %}
    assert (await client.post(f"{location}/restore")).json()["id"] == row["id"]
    assert (await client.get(location)).status_code == 200
    assert (await client.post(f"{MISSING}/restore")).status_code == 404
{% endif %}
