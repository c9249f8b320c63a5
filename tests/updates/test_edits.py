"""Edits of a project survive its updates."""

from __future__ import annotations

from pathlib import Path

import copier
import pytest

from tests import doors
from tests.doors import unmerged
from tests.edits import append
from tests.projects import SMALL
from tests.updates.editing import (
    MODELS,
    SERVICES,
    SHELF,
    VERSION,
    answers,
    describe,
    generate,
    read,
    release,
    status,
    update,
)

EDITS = {
    f"{MODELS}/author.py": "\n    def label(self) -> str:\n        return self.name.title()\n",
    f"{SERVICES}/book.py": "\n    async def by_hand(self) -> None: ...\n",
    "src/bookshop/migrations/versions/001_by_hand.py": '"""By hand."""\n',
    "README.md": "\n## By hand\n",
}


@pytest.mark.slow
def test_edits_survive_versions_and_a_new_entity(checkout: Path, tmp_path: Path) -> None:
    """With the whole template, over two versions at once."""
    template = tmp_path / "template"
    doors.git(tmp_path, "clone", "--quiet", str(checkout), "template")
    doors.git(template, "tag", VERSION)
    project = generate(template, tmp_path / "bookshop")
    for name, words in EDITS.items():
        (project / name).touch()
        append(project / name, words)
    describe(project, SMALL + SHELF)
    doors.commit(project, "By hand")
    release(template, "0.2.0", "Dockerfile", "src/*/services/base.py")
    release(template, "0.3.0", "compose.yaml", "src/*/services/*entity*.py")
    update(project)
    assert unmerged(project) == []
    assert [name for name, words in EDITS.items() if words not in read(project, name)] == []
    assert "# New in 0.2.0" in read(project, "Dockerfile")
    assert "# New in 0.2.0" in read(project, f"{SERVICES}/base.py")
    assert "# New in 0.3.0" in read(project, "compose.yaml")
    assert "# New in 0.3.0" in read(project, f"{SERVICES}/author.py")
    assert "class Shelf(" in read(project, f"{MODELS}/shelf.py")
    assert answers(project)["_commit"] == "0.3.0"


@pytest.mark.slow
def test_a_deleted_file_stays_deleted(template: Path, bookshop: Path) -> None:
    for name in ("Dockerfile", f"{SERVICES}/author.py"):
        (bookshop / name).unlink()
    doors.commit(bookshop, "By hand")
    release(template, "0.2.0", "Dockerfile", "compose.yaml", "src/*/services/*entity*.py")
    update(bookshop)
    assert not (bookshop / "Dockerfile").exists()
    assert not (bookshop / SERVICES / "author.py").exists()
    assert "# New in 0.2.0" in read(bookshop, "compose.yaml")
    assert "# New in 0.2.0" in read(bookshop, f"{SERVICES}/book.py")


@pytest.mark.slow
def test_the_files_of_a_removed_entity_go_and_others_stay(template: Path, tmp_path: Path) -> None:
    project = generate(template, tmp_path / "bookshop", SMALL + SHELF)
    append(project / SERVICES / "shelf.py", "    # By hand.\n")
    own = [f"{SERVICES}/shelf_rules.py", f"{MODELS}/shelves/shelf.py"]
    for name in own:
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text('"""Ours."""\n', encoding="utf-8")
    describe(project, SMALL)
    doors.commit(project, "By hand")
    update(project)
    gone = [f"{MODELS}/shelf.py", f"{SERVICES}/shelf.py"]
    assert [line for line in status(project) if not line.startswith(" M")] == [f" D {name}" for name in gone]
    assert {read(project, name) for name in own} == {'"""Ours."""\n'}
    assert doors.git(project, "show", f"HEAD:{SERVICES}/shelf.py").endswith("    # By hand.\n")
    assert "Shelf" not in read(project, f"{MODELS}/__init__.py")


@pytest.mark.slow
def test_recopying_discards_edits(bookshop: Path) -> None:
    append(bookshop / SERVICES / "author.py", "    # By hand.\n")
    (bookshop / SERVICES / "rules.py").write_text('"""Ours."""\n', encoding="utf-8")
    (bookshop / "Dockerfile").unlink()
    described = describe(bookshop, SMALL + SHELF)
    doors.commit(bookshop, "By hand")
    copier.run_recopy(bookshop, defaults=True, overwrite=True, quiet=True, unsafe=True)
    assert "By hand" not in read(bookshop, f"{SERVICES}/author.py")
    assert (bookshop / "Dockerfile").exists()
    assert read(bookshop, f"{SERVICES}/rules.py") == '"""Ours."""\n'
    assert read(bookshop, "entities.yml") == described
    assert not (bookshop / MODELS / "shelf.py").exists()  # it asks the answers, not entities.yml
