"""The run after an update: it needs a change, and stops at conflicts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.after_generation.script import calls, run_script
from tests.doors import commit, git, make_repository


@pytest.fixture
def committed(project: Path) -> Path:
    """The project in a repository."""
    (project / ".gitignore").write_text(".venv/\n", encoding="utf-8")
    make_repository(project)
    return project


def test_an_update_that_changed_nothing_runs_nothing(committed: Path, tools: Path) -> None:
    done = run_script(committed, tools, "update")
    assert done.returncode == 0
    assert done.stdout.endswith("To migrate and test it all the same, run: make verify\n")
    assert not (committed.parent / "calls").exists()


@pytest.mark.parametrize("variable", ["", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
def test_an_update_is_verified_and_fails_with_a_step(committed: Path, tools: Path, variable: str) -> None:
    """Also when git has set a variable for one of its hooks."""
    (committed / "new.txt").touch()
    variables = {variable: "/nonexistent"} if variable else {}
    done = run_script(committed, tools, "update", **variables)
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("Review it with `git diff`, then commit it.\n")
    assert len(calls(committed)) == 6
    failed = run_script(committed, tools, "update", FAIL="pytest", **variables)
    assert failed.returncode == 1
    assert failed.stdout.endswith("Continue with: make update\n")


def test_conflicts_are_named_before_anything_runs(project: Path, tools: Path) -> None:
    git(project, "init", "--quiet", "--initial-branch=main")
    author = project / "src/shop/models/author.py"
    commit(project, "Base")
    for branch, text in (("other", "theirs\n"), ("main", "ours\n")):
        git(project, "switch", "--quiet", *(["--create"] if branch == "other" else []), branch)
        author.write_text(text, encoding="utf-8")
        commit(project, branch)
    with pytest.raises(subprocess.CalledProcessError):
        git(project, "merge", "other")
    done = run_script(project, tools, "update")
    assert done.returncode == 1
    assert "  src/shop/models/author.py\n" in done.stdout
    assert done.stdout.rstrip().endswith("Continue with: make update")
    assert not (project.parent / "calls").exists()
