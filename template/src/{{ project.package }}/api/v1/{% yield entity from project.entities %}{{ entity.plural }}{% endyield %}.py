{% set endpoints = project.endpoints(entity) %}
"""The endpoints of {{ entity.path }}."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from {{ project.package }} import models
from {{ project.package }}.api.dependencies import listing, reading, writing
from {{ project.package }}.api.errors import problems
from {{ project.package }}.api.openapi import headers, parameters
from {{ project.package }}.api.routing import Router
from {{ project.package }}.api.versions import IfMatch, etag
from {{ project.package }}.repositories.{{ entity.module }} import {{ entity.name }}Repository
from {{ project.package }}.schemas.base import Page
from {{ project.package }}.schemas.details.{{ entity.module }} import {{ entity.name }}Detail, {{ entity.name }}Include
from {{ project.package }}.schemas.{{ entity.module }} import {{ entity.name }}Create, {{ entity.name }}Query, {{ entity.name }}Read, {{ entity.name }}Update
from {{ project.package }}.schemas.types import CANONICAL, DIGITS, NOTHING, Bulk, IntegerKey
from {{ project.package }}.services.{{ entity.module }} import {{ entity.name }}Service

Reading = Annotated[{{ entity.name }}Service, reading({{ entity.name }}Service, {{ entity.name }}Repository)]
Writing = Annotated[{{ entity.name }}Service, writing({{ entity.name }}Service, {{ entity.name }}Repository)]
Listing = Annotated[{{ entity.name }}Query, listing({{ entity.name }}Query)]

router = Router(prefix="/{{ entity.path }}", tags=["{{ entity.path }}"])


@router.post(
    "",
    status_code=201,
    response_model={{ endpoints.written }},
{% if endpoints.linked %}
    response_model_exclude_unset=True,
{% endif %}
    responses=problems(409) | headers(201, "Location"{{ ', "ETag"' if entity.version }}),
    )
async def create_{{ entity.singular }}(body: {{ entity.name }}Create, service: Writing, request: Request, response: Response) -> models.{{ entity.name }}:
    created = await service.create(body)
    response.headers["Location"] = f"{request.url.path}/{created.id}"
{% if entity.version %}
    response.headers["ETag"] = etag(created)
{% endif %}
    return created


@router.post(
    "/bulk",
    status_code=201,
    response_model=list[{{ endpoints.written }}],
{% if endpoints.linked %}
    response_model_exclude_unset=True,
{% endif %}
    responses=problems(409),
    )
async def create_many_{{ entity.plural }}(body: Bulk[{{ entity.name }}Create], service: Writing) -> Sequence[models.{{ entity.name }}]:
    return await service.create_many(body)


@router.get("", response_model=Page[{{ endpoints.listed }}], response_model_exclude_unset=True, openapi_extra=parameters({{ entity.name }}Query))
async def list_{{ entity.plural }}(query: Listing, service: Reading) -> dict[str, object]:
    return await service.page(query)


@router.get(
    "/{ {{- endpoints.key -}} }",
    response_model={{ endpoints.answer }},
{% if endpoints.related %}
    response_model_exclude_unset=True,
{% endif %}
    responses=problems(404){{ ' | headers(200, "ETag")' if entity.version }},
    )
async def get_{{ entity.singular }}(
    {{ endpoints.key }}: {{ endpoints.key_type }},
    service: Reading,
{% if entity.version %}
    response: Response,
{% endif %}
{% if entity.reverses %}
    include: Annotated[{{ entity.name }}Include, Query()] = NOTHING,
{% endif %}
    ) -> models.{{ entity.name }}:
{% if entity.version %}
    found = await service.get({{ endpoints.key }}{{ ", include" if entity.reverses }})
    response.headers["ETag"] = etag(found)
    return found
{% else %}
    return await service.get({{ endpoints.key }}{{ ", include" if entity.reverses }})
{% endif %}
{% if endpoints.writable %}


@router.patch(
    "/{ {{- endpoints.key -}} }",
    response_model={{ endpoints.written }},
{% if endpoints.linked %}
    response_model_exclude_unset=True,
{% endif %}
    responses=problems(404, 409{{ ", 412" if entity.version }}){{ ' | headers(200, "ETag")' if entity.version }},
    )
async def update_{{ entity.singular }}(
    {{ endpoints.key }}: {{ endpoints.key_type }},
    body: {{ entity.name }}Update,
    service: Writing,
{% if entity.version %}
    response: Response,
    versions: IfMatch,
{% endif %}
    ) -> models.{{ entity.name }}:
{% if entity.version %}
    await service.expect({{ endpoints.key }}, versions)
    updated = await service.update({{ endpoints.key }}, body)
    response.headers["ETag"] = etag(updated)
    return updated
{% else %}
    return await service.update({{ endpoints.key }}, body)
{% endif %}
{% endif %}


@router.delete("/{ {{- endpoints.key -}} }", status_code=204, responses=problems(404, 409{{ ", 412" if entity.version }}))
async def delete_{{ entity.singular }}({{ endpoints.key }}: {{ endpoints.key_type }}, service: Writing{{ ", versions: IfMatch" if entity.version }}) -> None:
{% if entity.version %}
    await service.expect({{ endpoints.key }}, versions)
{% endif %}
    await service.delete({{ endpoints.key }})
{% if entity.soft_delete %}


@router.post(
    "/{ {{- endpoints.key -}} }/restore",
    response_model={{ endpoints.written }},
{% if endpoints.linked %}
    response_model_exclude_unset=True,
{% endif %}
    responses=problems(404, 409{{ ", 412" if entity.version }}){{ ' | headers(200, "ETag")' if entity.version }},
    )
async def restore_{{ entity.singular }}(
    {{ endpoints.key }}: {{ endpoints.key_type }},
    service: Writing,
{% if entity.version %}
    response: Response,
    versions: IfMatch,
{% endif %}
    ) -> models.{{ entity.name }}:
{% if entity.version %}
    await service.expect({{ endpoints.key }}, versions, deleted=True)
    restored = await service.restore({{ endpoints.key }})
    response.headers["ETag"] = etag(restored)
    return restored
{% else %}
    return await service.restore({{ endpoints.key }})
{% endif %}
{% endif %}
