"""The run after generation as users have it: with a network, an environment and a database."""

from __future__ import annotations

import os
import re
from pathlib import Path

import httpx2
import pytest

from tests import doors
from tests.after_generation.script import STEPS
from tests.commands import path_without
from tests.projects import SMALL, Project


@pytest.fixture
def path_without_uv(tmp_path: Path) -> str:
    """A PATH that leads to git but not to uv."""
    return path_without("uv", tmp_path / "tools", "git")


@pytest.mark.slow
def test_the_run_after_generation_ends_with_a_service(checkout: Path, tmp_path: Path) -> None:
    """By Copier, with uv if it is there."""
    output = tmp_path / "bookshop"
    (tmp_path / "small.yml").write_text(f"entities:\n{indented(SMALL)}", encoding="utf-8")
    command = doors.copier_command(checkout, output, "--data-file", str(tmp_path / "small.yml"))
    assert_verified(command, output)


@pytest.mark.long
def test_the_run_after_generation_needs_no_uv(checkout: Path, tmp_path: Path, path_without_uv: str) -> None:
    """By Cookiecutter, with pip alone."""
    command = doors.cookiecutter_command(checkout, tmp_path, f"entities={SMALL}")
    written = assert_verified(command, tmp_path / "bookshop", PATH=path_without_uv)
    assert "-m venv --clear .venv" in written


def indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


def assert_verified(command: list[str], output: Path, **variables: str) -> str:
    """Generate with the real run at the end, in the caller's home for its caches, and ask the service."""
    home = os.environ["HOME"]
    done = doors.run_command(command, output.parent, HOME=home, ASYNC_ALCHEMY_STRICT="1", **variables)
    assert done.returncode == 0, done.stdout
    rows = re.findall(r"(?m)^(\S.*?) +ok +\d+\.\d s$", done.stdout)
    assert rows == STEPS, done.stdout
    assert_answers(Project(output, output / ".venv" / "bin"))
    return done.stdout


def assert_answers(project: Project) -> None:
    database = project.sqlite()
    project.migrate("upgrade head", database=database)
    with project.served("bookshop.main:create_app", DATABASE_URL=database) as address:
        author = httpx2.post(f"{address}/api/v1/authors", json={"name": "Ursula", "email": "ursula@example.org"})
        assert author.status_code == 201, author.text
        book = {"title": "The Dispossessed", "author_id": author.json()["id"]}
        assert httpx2.post(f"{address}/api/v1/books", json=book).status_code == 201
        page = httpx2.get(f"{address}/api/v1/books", params={"include": "author"}).json()
    assert [row["author"]["name"] for row in page["items"]] == ["Ursula"]
