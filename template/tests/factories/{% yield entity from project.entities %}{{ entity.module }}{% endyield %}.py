{% set tests = project.tests(entity) %}
"""Makes {{ entity.plural | replace("_", " ") }} for tests, through the API."""

{{ tests.factory_imports }}
{% if tests.counted %}

numbers = count(1)
{% endif %}


async def {{ tests.singular }}_body(client: AsyncClient, **changes: Any) -> dict[str, Any]:
    """Return a body that POST accepts; rows that it refers to are made first."""
{% if tests.counted %}
    number = next(numbers)
{% endif %}
{% if tests.body %}
    body: dict[str, Any] = {
{% for line in tests.body %}
        {{ line }},
{% endfor %}
    }
{% else %}
    body: dict[str, Any] = {}
{% endif %}
    return body | changes


async def create_{{ tests.singular }}(client: AsyncClient, **changes: Any) -> dict[str, Any]:
    response = await client.post("/api/v1/{{ entity.path }}", json=await {{ tests.singular }}_body(client, **changes))
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created
