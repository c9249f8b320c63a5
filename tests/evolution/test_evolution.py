"""Projects that were edited by hand are updated to other entities: edits and rows stay, the migration follows."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
import yaml

from tests import doors
from tests.conftest import NewDatabase
from tests.doors import by_copier
from tests.evolution.by_hand import EDITS, again, append
from tests.evolution.lives import BOOKS, LIVES, Entities, Evolution, refer, unwrapped
from tests.evolution.living import Living, begin
from tests.evolution.walk import next_entities
from tests.projects import Project, once

VERSION = "0.1.0"
STEPS = 20
LINKED = BOOKS.replace("Tag[]", "Tag[] through BookTag") + "BookTag:\n  book: Book cascade\n  tag: Tag cascade\n"


@pytest.fixture(scope="session")
def released(shared: Path, checkout: Path) -> Path:
    """The template with a version, as updates want it."""

    def release(directory: Path) -> None:
        doors.git(checkout, "clone", "--quiet", str(checkout), str(directory))
        doors.git(directory, "tag", VERSION)

    return once(shared / "released", release)


@pytest.fixture
def living(request: pytest.FixtureRequest, released: Path, tmp_path: Path, new_database: NewDatabase) -> Living:
    """A project of BOOKS, or of what the test names, with rows in both databases."""
    entities = getattr(request, "param", BOOKS)
    project = Project(by_copier(released, tmp_path / "project", {"project_name": "Shop", "entities": entities}))
    return begin(project, new_database())


@pytest.mark.long
@pytest.mark.parametrize("life", LIVES)
def test_a_project_lives(living: Living, life: str) -> None:
    entities = yaml.safe_load(BOOKS)
    living.edit(EDITS)
    for evolution in LIVES[life]:
        entities = evolution.entities(entities)
        print(evolution.name)
        evolve(living, evolution, entities)
    living.test()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(int(os.environ.get("WALKS", "1"))))
def test_a_project_walks_at_random(living: Living, seed: int) -> None:
    random, entities = Random(seed), yaml.safe_load(BOOKS)
    for number in range(STEPS):
        living.edit(dict.fromkeys(random.sample(living.sources(), 4), append(f"# by hand {number}\n")))
        changes, entities, but = next_entities(random, entities)
        print(number, changes, yaml.safe_dump(entities, sort_keys=False), sep="\n")
        conflicts = living.update(yaml.safe_dump(entities, sort_keys=False))
        print(f"{len(conflicts)} conflicts: {conflicts}")
        living.resolve(conflicts, keep="# by hand")
        assert living.lost_edits() == []
        _, wrong = living.migrate(refer, but)
        assert wrong == []
        living.project.run("ruff", "check", "src", "tests")
        living.commit(changes)
    living.test()


@pytest.mark.long
@pytest.mark.parametrize(
    ("living", "after"), [(BOOKS, LINKED), (LINKED, BOOKS)], indirect=["living"], ids=["to an entity", "to a list"]
)
def test_rows_keep_the_key_that_they_are_known_by(living: Living, after: str) -> None:
    living.update(after)
    for url in living.databases.values():
        with pytest.raises(AssertionError, match=r"FAILED: book_tags\.id would (join|leave) the primary key"):
            living.project.run("alembic", "revision", "--autogenerate", DATABASE_URL=url)
    assert len(living.project.revisions) == 1


def evolve(living: Living, evolution: Evolution, entities: Entities) -> None:
    """Update a project, and look at all that it should have kept."""
    living.edit(again(evolution.name))
    if evolution.prepare:
        living.write_revision(*evolution.prepare)
        living.commit("Prepared")
    conflicts = living.update(yaml.safe_dump(entities, sort_keys=False), **evolution.answers)
    assert (conflicts, living.lost_edits()) == ([], []), evolution.name
    written, wrong = living.migrate(evolution.revise, evolution.but)
    assert wrong == [], evolution.name
    if evolution.says is None:
        assert written == "", evolution.name
    else:
        assert written, evolution.name
        assert evolution.says in unwrapped(written), written
    living.commit(evolution.name)
