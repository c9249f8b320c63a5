"""Keys that SQLite counts: none is given twice, also when a revision has changed the table by copying it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.projects import Project, generate

CHANGE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "002", "001"


def upgrade():
    with op.batch_alter_table("notes") as batch:
        batch.alter_column("text", type_=sa.String(300), existing_nullable=False)


def downgrade():
    with op.batch_alter_table("notes") as batch:
        batch.alter_column("text", type_=sa.String(200), existing_nullable=False)
"""


@pytest.fixture
def notes(checkout: Path, tmp_path: Path) -> Project:
    answers = {"primary_key": "int", "timestamps": False, "entities": "Note:\n  text: str(200)\n"}
    return generate(checkout, tmp_path / "project", {"project_name": "Notes", **answers})


def next_key(database: str) -> int:
    """Insert a row, delete it, and return its key."""
    with closing(sqlite3.connect(database.partition("///")[2], isolation_level=None)) as connection:
        [(key,)] = connection.execute("INSERT INTO notes (text) VALUES ('a') RETURNING id").fetchall()
        connection.execute("DELETE FROM notes")
    return int(key)


@pytest.mark.slow
def test_no_key_is_given_twice(notes: Project) -> None:
    database = notes.sqlite()
    notes.migrate("upgrade head", "check", database=database)
    assert [next_key(database), next_key(database)] == [1, 2]
    [versions] = notes.directory.glob("src/*/migrations/versions")
    (versions / "002_change.py").write_text(CHANGE, encoding="utf-8")
    notes.migrate("upgrade head", database=database)
    assert next_key(database) == 3
    notes.migrate("downgrade -1", database=database)
    assert next_key(database) == 4
