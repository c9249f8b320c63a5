"""Makes rows for tests: one factory for each entity."""

from collections.abc import Sequence

import pytest

from tests.factories.base import Factory
{% for entity in project.entities | sort(attribute="module") %}
from tests.factories.{{ entity.module }} import {{ entity.singular }}_factory
{% endfor %}

{% if project.entities %}
FACTORIES: Sequence[Factory] = [
{% for entity in project.entities | sort(attribute="module") %}
    {{ entity.singular }}_factory,
{% endfor %}
]
{% else %}
FACTORIES: Sequence[Factory] = []
{% endif %}

every_entity = pytest.mark.parametrize("factory", FACTORIES, ids=str)
any_entity = pytest.mark.parametrize("factory", FACTORIES[:1], ids=str)
