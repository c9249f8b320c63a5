"""Rules that hold for every model, so also for the next one."""

import re

import pytest
from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Mapper, configure_mappers
from sqlalchemy.schema import CreateTable

from {{ project.package }}.db.base import MAX_IDENTIFIER_LENGTH, IntegerKey
from {{ project.package }}.db.constraints import is_plain
from {{ project.package }}.models import Base

configure_mappers()
MAPPERS = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_no_relationship_loads_by_itself(mapper: Mapper[Base]) -> None:
    assert {relation.key: relation.lazy for relation in mapper.relationships if relation.lazy != "raise"} == {}


@pytest.mark.parametrize("table", Base.metadata.tables.values(), ids=str)
def test_every_foreign_key_is_indexed(table: Table) -> None:
    keys = [key for key in table.constraints if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)]
    # Of live rows alone, a set does not serve; of one column, there is at most one such row for each key anyway.
    serving = [index for index in table.indexes if not index.dialect_kwargs or len(index.columns) == 1]
    serving = [index for index in serving if is_plain(index)]
    leading = {next(iter(index.columns)).name for index in [*serving, *keys]}
    assert {key.parent.name for key in table.foreign_keys} <= leading


@pytest.mark.parametrize("table", Base.metadata.tables.values(), ids=str)
def test_every_constraint_is_named(table: Table) -> None:
    assert re.findall(r"(?m)^\s*(?:PRIMARY KEY|FOREIGN KEY|UNIQUE|CHECK).*", str(CreateTable(table))) == []


@pytest.mark.parametrize("table", Base.metadata.tables.values(), ids=str)
def test_every_name_is_the_one_in_the_database(table: Table) -> None:
    """A longer one would be cut: what compares it, as `alembic check` does for a CHECK, finds another."""
    names = [*(str(constraint.name) for constraint in table.constraints), *(str(index.name) for index in table.indexes)]
    assert [name for name in names if len(name) > MAX_IDENTIFIER_LENGTH] == []
{% if project.uses_key("int") %}


@pytest.mark.parametrize(
    "mapper",
    [mapper for mapper in MAPPERS if issubclass(mapper.class_, IntegerKey)],
    ids=lambda mapper: mapper.class_.__name__,
)
def test_sqlite_gives_no_key_twice(mapper: Mapper[Base]) -> None:
    """The URL of a row that was deleted would lead to another one."""
    table = Base.metadata.tables[mapper.class_.__tablename__]
    assert " PRIMARY KEY AUTOINCREMENT" in str(CreateTable(table).compile(dialect=sqlite.dialect()))
{% endif %}
