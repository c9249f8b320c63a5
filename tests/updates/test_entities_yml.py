"""An update keeps the words of entities.yml."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from tests import doors
from tests.doors import Door, by_cookiecutter, by_copier
from tests.edits import append
from tests.projects import SMALL
from tests.updates.editing import MODELS, answers, describe, read, release, status, update


@pytest.mark.slow
def test_an_update_keeps_the_text_and_the_order_of_entities_yml(template: Path, bookshop: Path) -> None:
    described = describe(bookshop, "Shelf:\n  # Of wood.\n  name: 'str(50)'\n" + SMALL)
    doors.commit(bookshop, "By hand")
    append(template / "template" / "entities.yml", "# New.\n")
    release(template, "0.2.0", "Dockerfile")
    update(bookshop)
    assert read(bookshop, "entities.yml") == described
    assert list(yaml.safe_load(answers(bookshop)["entities"])) == ["Shelf", "Author", "Book"]
    assert (bookshop / MODELS / "shelf.py").exists()


@pytest.mark.slow
def test_entities_yml_is_written_anew_from_the_answers(bookshop: Path) -> None:
    written = read(bookshop, "entities.yml")
    (bookshop / "entities.yml").unlink()
    doors.commit(bookshop, "Without it")
    doors.update(bookshop)
    assert read(bookshop, "entities.yml") == written


@pytest.mark.slow
@pytest.mark.parametrize("door", [by_copier, by_cookiecutter])
def test_an_update_without_news_changes_nothing(template: Path, tmp_path: Path, door: Door) -> None:
    project = door(template, tmp_path / "out", {"entities": SMALL})
    doors.make_repository(project)
    release(template, "0.2.0", "Dockerfile")
    command = [sys.executable, "-m", "copier", "update", "--trust", "--defaults", "--vcs-ref=:current:"]
    done = doors.run_command([*command, "--data", f"entities={project / 'entities.yml'}", str(project)], tmp_path)
    assert done.returncode == 0, done.stdout
    assert status(project) == []
