{% set code = project.endpoints(entity) %}
"""The business rules of {{ entity.plural | replace('_', ' ') }}."""

{{ code.service_imports }}


class {{ entity.name }}Service({{ code.service_base }}[models.{{ entity.name }}, {{ entity.name }}Create, {{ entity.name if code.writable else '' }}Update]):
    """Override a use case where a rule applies to it, or add one."""
