"""Both tools run the steps after generation, and keep a project in which one fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests import doors
from tests.doors import by_copier
from tests.projects import SMALL


@pytest.fixture
def failing_uv(tmp_path: Path) -> str:
    """A PATH on which `uv` fails, as it does without a network."""
    directory = tmp_path / "tools"
    directory.mkdir()
    (directory / "uv").write_text(f"#!{sys.executable}\nprint('no network')\nraise SystemExit(2)\n", encoding="utf-8")
    (directory / "uv").chmod(0o755)
    return f"{directory}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize("tool", ["copier", "cookiecutter"])
def test_a_failing_step_keeps_the_project(small: Path, tmp_path: Path, failing_uv: str, tool: str) -> None:
    room = tmp_path / "room"
    if tool == "copier":
        output = room / "bookshop"
        command = doors.copier_command(small, output)
    else:
        output = room / "out" / "bookshop"
        command = doors.cookiecutter_command(small, output.parent)
    done = doors.run_command(command, room, PATH=failing_uv)
    assert done.returncode == 0, done.stdout
    assert "  no network" in done.stdout
    assert "The step 'install' failed: uv sync" in done.stdout
    assert done.stdout.rstrip().endswith("Continue with: make verify")
    assert (output / "src" / "bookshop" / "models" / "author.py").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["copier", "cookiecutter"])
def test_strict_mode_fails_and_can_keep_the_project(small: Path, tmp_path: Path, failing_uv: str, tool: str) -> None:
    room = tmp_path / "room"
    if tool == "copier":
        output = room / "bookshop"
        command = doors.copier_command(small, output, "--no-cleanup")
    else:
        output = room / "out" / "bookshop"
        command = [*doors.cookiecutter_command(small, output.parent), "--keep-project-on-failure"]
    done = doors.run_command(command, room, PATH=failing_uv, ASYNC_ALCHEMY_STRICT="1")
    assert done.returncode == 1, done.stdout
    assert (output / "src" / "bookshop" / "models" / "author.py").is_file()


@pytest.mark.slow
def test_an_update_verifies_once(small: Path, tmp_path: Path, failing_uv: str) -> None:
    room = tmp_path / "room"
    project = by_copier(small, room / "project", {"entities": SMALL, "verify": "skip"})
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text(encoding="utf-8").replace("verify: skip", "verify: full"), encoding="utf-8")
    doors.git(project, "init", "--quiet")
    doors.commit(project, "Generated")
    doors.commit(small, "Second", tag="2.0.0")
    command = [sys.executable, "-m", "copier", "update", "--trust", "--defaults", str(project)]
    done = doors.run_command(command, room, PATH=failing_uv)
    assert done.returncode == 1, done.stdout
    assert done.stdout.count("Verifying") == 1
    assert "The step 'install' failed: uv sync" in done.stdout
    assert "_commit: 2.0.0" in answers.read_text(encoding="utf-8")
