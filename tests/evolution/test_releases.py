"""Projects of earlier releases come to the template of today: their edits stay, and a new entity works."""

from __future__ import annotations

import shutil
from pathlib import Path

import copier
import pytest
import yaml

from tests import doors
from tests.conftest import NewDatabase
from tests.doors import REPOSITORY
from tests.evolution.by_hand import EDITS
from tests.evolution.lives import BOOKS
from tests.evolution.living import begin
from tests.projects import Project


def releases() -> dict[str, str]:
    """Each version that another one follows, and its last commit, by the release notes: a clone may lack the tags."""
    found = {}
    version = "Unreleased"
    for commit in doors.git(
        REPOSITORY, "log", "--first-parent", "--reverse", "--format=%H", "--", "CHANGELOG.md"
    ).split():
        notes = doors.git(REPOSITORY, "show", f"{commit}:CHANGELOG.md")
        newest = notes.partition("\n## ")[2].split()[0]
        if version not in ("Unreleased", newest):
            found[version] = f"{commit}^"
        version = newest
    return found


RELEASES = releases()
*_, OLDER, NEWEST = RELEASES
NEXT = "9999.0"
# Releases before 0.2.0 end a repository with a line that moved: what was appended there is in conflict, once.
KEPT = {name: edit for name, edit in EDITS.items() if not name.startswith("src/shop/repositories/")}


@pytest.fixture
def template(checkout: Path, tmp_path: Path) -> Path:
    """The repository with its releases, and the working tree as the next one."""
    directory = tmp_path / "template"
    doors.git(tmp_path, "clone", "--quiet", str(REPOSITORY), str(directory))
    for path in directory.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(checkout, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git"))
    for release, commit in RELEASES.items():
        doors.git(directory, "tag", "--force", release, commit)
    doors.commit(directory, "The next release", tag=NEXT)
    return directory


@pytest.mark.slow
@pytest.mark.parametrize("release", [pytest.param(OLDER, marks=pytest.mark.long), NEWEST])
def test_a_project_of_an_earlier_release_is_updated(
    template: Path, tmp_path: Path, new_database: NewDatabase, release: str
) -> None:
    directory = tmp_path / "project"
    entities = yaml.safe_load(BOOKS)
    data = {"project_name": "Shop", "entities": BOOKS, "verify": "skip"}
    copier.run_copy(str(template), directory, data=data, defaults=True, quiet=True, unsafe=True, vcs_ref=release)
    living = begin(Project(directory), new_database())
    living.edit(KEPT)

    entities["Review"] = {"book": "Book cascade", "rating": "int >= 1 <= 5"}
    conflicts = living.update(yaml.safe_dump(entities, sort_keys=False), version=None)
    assert (conflicts, living.lost_edits()) == ([], [])
    assert f"_commit: '{NEXT}'" in (directory / ".copier-answers.yml").read_text(encoding="utf-8")
    written, wrong = living.migrate()
    assert "reviews" in written
    assert wrong == []
    living.test()
