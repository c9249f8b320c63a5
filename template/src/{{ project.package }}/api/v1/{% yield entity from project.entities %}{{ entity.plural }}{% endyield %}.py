{% set code = project.endpoints(entity) %}
"""The endpoints of {{ entity.path }}."""

{{ code.router_imports }}

Reading = Annotated[{{ entity.name }}Service, reading({{ entity.name }}Service, {{ entity.name }}Repository)]
Writing = Annotated[{{ entity.name }}Service, writing({{ entity.name }}Service, {{ entity.name }}Repository)]
Listing = Annotated[{{ entity.name }}Query, listing({{ entity.name }}Query)]

router = Router(prefix="/{{ entity.path }}", tags=["{{ entity.path }}"])


@router.post("", status_code=201, {{ code.response(code.written) }}, responses=problems(409) | headers(201, "Location"{{ ', "ETag"' if entity.version }}))
async def create_{{ code.singular }}(body: {{ entity.name }}Create, service: Writing, request: Request, response: Response) -> models.{{ entity.name }}:
    created = await service.create(body)
    response.headers["Location"] = f"{request.url.path}/{created.id}"
{% if entity.version %}
    response.headers["ETag"] = etag(created)
{% endif %}
    return created


@router.post("/bulk", status_code=201, {{ code.response("list[" ~ code.written ~ "]") }}, responses=problems(409))
async def create_many_{{ entity.plural }}(body: Bulk[{{ entity.name }}Create], service: Writing) -> Sequence[models.{{ entity.name }}]:
    return await service.create_many(body)


@router.get("", response_model=Page[{{ code.listed }}], response_model_exclude_unset=True, openapi_extra=parameters({{ entity.name }}Query))
async def list_{{ entity.plural }}(query: Listing, service: Reading) -> dict[str, object]:
    return await service.page(query)


{% set key = code.key_argument %}
{% set id = key ~ ": " ~ code.key_annotation %}
{% set headers = ", response: Response" if entity.version else "" %}
{% set change_headers = headers ~ (", versions: IfMatch" if entity.version else "") %}
{% set refused = "404, 409, 412" if entity.version else "404, 409" %}
{% set tagged = ' | headers(200, "ETag")' if entity.version else "" %}
{% set include = ", include: Annotated[" ~ entity.name ~ "Include, Query()] = NOTHING" if code.collections else "" %}
@router.get("/{{ "{" ~ key ~ "}" }}", {{ code.response(code.answer) }}, responses=problems(404){{ tagged }})
async def get_{{ code.singular }}({{ id }}, service: Reading{{ headers }}{{ include }}) -> models.{{ entity.name }}:
{% if entity.version %}
    found = await service.get({{ key }}{{ ", include" if code.collections }})
    response.headers["ETag"] = etag(found)
    return found
{% else %}
    return await service.get({{ key }}{{ ", include" if code.collections }})
{% endif %}
{% if code.writable %}


@router.patch("/{{ "{" ~ key ~ "}" }}", {{ code.response(code.written) }}, responses=problems({{ refused }}){{ tagged }})
async def update_{{ code.singular }}({{ id }}, body: {{ entity.name }}Update, service: Writing{{ change_headers }}) -> models.{{ entity.name }}:
{% if entity.version %}
    await service.expect({{ key }}, versions)
    updated = await service.update({{ key }}, body)
    response.headers["ETag"] = etag(updated)
    return updated
{% else %}
    return await service.update({{ key }}, body)
{% endif %}
{% endif %}


@router.delete("/{{ "{" ~ key ~ "}" }}", status_code=204, responses=problems({{ refused }}))
async def delete_{{ code.singular }}({{ id }}, service: Writing{{ ", versions: IfMatch" if entity.version }}) -> None:
{% if entity.version %}
    await service.expect({{ key }}, versions)
{% endif %}
    await service.delete({{ key }})
{% if entity.soft_delete %}


@router.post("/{{ "{" ~ key ~ "}" }}/restore", {{ code.response(code.written) }}, responses=problems({{ refused }}){{ tagged }})
async def restore_{{ code.singular }}({{ id }}, service: Writing{{ change_headers }}) -> models.{{ entity.name }}:
{% if entity.version %}
    await service.expect({{ key }}, versions, deleted=True)
    restored = await service.restore({{ key }})
    response.headers["ETag"] = etag(restored)
    return restored
{% else %}
    return await service.restore({{ key }})
{% endif %}
{% endif %}
