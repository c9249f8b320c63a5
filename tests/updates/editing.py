"""Changes a template and a project of it, updates the project, and reads its files and its git status."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml

from tests import doors
from tests.doors import by_copier
from tests.edits import append
from tests.projects import SMALL

of_copier = pytest.mark.long
"""Marks tests of Copier itself that `docs/updating.md` relies on: only another version of it could fail them."""

VERSION = "0.1.0"
SHELF = "Shelf:\n  name: str(50)\n"
MODELS, SERVICES = "src/bookshop/models", "src/bookshop/services"


def generate(template: Path, output: Path, entities: str = SMALL) -> Path:
    by_copier(template, output, {"entities": entities})
    doors.make_repository(output)
    return output


def release(template: Path, version: str, *names: str) -> None:
    """Publish a version of the template in which some files begin with one more line."""
    for name in names:
        [path] = (template / "template").glob(name)
        path.write_text(f"# New in {version}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    doors.commit(template, version, tag=version)


def describe(project: Path, entities: str) -> str:
    """Write entities.yml with comments, as a user does."""
    text = f"# What we sell.\nentities:\n{indent(entities, '  ')}  # That is all.\n"
    (project / "entities.yml").write_text(text, encoding="utf-8")
    return text


def update(project: Path, **options: Any) -> None:
    """Update to what entities.yml says, and to the newest version of the template unless an option names another."""
    data = {"entities": str(project / "entities.yml")}
    doors.update(project, data=data, **options)


def files(directory: Path, *others: str) -> dict[str, bytes]:
    """Return the content of each file in a directory, except for git's files and those in `others`."""
    skipped = {directory / name for name in (".git", *others)}
    paths = (path for path in directory.rglob("*") if path.is_file() and not skipped.intersection(path.parents))
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


def status(project: Path) -> list[str]:
    return doors.git(project, "status", "--porcelain", "--untracked-files=all").splitlines()


def answers(project: Path) -> dict[str, Any]:
    kept: dict[str, Any] = yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))
    return kept


def read(project: Path, name: str) -> str:
    return (project / name).read_text(encoding="utf-8")


def conflict(mine: str, theirs: str) -> str:
    return f"<<<<<<< before updating\n{mine}\n=======\n{theirs}\n>>>>>>> after updating\n"


def modify(project: Path) -> None:
    append(project / "README.md", "Mine.\n")


def forget_to_commit(project: Path) -> None:
    shutil.rmtree(project / ".git")
    doors.git(project, "init", "--quiet")


def forget_git(project: Path) -> None:
    shutil.rmtree(project / ".git")
