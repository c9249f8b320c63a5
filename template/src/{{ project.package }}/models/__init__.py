"""All models: whoever imports one of them from here has the registry complete."""

{% for entity in project.entities | sort(attribute="module") %}
from {{ project.package }}.models.{{ entity.module }} import {{ entity.name }}
{% endfor %}

__all__ = [
{% for entity in project.entities | sort(attribute="name") %}
    "{{ entity.name }}",
{% endfor %}
]
