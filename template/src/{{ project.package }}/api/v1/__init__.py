"""Version 1 of the API: the routers of all entities."""

from fastapi import APIRouter

from {{ project.package }}.api import errors
{% for entity in project.entities | sort(attribute="plural") %}
from {{ project.package }}.api.v1.{{ entity.plural }} import router as {{ entity.plural }}_router
{% endfor %}

router = APIRouter(prefix="/api/v1", responses=errors.problems(400, 422, 503))
{% for entity in project.entities | sort(attribute="plural") %}
router.include_router({{ entity.plural }}_router)
{% endfor %}
