"""All models: whoever imports one of them from here has the registry complete."""

from {{ project.package }}.db.base import Base
{% for entity in project.entities | sort(attribute="module") %}
from {{ project.package }}.models.{{ entity.module }} import {{ entity.name }}
{% endfor %}

__all__ = [
{% for name in project.model_names %}
    "{{ name }}",
{% endfor %}
]
