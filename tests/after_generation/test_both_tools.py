"""Both tools run the steps after generation, and keep a project in which one fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests import doors
from tests.commands import path_with, write_command
from tests.doors import by_copier
from tests.projects import SMALL

KEEP = {"copier": "--no-cleanup", "cookiecutter": "--keep-project-on-failure"}
"""The option with which each tool keeps a project whose generation fails."""


def command(tool: str, template: Path, directory: Path) -> list[str]:
    """Return the command that generates a project called bookshop in a directory."""
    if tool == "copier":
        return doors.copier_command(template, directory / "bookshop")
    return doors.cookiecutter_command(template, directory)


@pytest.fixture
def failing_uv(tmp_path: Path) -> str:
    """A PATH on which `uv` fails, as it does without a network."""
    write_command(tmp_path / "tools" / "uv", f"#!{sys.executable}\nprint('no network')\nraise SystemExit(2)\n")
    return path_with(tmp_path / "tools")


@pytest.mark.parametrize("tool", ["copier", "cookiecutter"])
def test_a_failing_step_keeps_the_project(small: Path, tmp_path: Path, failing_uv: str, tool: str) -> None:
    done = doors.run_command(command(tool, small, tmp_path), tmp_path, PATH=failing_uv)
    assert done.returncode == 0, done.stdout
    assert "  no network" in done.stdout
    assert "The step 'install' failed: uv sync" in done.stdout
    assert done.stdout.rstrip().endswith("Continue with: make verify")
    assert (tmp_path / "bookshop" / "src" / "bookshop" / "models" / "author.py").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["copier", "cookiecutter"])
def test_strict_mode_fails_and_can_keep_the_project(small: Path, tmp_path: Path, failing_uv: str, tool: str) -> None:
    kept = [*command(tool, small, tmp_path), KEEP[tool]]
    done = doors.run_command(kept, tmp_path, PATH=failing_uv, ASYNC_ALCHEMY_STRICT="1")
    assert done.returncode == 1, done.stdout
    assert (tmp_path / "bookshop" / "src" / "bookshop" / "models" / "author.py").is_file()


@pytest.mark.slow
def test_an_update_verifies_once(small: Path, tmp_path: Path, failing_uv: str) -> None:
    room = tmp_path / "room"
    project = by_copier(small, room / "project", {"entities": SMALL, "verify": "skip"})
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text(encoding="utf-8").replace("verify: skip", "verify: full"), encoding="utf-8")
    doors.make_repository(project)
    doors.commit(small, "Second", tag="2.0.0")
    update = [sys.executable, "-m", "copier", "update", "--trust", "--defaults", str(project)]
    done = doors.run_command(update, room, PATH=failing_uv)
    assert done.returncode == 1, done.stdout
    assert done.stdout.count("Verifying") == 1
    assert "The step 'install' failed: uv sync" in done.stdout
    assert "_commit: 2.0.0" in answers.read_text(encoding="utf-8")
