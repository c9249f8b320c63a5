{% set model = project.model(entity) %}
"""The table `{{ entity.table }}`."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from {{ project.package }}.db.base import Base, IntegerKey, Timestamps, UUID4Key, UUID7Key, Versioned
from {{ project.package }}.db.soft_delete import SoftDelete, unique_while_live
from {{ project.package }}.db.types import CaseFolded, JSONDocument, utc_now, utc_today
{% if model.neighbours %}

if TYPE_CHECKING:
{% for neighbour in model.neighbours %}
    from {{ project.package }}.models.{{ neighbour.module }} import {{ neighbour.name }}
{% endfor %}
{% endif %}
{% for name, members in model.enums.items() %}


class {{ name }}(StrEnum):
{% for member, value in members.items() %}
    {{ member }} = "{{ value }}"
{% endfor %}
{% endfor %}
{% for relation in model.linked %}
{% if model.neighbours or model.enums or not loop.first %}

{% endif %}

{{ relation.table }} = sa.Table(
    "{{ relation.table }}",
    Base.metadata,
    sa.Column("{{ relation.owner_column }}", sa.ForeignKey("{{ entity.table }}.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("{{ relation.target_column }}", sa.ForeignKey("{{ model.entities[relation.target].table }}.id", ondelete="CASCADE"), primary_key=True, index=True),
    )
{% endfor %}


class {{ entity.name }}({{ model.mixins | join(", ") }}, Base):
    __tablename__ = "{{ entity.table }}"
{% if model.unique_sets or entity.indexes or model.checks %}
    __table_args__ = (
{% for columns in model.unique_sets %}
        {{ "unique_while_live" if entity.soft_delete else "sa.UniqueConstraint" }}("{{ columns | join('", "') }}"),
{% endfor %}
{% for columns in entity.indexes %}
        sa.Index(None, "{{ columns | join('", "') }}"),
{% endfor %}
{% for name, condition in model.checks %}
        sa.CheckConstraint({{ condition }}, name="{{ name }}"),
{% endfor %}
        )
{% endif %}
{% if model.columns %}

{% endif %}
{% for column in model.columns %}
{% if column.is_plain %}
    {{ column.name }}: Mapped[{{ column.annotation }}{{ " | None" if column.nullable }}]
{% else %}
    {{ column.name }}: Mapped[{{ column.annotation }}{{ " | None" if column.nullable }}] = mapped_column({{ column.type ~ "," if column.type }}
{% if column.refers_to %}
        sa.ForeignKey("{{ column.refers_to }}.id", ondelete="{{ column.on_delete }}"{{ ", use_alter=True" if column.deferred }}),
{% endif %}
{% if column.never_null %}
        nullable=False,
{% endif %}
{% if column.unique %}
        unique=True,
{% endif %}
{% if column.index %}
        index=True,
{% endif %}
{% if column.default %}
        default={{ column.default }},
{% endif %}
        )
{% endif %}
{% endfor %}
{% if model.relationships %}

{% endif %}
{% for side in model.relationships %}
{% if side.many %}
    {{ side.name }}: Mapped[list["{{ side.target }}"]] = relationship(
{% if side.secondary %}
        secondary={{ side.secondary if side.secondary_is_here else '"' ~ side.secondary ~ '"' }},
{% endif %}
{% if side.link %}
        primaryjoin="{{ entity.name }}.id == {{ side.link }}.{{ side.near_column }}",
{% if side.link_soft_deletes %}
        secondaryjoin="and_({{ side.target }}.id == {{ side.link }}.{{ side.far_column }}, ~{{ side.link }}.is_deleted)",
{% else %}
        secondaryjoin="{{ side.target }}.id == {{ side.link }}.{{ side.far_column }}",
{% endif %}
{% endif %}
{% if side.far_key %}
        foreign_keys="{{ side.target }}.{{ side.far_key }}",
{% endif %}
{% if side.other_side %}
        back_populates="{{ side.other_side }}",
{% else %}
        viewonly=True,
{% endif %}
{% if side.is_reverse %}
        passive_deletes="all",
{% endif %}
        order_by="{{ side.target }}.id",
        lazy="raise",
        )
{% else %}
    {{ side.name }}: Mapped["{{ side.target }}{{ " | None" if side.nullable }}"] = relationship(
{% if side.own_key %}
        foreign_keys=[{{ side.own_key }}],
{% endif %}
{% if side.far_key %}
        foreign_keys="{{ side.target }}.{{ side.far_key }}",
{% endif %}
{% if side.to_itself %}
        remote_side="{{ side.target }}.id",
{% endif %}
        back_populates="{{ side.other_side }}",
        lazy="raise",
{% if side.is_reverse %}
        passive_deletes="all",
{% endif %}
        )
{% endif %}
{% endfor %}
