"""The tables of every case are what its entities say: types, nulls, keys, indexes, checks; asked of both databases."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import Connection, Inspector, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from blueprint.notation.model import Entity, Field, ManyToMany, Reference
from tests.conftest import NewDatabase
from tests.matrix.cases import CASES
from tests.projects import Project, entities_of

TYPES = {
    # as SQLite and as PostgreSQL call it
    "str": ("VARCHAR({})", "VARCHAR({})"),
    "text": ("TEXT", "TEXT"),
    "int": ("INTEGER", "INTEGER"),
    "smallint": ("SMALLINT", "SMALLINT"),
    "bigint": ("BIGINT", "BIGINT"),
    "float": ("DOUBLE", "DOUBLE PRECISION"),
    "decimal": ("NUMERIC({}, {})", "NUMERIC({}, {})"),
    "bool": ("BOOLEAN", "BOOLEAN"),
    "date": ("DATE", "DATE"),
    "time": ("TIME", "TIME"),
    "datetime": ("DATETIME", "TIMESTAMP"),  # with its zone, as said below
    "duration": ("DATETIME", "INTERVAL"),
    "uuid": ("CHAR(32)", "UUID"),
    "json": ("JSON", "JSONB"),
    "bytes": ("BLOB", "BYTEA"),
    "email": ("VARCHAR(320)", "VARCHAR(320)"),
    "url": ("VARCHAR(2083)", "VARCHAR(2083)"),
    "enum": ("VARCHAR(64)", "VARCHAR(64)"),
}

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("case", CASES, indirect=True)
def test_the_tables_are_what_was_written(case: str, project: Project, new_database: NewDatabase) -> None:
    entities = entities_of(CASES[case])
    for database in (project.sqlite(), new_database()):
        project.migrate("upgrade head", database=database)
        asyncio.run(compare(entities, database))


async def compare(entities: Iterable[Entity], database: str) -> None:
    engine = create_async_engine(database)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(compare_all, {entity.name: entity for entity in entities})
    finally:
        await engine.dispose()


def compare_all(connection: Connection, entities: dict[str, Entity]) -> None:
    inspector = inspect(connection)
    assert set(inspector.get_table_names()) >= {entity.table for entity in entities.values()}
    for entity in entities.values():
        columns = {column["name"]: column for column in inspector.get_columns(entity.table)}
        # What is written is the service's to say: another default may be one that the other database does not know.
        defaults = {
            name for name, column in columns.items() if column["default"] is not None and "computed" not in column
        }
        assert defaults <= {"id", "is_deleted"}, entity.table
        unique, indexed = keys(inspector, entity.table)
        assert unique >= set(entity.unique), entity.table
        assert indexed >= set(entity.indexes), entity.table
        checks = " ".join(str(check["sqltext"]) for check in inspector.get_check_constraints(entity.table))
        for field in entity.fields:
            place = f"{entity.table}.{field.name}"
            match field:
                case Field():
                    compare_field(field, columns[field.name], connection.dialect.name, place)
                    assert ((field.name,) in unique) == field.unique, place
                    assert (field.name,) in indexed or not field.index, place
                    assert not field.bounds or re.search(rf"\b{field.name}\b", checks), place
                case Reference():
                    assert columns[field.column]["nullable"] == field.nullable, place
                    assert ((field.column,) in unique) == field.unique, place
                    assert field.column in {names[0] for names in unique | indexed}, place
                    expected = (entities[field.target].table, field.on_delete.replace("_", " ").upper())
                    assert foreign_keys(inspector, entity.table)[field.column] == expected, place
                case ManyToMany(through=None):
                    ends = {field.owner_column: entity.table, field.target_column: entities[field.target].table}
                    found = foreign_keys(inspector, field.table)
                    assert found == {column: (table, "CASCADE") for column, table in ends.items()}, place


def compare_field(field: Field, column: Any, dialect: str, place: str) -> None:
    expected = TYPES[field.type.name][dialect == "postgresql"]
    assert str(column["type"]) == (expected.format(*field.arguments) if "{" in expected else expected), place
    assert column["nullable"] == field.nullable, place
    if field.type.name == "datetime" and dialect == "postgresql":
        assert column["type"].timezone, place


def keys(inspector: Inspector, table: str) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """The sets of columns that are unique, and those that have another index."""
    indexes = [(tuple(map(str, index["column_names"])), index["unique"]) for index in inspector.get_indexes(table)]
    constraints = [tuple(constraint["column_names"]) for constraint in inspector.get_unique_constraints(table)]
    unique = {columns for columns, is_unique in indexes if is_unique}
    return unique.union(constraints), {columns for columns, is_unique in indexes if not is_unique}


def foreign_keys(inspector: Inspector, table: str) -> dict[str, tuple[str, str]]:
    """Which table a column refers to, and what deleting a row there does."""
    return {
        key["constrained_columns"][0]: (key["referred_table"], str(key["options"].get("ondelete")))
        for key in inspector.get_foreign_keys(table)
    }
