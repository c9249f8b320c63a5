"""Fixtures that all workers of a test run share: the checkout, projects generated from it, a PostgreSQL server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from filelock import FileLock

from tests import doors
from tests.matrix.summary import summary
from tests.postgresql import DebianServer, serve
from tests.projects import CASES, Project, generate, once

NewDatabase = Callable[[], str]
LOOP = "{% yield entity from project.entities %}{{ entity.module }}{% endyield %}"
POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run slow tests first, so that no worker is left with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed = [report for report in terminalreporter.stats.get("passed", ()) if report.when == "call"]
    for line in summary(passed):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that is the same for all workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A worker's own: what mypy has read of the libraries, once for all projects."""
    return tmp_path_factory.getbasetemp() / "mypy"


@pytest.fixture(scope="session")
def checkout(shared: Path) -> Path:
    """The template as somebody who clones it gets it."""
    return once(shared / "async-alchemy", doors.make_checkout)


@pytest.fixture(scope="session")
def bare(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a template of a few files and no history, for what concerns the doors alone; not to be changed."""
    copy = tmp_path_factory.mktemp("bare") / "async-alchemy"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".git", "template", "bad"))
    models = copy / "template" / "src" / "{{ project.package }}" / "models"
    models.mkdir(parents=True)
    (models / "__init__.py").touch()
    (models / f"{LOOP}.py").write_text('"""{{ entity.name }} of {{ project.name }}."""\n', encoding="utf-8")
    (copy / "template" / "run").write_text("#!/bin/sh\n", encoding="utf-8")
    (copy / "template" / "run").chmod(0o755)
    for name in (".copier-answers.yml", "entities.yml"):
        shutil.copy2(checkout / "template" / name, copy / "template")
    return copy


@pytest.fixture
def small(bare: Path, tmp_path: Path) -> Path:
    """The same with a history, to be changed at will."""
    copy = tmp_path / "small"
    shutil.copytree(bare, copy)
    doors.make_repository(copy, "Small", tag="1.0.0")
    return copy


@pytest.fixture
def project(request: pytest.FixtureRequest, shared: Path, checkout: Path, tmp_path: Path) -> Project:
    """A copy of the project of the case that the test names, with its first revision."""
    name: str = request.param
    made = once(shared / "projects" / name, lambda output: generate(checkout, output, CASES[name]))
    shutil.copytree(made, tmp_path / "project")
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def new_database(shared: Path) -> Iterator[NewDatabase]:
    """Gives the URL of a new, empty PostgreSQL database; the server lives until its last worker is done."""
    with FileLock(shared / "postgresql.lock"):
        server = serve(server_directory(shared))

    def create() -> str:
        name = f"project_{uuid4().hex[:8]}"
        server.psql(f"CREATE DATABASE {name}")
        return server.get_uri(database=name, driver="asyncpg")

    yield create
    with FileLock(shared / "postgresql.lock"):
        server.cleanup()


@pytest.fixture
def new_database_of_15(shared: Path) -> Iterator[NewDatabase]:
    """The same on a PostgreSQL 15 of Debian's, for one test."""
    if not POSTGRESQL_15.is_dir():
        pytest.skip(f"there is no {POSTGRESQL_15}: apt-get install postgresql-15")
    server = DebianServer(POSTGRESQL_15, server_directory(shared, "postgresql-15"))
    server.start()
    yield server.create_database
    server.stop()


def server_directory(shared: Path, name: str = "postgresql") -> Path:
    """Outside pytest's directory: any pytest that starts closes that to other users, and the server runs as one."""
    note = shared / f"{name}.path"
    if not note.exists():
        note.write_text(mkdtemp(prefix="async-alchemy-"), encoding="utf-8")
    return Path(note.read_text(encoding="utf-8"))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, project: Project) -> NewDatabase:
    """Gives the URL of a new database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return project.sqlite
    create: NewDatabase = request.getfixturevalue("new_database")
    return create
