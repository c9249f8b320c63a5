{% set code = project.code(entity) %}
"""Data access for {{ entity.plural | replace('_', ' ') }}."""

{{ code.repository_imports }}


class {{ entity.name }}Repository({{ code.repository_base }}[models.{{ entity.name }}]):
    model = models.{{ entity.name }}
{% if code.loaders %}
    detail = (
{% for loader in code.loaders %}
        {{ loader }},
{% endfor %}
    )
{% endif %}
{% if code.links %}
    links = {
{% for link in code.links %}
        {{ link }},
{% endfor %}
    }
{% endif %}
