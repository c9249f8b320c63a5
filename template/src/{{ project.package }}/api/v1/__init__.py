"""Version 1 of the API: the routers of all entities."""

from {{ project.package }}.api.routing import Router
{% for entity in project.entities | sort(attribute="plural") %}
from {{ project.package }}.api.v1.{{ entity.plural }} import router as {{ entity.plural }}_router
{% endfor %}

PREFIX = "/api/v1"
{% if project.entities %}
ROUTERS: list[Router] = [
{% for entity in project.entities | sort(attribute="plural") %}
    {{ entity.plural }}_router,
{% endfor %}
]
{% else %}
ROUTERS: list[Router] = []
{% endif %}
