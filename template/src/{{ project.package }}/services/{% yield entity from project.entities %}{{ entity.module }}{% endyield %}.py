{% set endpoints = project.endpoints(entity) %}
"""The business rules of {{ entity.plural | replace('_', ' ') }}."""

from {{ project.package }} import models
from {{ project.package }}.schemas.base import Update
from {{ project.package }}.schemas.{{ entity.module }} import {{ entity.name }}Create, {{ entity.name }}Update
from {{ project.package }}.services.base import Service, SoftDeleteService


class {{ entity.name }}Service({{ "SoftDelete" if entity.soft_delete }}Service[models.{{ entity.name }}, {{ entity.name }}Create, {{ entity.name if endpoints.writable }}Update]):
    """Override a use case where a rule applies to it, or add one."""
