{% set schemas = project.schemas(entity) %}
"""What the API takes and answers for {{ entity.plural | replace('_', ' ') }}."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from {{ project.package }} import models
from {{ project.package }}.db.types import utc_now, utc_today
{% if schemas.enums %}
from {{ project.package }}.models.{{ entity.module }} import {{ schemas.enums | join(", ") }}
{% endif %}
from {{ project.package }}.schemas.base import Create, Read, Update
from {{ project.package }}.schemas.queries import BoolParam, FloatParam, Int16Param, Int32Param, Int64Param, Order, Query, Several, TextParam, Texts
from {{ project.package }}.schemas.types import FormerMember, Given, IntegerKey, KeySet, Listed, {{ schemas.value_types | join(", ") }}
{% if schemas.aliases %}

{% endif %}
{% for alias in schemas.aliases %}
{{ alias.name }} = Annotated[{{ alias.type }}, Field(
{% for name, value in alias.constraints %}
    {{ name }}={{ value }},
{% endfor %}
{% if alias.example %}
    examples=[{{ alias.example }}],
{% endif %}
    ){{ ", " ~ alias.form if alias.form }}]
{% endfor %}


class {{ entity.name }}Create(Create):
{% for field in schemas.inputs %}
{% if field.is_list %}
    {{ field.name }}: KeySet[{{ field.type }}] = set()
{% elif field.default_is_made %}
    {{ field.name }}: {{ field.type }}{{ " | None" if field.nullable }} = Field(default_factory={{ field.default }})
{% elif field.default %}
    {{ field.name }}: {{ field.type }}{{ " | None" if field.nullable }} = {{ field.default }}
{% else %}
    {{ field.name }}: {{ field.type }}{{ " | None = None" if field.nullable }}
{% endif %}
{% else %}
    pass
{% endfor %}
{% if schemas.writable %}


class {{ entity.name }}Update(Update):
{% for field in schemas.inputs %}
{% if field.is_list %}
    {{ field.name }}: Given[KeySet[{{ field.type }}]] = None
{% elif field.nullable %}
    {{ field.name }}: {{ field.type }} | None = None
{% else %}
    {{ field.name }}: Given[{{ field.type }}] = None
{% endif %}
{% endfor %}
{% endif %}


class {{ entity.name }}Read(Read):
    id: {{ schemas.own_key }}
{% for field in schemas.outputs %}
    {{ field.name }}: {{ field.type }}{{ " | None" if field.nullable }}
{% endfor %}
{% if entity.timestamps %}
    created_at: dt.datetime
    updated_at: dt.datetime
{% endif %}


{{ entity.name }}Sort = Annotated[list[str], Order("{{ schemas.sortable | join('", "') }}")]


class {{ entity.name }}Query(Query, model=models.{{ entity.name }}):
    sort: {{ entity.name }}Sort = []
{% if schemas.relations %}
    include: Listed[Literal["{{ schemas.relations | join('", "', attribute="name") }}"]] = []
{% endif %}
{% for filter in schemas.filters %}
{% if filter.list %}
    {{ filter.name }}: Given[{{ filter.list }}[{{ filter.type }}]] = None
{% else %}
    {{ filter.name }}: Given[{{ filter.type }}] = None
{% endif %}
{% endfor %}
