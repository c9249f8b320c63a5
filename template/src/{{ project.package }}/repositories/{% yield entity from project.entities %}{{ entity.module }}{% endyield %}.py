{% set endpoints = project.endpoints(entity) %}
"""Data access for {{ entity.plural | replace('_', ' ') }}."""

from {{ project.package }} import models
from {{ project.package }}.repositories.base import Repository
from {{ project.package }}.repositories.soft_delete import SoftDeleteRepository


class {{ entity.name }}Repository({{ "SoftDelete" if entity.soft_delete }}Repository[models.{{ entity.name }}]):
{% if endpoints.relations %}
    detail = (
{% for relation in endpoints.relations %}
        models.{{ entity.name }}.{{ relation.name }},
{% endfor %}
        )
{% endif %}
{% if endpoints.linked %}
    links = {
{% for relation in endpoints.linked %}
        "{{ relation.ids }}": models.{{ entity.name }}.{{ relation.name }},
{% endfor %}
        }
{% endif %}
    model = models.{{ entity.name }}
