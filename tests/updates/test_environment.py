"""The virtual environment that the commands of make install for a project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import write_command
from tests.updates.commands import make

RECORD_UV = """#!/bin/sh
echo "uv $*" >> "{calls}"
env > "{calls}.environment"
mkdir -p .venv/bin
cd .venv/bin
rm -f alembic python
printf '#!/bin/sh\n' > alembic
cp alembic python
chmod +x alembic python
"""
HOSTILE = (
    *("ALEMBIC_CONFIG", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "MYPYPATH", "PIP_REQUIRE_VIRTUALENV"),
    *("PIP_TARGET", "PIP_USER", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS", "PYTHONHOME", "PYTHONINSPECT"),
    *("PYTHONOPTIMIZE", "PYTHONPATH", "PYTHONWARNINGS", "UV_FROZEN", "UV_LOCKED", "UV_MANAGED_PYTHON", "UV_NO_DEV"),
    *("UV_NO_SYNC", "UV_PROJECT", "UV_PYTHON", "UV_PYTHON_PREFERENCE", "UV_WORKING_DIRECTORY", "VIRTUAL_ENV"),
)
NAMES = ["plain", "100%", "with space", "it's", "dollar$HOME", "number#1", "ünïcödé"]


@pytest.fixture
def fresh(bookshop: Path, calls: Path, tmp_path: Path) -> Path:
    """A project without an environment, and a `uv` that makes one."""
    write_command(tmp_path / "tools" / "uv", RECORD_UV.format(calls=calls))
    return bookshop


def test_variables_of_other_projects_do_not_reach_the_commands_of_make(fresh: Path, calls: Path) -> None:
    hostile = dict.fromkeys(HOSTILE, "/nonexistent")
    kept = {"UV_OFFLINE": "1", "UV_DEFAULT_INDEX": "https://example.org/simple", "DATABASE_URL": "sqlite+aiosqlite://"}
    done = make(fresh, "install", UV_PROJECT_ENVIRONMENT="/nonexistent", PYTHON="/nonexistent", **hostile, **kept)
    assert done.returncode == 0, done.stdout
    lines = Path(f"{calls}.environment").read_text(encoding="utf-8").splitlines()
    found = dict(line.partition("=")[::2] for line in lines)
    assert sorted(set(HOSTILE) & set(found)) == []
    assert kept.items() <= found.items()
    assert found["UV_PROJECT_ENVIRONMENT"] == str(fresh / ".venv")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_directory_may_have_any_name(fresh: Path, calls: Path, name: str) -> None:
    project = fresh.rename(fresh.with_name(name)) if name != fresh.name else fresh
    for _ in range(2):
        done = make(project, "migrate")
        assert done.returncode == 0, done.stdout
    assert len(calls.read_text(encoding="utf-8").splitlines()) == 1, "installed once"
    assert f"UV_PROJECT_ENVIRONMENT={project}/.venv\n" in Path(f"{calls}.environment").read_text(encoding="utf-8")


def lose_python(project: Path) -> Path:
    (project / ".venv" / "bin" / "python").unlink()
    (project / ".venv" / "bin" / "python").symlink_to("/nonexistent/python3")
    return project


def move(project: Path) -> Path:
    return project.rename(project.with_name("moved"))


@pytest.mark.slow
@pytest.mark.parametrize("break_it", [lose_python, move])
def test_an_environment_that_does_not_work_any_more_is_made_again(
    fresh: Path, calls: Path, break_it: Callable[[Path], Path]
) -> None:
    assert make(fresh, "install").returncode == 0
    (fresh / ".venv" / "stale").touch()
    project = break_it(fresh)
    calls.unlink()
    assert make(project, "install").returncode == 0
    assert calls.read_text(encoding="utf-8").startswith("uv sync ")
    assert (project / ".venv" / "stale").exists() is (break_it is lose_python)  # that one is left to uv
    calls.unlink()
    assert make(project, "install").returncode == 0
    assert not calls.exists()
