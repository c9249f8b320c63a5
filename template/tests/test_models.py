"""Rules that hold for every model, so also for the next one."""

import pytest
from sqlalchemy.orm import Mapper, configure_mappers

from {{ project.package }}.models import Base

configure_mappers()
MAPPERS = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_no_relationship_loads_by_itself(mapper: Mapper[Base]) -> None:
    assert {relation.key: relation.lazy for relation in mapper.relationships if relation.lazy != "raise"} == {}


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_every_foreign_key_is_indexed(mapper: Mapper[Base]) -> None:
    leading = {next(iter(index.columns)).name for index in mapper.local_table.indexes}
    leading |= {next(iter(key.columns)).name for key in mapper.local_table.constraints if hasattr(key, "columns")}
    assert {key.parent.name for key in mapper.local_table.foreign_keys} <= leading
