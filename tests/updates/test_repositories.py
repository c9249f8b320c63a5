"""The repositories that an update needs, of the project and of the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from copier.errors import TaskError, UserMessageError

from tests import doors
from tests.doors import by_cookiecutter, by_copier, unmerged
from tests.edits import append, change
from tests.projects import SMALL
from tests.updates.editing import (
    MODELS,
    SERVICES,
    SHELF,
    answers,
    describe,
    files,
    forget_git,
    forget_to_commit,
    generate,
    modify,
    of_copier,
    read,
    release,
    status,
    update,
)

DIRTY = "Destination repository is dirty"


@pytest.mark.slow
def test_a_project_in_a_sub_folder_is_updated_there(template: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    project = by_copier(template, repository / "services" / "bookshop", {"entities": SMALL})
    doors.git(repository, "init", "--quiet")
    for name in ("README.md", "Dockerfile", f"{SERVICES}/author.py"):
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text("Another's.\n", encoding="utf-8")
    doors.commit(repository, "Generated")
    append(project / SERVICES / "book.py", "    # By hand.\n")
    (project / "compose.yaml").unlink()
    describe(project, SMALL + SHELF)
    doors.commit(repository, "By hand")
    append(repository / "README.md", "Not committed.\n")
    (repository / "notes.txt").write_text("Not added.\n", encoding="utf-8")
    elsewhere = files(repository, "services")
    release(template, "0.2.0", "Dockerfile", "compose.yaml", "src/*/services/*entity*.py")
    update(project)
    assert files(repository, "services") == elsewhere
    assert unmerged(project) == []
    assert "# New in 0.2.0" in read(project, "Dockerfile")
    assert "# By hand.\n" in read(project, f"{SERVICES}/book.py")
    assert "# New in 0.2.0" in read(project, f"{SERVICES}/book.py")
    assert "class Shelf(" in read(project, f"{MODELS}/shelf.py")
    assert not (project / "compose.yaml").exists()


def stage(project: Path) -> None:
    modify(project)
    doors.git(project, "add", "README.md")


def add_file(project: Path) -> None:
    (project / "mine.txt").write_text("Mine.\n", encoding="utf-8")


REFUSED: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "a change": (modify, DIRTY),
    "a staged change": (stage, DIRTY),
    "a new file": (add_file, DIRTY),
    "no commit": (forget_to_commit, DIRTY),
    "no repository": (forget_git, "only supported in git-tracked subprojects"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_a_project_with_uncommitted_files_is_not_updated(bookshop: Path, case: str) -> None:
    prepare, words = REFUSED[case]
    prepare(bookshop)
    before = files(bookshop)
    with pytest.raises(UserMessageError, match=words):
        update(bookshop)
    assert files(bookshop) == before


@pytest.mark.slow
def test_a_project_that_another_repository_ignores_keeps_its_files(template: Path, tmp_path: Path) -> None:
    """Copier finds none of them in that repository, and would take them for deleted."""
    doors.git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text("/demo/\n", encoding="utf-8")
    doors.commit(tmp_path, "The other one")
    project = by_copier(template, tmp_path / "demo" / "bookshop", {"entities": SMALL})
    before = files(project)
    with pytest.raises(TaskError, match="cat-file"):
        update(project)
    assert files(project) == before


@of_copier
def test_a_template_that_moved_is_found_again(template: Path, bookshop: Path, tmp_path: Path) -> None:
    release(template, "0.2.0", "Dockerfile")
    moved = template.rename(tmp_path / "moved")
    with pytest.raises(UserMessageError, match="only supported in git-tracked templates"):
        update(bookshop)
    assert status(bookshop) == []
    change(bookshop / ".copier-answers.yml", f"_src_path: {template}", f"_src_path: {moved}")
    doors.commit(bookshop, "The template moved")
    update(bookshop)
    assert "# New in 0.2.0" in read(bookshop, "Dockerfile")
    assert (answers(bookshop)["_commit"], answers(bookshop)["_src_path"]) == ("0.2.0", str(moved))


@of_copier
def test_a_project_made_between_two_versions_waits_for_the_next(template: Path, tmp_path: Path) -> None:
    """Cookiecutter takes the newest commit where Copier takes the newest version."""
    doors.commit(template, "After the version")
    project = by_cookiecutter(template, tmp_path / "out", {"entities": SMALL})
    doors.make_repository(project)
    with pytest.raises(UserMessageError, match=r"You are downgrading from 0\.1\.0\.post1.* to 0\.1\.0\."):
        update(project)
    assert status(project) == []
    release(template, "0.2.0", "Dockerfile")
    update(project)
    assert answers(project)["_commit"] == "0.2.0"


@of_copier
def test_tasks_of_the_old_version_run_too(template: Path, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    original = read(template, "copier.yml")
    change(template / "copier.yml", "_tasks:\n", f"_tasks:\n  - [touch, {witness}]\n")
    doors.commit(template, "With a task", tag="0.2.0")
    project = generate(template, tmp_path / "bookshop")
    (template / "copier.yml").write_text(original, encoding="utf-8")
    doors.commit(template, "Without it", tag="0.3.0")
    witness.unlink()
    update(project)
    assert answers(project)["_commit"] == "0.3.0"
    assert witness.exists()
