{% set code = project.endpoints(entity) %}
"""Data access for {{ entity.plural | replace('_', ' ') }}."""

{{ code.repository_imports }}


class {{ entity.name }}Repository({{ code.repository_base }}[models.{{ entity.name }}]):
{% if code.detail %}
    detail = {{ code.detail }}
{% endif %}
{% if code.links %}
    links = {{ "{" ~ code.links ~ "}" }}
{% endif %}
    model = models.{{ entity.name }}
