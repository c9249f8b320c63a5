"""Several versions of the template in one process: each renders by its own code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from copier.errors import UserMessageError

from tests import doors
from tests.doors import by_cookiecutter, by_copier
from tests.edits import change
from tests.projects import SMALL


def change_names(small: Path) -> None:
    """Make a second version, whose Python differs: it puts a word before the project's name."""
    name = 'name=answers["project_name"]'
    change(small / "blueprint" / "project.py", name, name.replace("=", '="Second " + '))
    doors.commit(small, "Second", tag="2.0.0")


def update_to_second(small: Path, project: Path) -> None:
    doors.make_repository(project)
    change_names(small)
    doors.update(project)


def author_of(project: Path) -> str:
    return (project / "src/shelf/models/author.py").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_update_renders_each_version_by_its_own_code(small: Path, tmp_path: Path) -> None:
    project = by_copier(small, tmp_path / "project", {"entities": SMALL, "project_name": "Shelf"})
    update_to_second(small, project)
    assert author_of(project) == '"""Author of Second Shelf."""\n'
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))
    assert answers["_commit"] == "2.0.0"
    assert answers["entities"] == SMALL.strip()


@pytest.mark.slow
def test_a_project_of_cookiecutter_can_be_updated_by_copier(small: Path, tmp_path: Path) -> None:
    project = by_cookiecutter(small, tmp_path / "out", {"entities": SMALL, "project_name": "Shelf"})
    update_to_second(small, project)
    assert author_of(project) == '"""Author of Second Shelf."""\n'


@pytest.mark.slow
def test_cookiecutter_renders_each_checkout_by_its_own_code(small: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    shutil.copytree(small, second)
    change_names(second)
    names = []
    for number, checkout in enumerate([small, second, small]):
        project = by_cookiecutter(checkout, tmp_path / str(number), {"entities": SMALL, "project_name": "Shelf"})
        names.append(author_of(project))
    assert names == ['"""Author of Shelf."""\n', '"""Author of Second Shelf."""\n', '"""Author of Shelf."""\n']


@pytest.mark.slow
def test_an_update_does_not_put_defaults_for_answers_that_are_no_longer_fit(small: Path, tmp_path: Path) -> None:
    project = by_copier(small, tmp_path / "project", {"entities": SMALL, "project_name": "The Bookshelf"})
    doors.make_repository(project)
    change(small / "blueprint" / "questions.py", "NAME_LENGTH = 60", "NAME_LENGTH = 9")
    doors.commit(small, "Stricter", tag="2.0.0")
    with pytest.raises(UserMessageError, match="project_name: 13 characters; at most 9 are accepted"):
        doors.update(project)
    assert doors.git(project, "status", "--porcelain") == ""
