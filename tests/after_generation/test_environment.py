"""The environment of the run: its variables, and the virtual environment of the project."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from blueprint.doors import verify
from tests.after_generation.script import calls, run_script
from tests.commands import write_command

# Variables that a caller has for other projects, and those that say where packages come from.
DROPPED = (
    *("DATABASE_URL", "POOL_SIZE", "STATEMENT_TIMEOUT"),
    *("ALEMBIC_CONFIG", "COVERAGE_PROCESS_START", "MYPYPATH", "RUFF_CONFIG", "VIRTUAL_ENV"),
    *("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS"),
    *("PYTHONHOME", "PYTHONIOENCODING", "PYTHONOPTIMIZE", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONWARNINGS"),
    *("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"),
    *("PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_TARGET", "PIP_USER"),
    *("UV_FROZEN", "UV_LOCKED", "UV_NO_DEV", "UV_NO_GROUP", "UV_NO_SYNC", "UV_PROJECT", "UV_PROJECT_ENVIRONMENT"),
    *("UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_WORKING_DIRECTORY"),
)
KEPT = (
    "PIP_CERT",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "SSL_CERT_FILE",
    "UV_CACHE_DIR",
    "UV_DEFAULT_INDEX",
    "UV_OFFLINE",
)


@pytest.mark.parametrize("name", DROPPED)
def test_a_variable_for_other_projects_is_dropped(name: str) -> None:
    assert name not in verify.environment({name: "x"})


@pytest.mark.parametrize("name", KEPT)
def test_a_variable_for_the_source_of_packages_is_kept(name: str) -> None:
    assert verify.environment({name: "x"})[name] == "x"


def test_the_project_has_an_environment_of_its_own(project: Path, tools: Path) -> None:
    """uv's own settings do not move it, and neither does a workspace around the project."""
    run_script(project, tools, UV_PROJECT_ENVIRONMENT="/other", VIRTUAL_ENV="/other")
    install = calls(project)[0]
    assert install.variables["UV_PROJECT_ENVIRONMENT"] == str(project / ".venv")
    assert install.variables["UV_PYTHON_DOWNLOADS"] == "never"
    assert (project / ".venv" / ".place").read_text(encoding="utf-8") == f"{project}\n"
    assert (project / ".venv" / ".ready").exists()


def environment(project: Path, body: str) -> None:
    """Write the Python of the project's environment; without a body it is a broken link."""
    python = project / verify.BIN / "python"
    if body:
        write_command(python, f"#!/bin/sh\n{body}\n")
    else:
        python.parent.mkdir(parents=True)
        python.symlink_to("/nonexistent/python3")


GONE, OLD = "", "exit 1"
WITHOUT_PIP = 'case "$2" in *"import pip"*) exit 1;; esac'
FITS = "exit 0"


@pytest.mark.parametrize(("body", "kept"), [(GONE, False), (OLD, False), (WITHOUT_PIP, True), (FITS, True)])
def test_uv_keeps_an_environment_that_fits(
    monkeypatch: pytest.MonkeyPatch, project: Path, body: str, kept: bool
) -> None:
    environment(project, body)
    monkeypatch.setattr("shutil.which", lambda _: "/bin/uv")
    python = str(verify.BIN / "python") if kept else sys.executable
    assert verify.install_commands(project) == (("uv", "sync", "--python", python),)


@pytest.mark.parametrize(("body", "kept"), [(GONE, False), (OLD, False), (WITHOUT_PIP, False), (FITS, True)])
def test_without_uv_the_project_is_installed_by_pip(
    monkeypatch: pytest.MonkeyPatch, project: Path, body: str, kept: bool
) -> None:
    environment(project, body)
    monkeypatch.setattr("shutil.which", lambda _: None)
    *made, upgrade, install = verify.install_commands(project)
    python = str(verify.BIN / "python")
    assert made == ([] if kept else [(sys.executable, "-m", "venv", "--clear", ".venv")])
    assert upgrade[:3] == install[:3] == (python, "-m", "pip")
    assert install[-2:] == ("--group", "dev")
