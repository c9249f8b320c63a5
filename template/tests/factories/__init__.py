"""One factory for each entity, by the path of its endpoints."""

from collections.abc import Awaitable, Callable
from typing import Any

{% if project.entities %}
{% for entity in project.entities | sort(attribute="module") %}
from tests.factories.{{ entity.module }} import create_{{ project.code(entity).singular }}
{% endfor %}
{% endif %}

FACTORIES: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
{% for entity in project.entities | sort(attribute="path") %}
    "{{ entity.path }}": create_{{ project.code(entity).singular }},
{% endfor %}
}
