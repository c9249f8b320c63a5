{% set code = project.endpoints(entity) %}
"""The endpoints of {{ entity.path }}."""

{{ code.router_imports }}

Reading = Annotated[{{ entity.name }}Service, reading({{ entity.name }}Service, {{ entity.name }}Repository)]
Writing = Annotated[{{ entity.name }}Service, writing({{ entity.name }}Service, {{ entity.name }}Repository)]

router = APIRouter(prefix="/{{ entity.path }}", tags=["{{ entity.path }}"])


@router.post("", status_code=201, {{ code.response(code.written) }}, responses=problems(409))
async def create_{{ code.singular }}(body: {{ entity.name }}Create, service: Writing, request: Request, response: Response) -> models.{{ entity.name }}:
    created = await service.create(body)
    response.headers["Location"] = f"{request.url.path}/{created.id}"
    return created


@router.get("", {{ code.response("Page[" ~ code.listed ~ "]") }})
async def list_{{ entity.plural }}(query: Annotated[{{ entity.name }}Query, Query()], service: Reading) -> dict[str, object]:
    return await service.page(query)


@router.get("/{{ "{" }}{{ code.key_argument }}}", {{ code.response(code.answer) }}, responses=problems(404))
{% if code.collections %}
async def get_{{ code.singular }}({{ code.key_argument }}: {{ code.key_annotation }}, service: Reading, include: Annotated[{{ entity.name }}Include, Query(default_factory=list)]) -> models.{{ entity.name }}:
    return await service.get({{ code.key_argument }}, include)
{% else %}
async def get_{{ code.singular }}({{ code.key_argument }}: {{ code.key_annotation }}, service: Reading) -> models.{{ entity.name }}:
    return await service.get({{ code.key_argument }})
{% endif %}
{% if code.writable %}


@router.patch("/{{ "{" }}{{ code.key_argument }}}", {{ code.response(code.written) }}, responses=problems(404, 409))
async def update_{{ code.singular }}({{ code.key_argument }}: {{ code.key_annotation }}, body: {{ entity.name }}Update, service: Writing) -> models.{{ entity.name }}:
    return await service.update({{ code.key_argument }}, body)
{% endif %}


@router.delete("/{{ "{" }}{{ code.key_argument }}}", status_code=204, responses=problems(404, 409))
async def delete_{{ code.singular }}({{ code.key_argument }}: {{ code.key_annotation }}, service: Writing) -> None:
    await service.delete({{ code.key_argument }})
{% if entity.soft_delete %}


@router.post("/{{ "{" }}{{ code.key_argument }}}/restore", {{ code.response(code.written) }}, responses=problems(404, 409))
async def restore_{{ code.singular }}({{ code.key_argument }}: {{ code.key_annotation }}, service: Writing) -> models.{{ entity.name }}:
    return await service.restore({{ code.key_argument }})
{% endif %}
