"""`make update`: the entities that it reads, the projects that it refuses, and its exits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import doors
from tests.commands import path_with, path_without, write_command
from tests.edits import append, change
from tests.projects import SMALL
from tests.updates.commands import make_update
from tests.updates.editing import (
    MODELS,
    SHELF,
    VERSION,
    answers,
    conflict,
    describe,
    files,
    forget_git,
    forget_to_commit,
    modify,
    read,
    release,
    status,
)


def assert_git_sees(project: Path, name: str) -> None:
    """No bit hides a file's changes: `git ls-files -v` would begin with a small letter."""
    assert doors.git(project, "ls-files", "-v", name) == f"H {name}\n"


@pytest.mark.slow
def test_make_update_takes_entities_that_are_not_committed(equipped: Path, calls: Path) -> None:
    described = describe(equipped, SMALL + SHELF)
    done = make_update(equipped)
    assert done.returncode == 0, done.stdout
    options = "update --trust --defaults --data entities=entities.yml"
    with_extensions = "uvx --quiet --python >=3.11 --with copier-template-extensions copier"
    assert calls.read_text(encoding="utf-8") == f"{with_extensions} {options}\n", "nothing else, such as uv sync"
    assert (equipped / MODELS / "shelf.py").exists()
    assert read(equipped, "entities.yml") == described
    assert " M entities.yml" in status(equipped)
    assert_git_sees(equipped, "entities.yml")


@pytest.mark.slow
def test_make_update_needs_no_uv(equipped: Path, calls: Path, tmp_path: Path) -> None:
    (equipped / ".venv" / "bin" / "copier").symlink_to(Path(sysconfig.get_path("scripts"), "copier"))
    shutil.rmtree(tmp_path / "tools")
    describe(equipped, SMALL + SHELF)
    done = make_update(equipped, PATH=path_without("uvx", tmp_path / "tools", "git", "make"))
    assert done.returncode == 0, done.stdout
    assert calls.read_text(encoding="utf-8") == "python -m pip install --quiet copier copier-template-extensions\n"
    assert (equipped / MODELS / "shelf.py").exists()


@pytest.mark.slow
def test_make_update_hands_arguments_over(template: Path, equipped: Path) -> None:
    release(template, "0.2.0", "Dockerfile")
    done = make_update(equipped, "--vcs-ref=:current: --data soft_delete=true")
    assert done.returncode == 0, done.stdout
    assert answers(equipped)["_commit"] == VERSION
    assert answers(equipped)["soft_delete"] is True
    assert "# New in 0.2.0" not in read(equipped, "Dockerfile")
    assert "SoftDelet" in read(equipped, f"{MODELS}/author.py")


@pytest.mark.slow
def test_make_update_tells_what_is_wrong_with_the_entities(equipped: Path) -> None:
    describe(equipped, SMALL + SHELF.replace("str", "sting"))
    done = make_update(equipped)
    assert done.returncode != 0
    assert "1 problem in the answers:\n  Shelf.name: unknown type 'sting'" in done.stdout
    assert status(equipped) == [" M entities.yml"]
    assert_git_sees(equipped, "entities.yml")


def test_make_update_refuses_other_changes(equipped: Path) -> None:
    describe(equipped, SMALL + SHELF)
    modify(equipped)
    done = make_update(equipped)
    assert done.returncode != 0
    assert " M README.md\nThese files are not committed. Commit or stash them" in done.stdout
    assert "entities.yml" not in done.stdout
    assert status(equipped) == [" M README.md", " M entities.yml"]
    assert_git_sees(equipped, "entities.yml")


@pytest.mark.parametrize("prepare", [forget_git, forget_to_commit])
def test_make_update_refuses_a_project_that_is_not_committed(equipped: Path, prepare: Callable[[Path], None]) -> None:
    prepare(equipped)
    before = files(equipped)
    done = make_update(equipped)
    assert done.returncode != 0
    assert "needs a project that is committed to Git. If there is no repository yet:\ngit init && " in done.stdout
    assert files(equipped) == before


def test_make_update_tells_of_conflicts_before_it_installs(equipped: Path) -> None:
    blob = doors.git(equipped, "rev-parse", "HEAD:pyproject.toml").strip()
    append(equipped / "pyproject.toml", conflict("mine = 1", "theirs = 2"))
    stages = "".join(f"100644 {blob} {stage}\tpyproject.toml\n" for stage in (1, 2, 3))
    doors.git(equipped, "rm", "--quiet", "--cached", "pyproject.toml")
    command = ["git", "-C", str(equipped), "update-index", "--index-info"]
    subprocess.run(command, input=stages, check=True, text=True)
    done = make_update(equipped)
    assert done.returncode != 0
    assert "pyproject.toml\nThese files have conflicts." in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", ["INT", "HUP", "TERM"])
def test_make_update_that_is_interrupted_leaves_nothing_hidden(equipped: Path, tmp_path: Path, name: str) -> None:
    """By a `uvx` that sends a signal, such as that of Ctrl-C or of a closed terminal, to all of its group."""
    write_command(tmp_path / "tools" / "uvx", f"#!/bin/sh\nkill -{name} 0\nsleep 9\n")
    describe(equipped, SMALL + SHELF)
    command = ["make", "--directory", str(equipped), "update"]
    environment = {**os.environ, "MAKEFLAGS": "", "ARGS": "", "PATH": path_with(tmp_path / "tools")}
    number = signal.Signals[f"SIG{name}"]
    before = signal.signal(number, signal.default_int_handler)  # which these tests may have been told to ignore
    try:
        done = subprocess.run(command, env=environment, start_new_session=True, capture_output=True, check=False)
    finally:
        signal.signal(number, before)
    assert done.returncode != 0
    assert_git_sees(equipped, "entities.yml")


@pytest.mark.slow
def test_make_update_that_was_killed_leaves_nothing_hidden_to_the_next(equipped: Path) -> None:
    describe(equipped, SMALL + SHELF)
    doors.git(equipped, "update-index", "--assume-unchanged", "entities.yml")
    append(equipped / ".copier-answers.yml", "# Merged, but not committed.\n")
    assert make_update(equipped).returncode == 0
    assert_git_sees(equipped, "entities.yml")


def test_a_dry_run_of_make_update_updates_nothing(equipped: Path, calls: Path) -> None:
    describe(equipped, SMALL + SHELF)
    done = make_update(equipped, MAKEFLAGS="n")
    assert done.returncode == 0, done.stdout
    assert not calls.exists()


@pytest.mark.slow
def test_make_update_fails_with_its_verification_and_keeps_what_it_merged(
    template: Path, equipped: Path, calls: Path
) -> None:
    """With `verify=full`, whose script is replaced by one that fails."""
    (template / "blueprint" / "doors" / "verify.py").write_text(
        "import sys; sys.exit('The step failed: ' + sys.argv[1])\n"
    )
    release(template, "0.2.0", "Dockerfile")
    change(equipped / ".copier-answers.yml", "verify: skip", "verify: full")
    doors.commit(equipped, "Verified from now on")
    done = make_update(equipped)
    assert done.returncode != 0, done.stdout
    assert "The step failed: update" in done.stdout
    assert "The update is merged and stays. Fix the error above. Continue with: make update\n" in done.stdout
    assert "# New in 0.2.0" in read(equipped, "Dockerfile")
    calls.unlink()
    write_command(equipped / ".venv" / "bin" / "pytest", "#!/bin/sh\nexit 1\n")
    again = make_update(equipped)
    assert again.returncode != 0, again.stdout
    assert "Fix the error above. Continue with: make update\n" in again.stdout
