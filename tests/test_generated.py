"""Whole generated projects, by the commands that their users type: checks, migrations, tests, and the service."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests import doors
from tests.conftest import NewDatabase
from tests.doors import REPOSITORY
from tests.projects import CASES, SMALL, Project

SILENCERS = re.compile(r"#\s*(noqa|type:|mypy:|pyright:|ruff:|fmt:|isort:|pylint:|nosec|pragma:)")
STEPS = ["install", "migration", "upgrade", "downgrade", "upgrade again", "tests"]

SUITES = [name for name in CASES if name != "lending"]
"""The cases whose own tests are run; lending's rows are compared with a model instead."""
quick_for_one = [name if name == "bookshop" else pytest.param(name, marks=pytest.mark.slow) for name in SUITES]
every_project = pytest.mark.parametrize("project", SUITES, indirect=True)
bookshop = pytest.mark.parametrize("project", ["bookshop"], indirect=True)


# Dependencies


@bookshop
def test_the_environment_of_these_tests_has_what_a_project_asks_for(project: Project) -> None:
    ours = read_toml(REPOSITORY)["dependency-groups"]["generated"]
    theirs = read_toml(project.directory)
    assert sorted(ours) == sorted([*theirs["project"]["dependencies"], *theirs["dependency-groups"]["dev"]])


def read_toml(directory: Path) -> dict[str, Any]:
    return tomllib.loads((directory / "pyproject.toml").read_text(encoding="utf-8"))


# Checks


@pytest.mark.parametrize("project", quick_for_one, indirect=True)
def test_it_is_clean_as_rendered(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    project.run("ruff", "format", "--check")
    project.run("ruff", "check")
    project.run("mypy", MYPY_CACHE_DIR=str(tmp_path_factory.getbasetemp() / "mypy"))


@pytest.mark.parametrize("project", quick_for_one, indirect=True)
def test_no_check_is_silenced(project: Project) -> None:
    for path in project.directory.rglob("*.py"):
        assert not SILENCERS.search(path.read_text(encoding="utf-8")), path
    assert not {"disable_error_code", "ignore_errors"} & set(words(read_toml(project.directory)["tool"]["mypy"]))


def words(configuration: dict[str, Any]) -> list[str]:
    return re.findall(r"\w+", str(configuration))


# Migrations


@pytest.mark.slow
@every_project
def test_its_first_revision_runs_on_both_databases(project: Project, new_database: NewDatabase) -> None:
    project.migrate("upgrade head", "check", "downgrade base", "upgrade head", "current", database=project.sqlite())
    project.migrate("upgrade head", "check", "current", database=new_database())


@pytest.mark.slow
@pytest.mark.parametrize("project", ["everything"], indirect=True)
def test_a_revision_made_on_postgresql_runs_on_sqlite(project: Project, new_database: NewDatabase) -> None:
    for revision in project.revisions:
        revision.unlink()
    project.migrate("revision --autogenerate", database=new_database())
    project.migrate("upgrade head", "check", "current", "downgrade base", database=project.sqlite())


# Tests


@pytest.mark.slow
@every_project
def test_its_own_tests_pass(project: Project) -> None:
    assert " passed" in project.run("pytest", DATABASE_URL=project.sqlite())


@pytest.mark.slow
@every_project
def test_its_own_tests_pass_on_postgresql_in_any_order(project: Project, new_database: NewDatabase) -> None:
    written = project.run("pytest", "--randomly-seed", "1", PYTEST_ADDOPTS="", DATABASE_URL=new_database())
    assert "Using --randomly-seed=1" in written
    assert " passed" in written


@pytest.mark.slow
@bookshop
def test_its_own_tests_pass_in_parallel(project: Project, new_database: NewDatabase) -> None:
    assert "2 workers" in project.run("pytest", "-n", "2", DATABASE_URL=new_database())


# The run after generation


@pytest.fixture
def path_without_uv(tmp_path: Path) -> str:
    """A PATH that leads to git but not to uv."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "git").symlink_to(str(shutil.which("git")))
    others = [path for path in os.environ["PATH"].split(os.pathsep) if not Path(path, "uv").exists()]
    return os.pathsep.join([str(tools), *others])


@pytest.mark.slow
def test_the_run_after_generation_ends_with_a_service(checkout: Path, tmp_path: Path) -> None:
    """By Copier, with uv if it is there."""
    output = tmp_path / "bookshop"
    (tmp_path / "small.yml").write_text(f"entities:\n{indented(SMALL)}", encoding="utf-8")
    command = doors.copier_command(checkout, output, "--data-file", str(tmp_path / "small.yml"))
    assert_verified(command, output)


@pytest.mark.slow
def test_the_run_after_generation_needs_no_uv(checkout: Path, tmp_path: Path, path_without_uv: str) -> None:
    """By Cookiecutter, with pip alone."""
    command = doors.cookiecutter_command(checkout, tmp_path, f"entities={SMALL}")
    written = assert_verified(command, tmp_path / "bookshop", PATH=path_without_uv)
    assert "-m venv .venv" in written


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
