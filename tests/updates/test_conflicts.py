"""An update and its project change the same line: the file holds both versions until one is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import doors
from tests.doors import unmerged
from tests.edits import change
from tests.projects import SMALL
from tests.updates.commands import make_update
from tests.updates.editing import MODELS, SHELF, answers, conflict, describe, of_copier, read, release, status, update

EXPOSE = "EXPOSE 8000\n"


def disagree(template: Path, project: Path) -> None:
    """Change a line of the Dockerfile here and there, and one of a model here and in the entities."""
    change(project / "Dockerfile", EXPOSE, "EXPOSE 9000\n")
    change(project / MODELS / "author.py", "sa.String(120)", "sa.String(100)")
    doors.commit(project, "By hand")
    change(template / "template" / "Dockerfile", EXPOSE, "EXPOSE 8080\n")
    release(template, "0.2.0", "compose.yaml")
    describe(project, SMALL.replace("str(120)", "str(80)") + SHELF)


NAME = "    name: Mapped[str] = mapped_column(sa.String({}))"
IN_CONFLICT = {
    "Dockerfile": conflict("EXPOSE 9000", "EXPOSE 8080"),
    f"{MODELS}/author.py": conflict(NAME.format(100), NAME.format(80)),
}


@pytest.mark.slow
def test_both_versions_of_a_conflict_stand_in_the_file_until_one_is_made(
    template: Path, equipped: Path, calls: Path
) -> None:
    disagree(template, equipped)
    first = make_update(equipped)
    assert first.returncode != 0, first.stdout
    assert CONFLICTS in first.stdout
    assert unmerged(equipped) == list(IN_CONFLICT)
    assert [name for name, words in IN_CONFLICT.items() if words not in read(equipped, name)] == []
    assert "# New in 0.2.0" in read(equipped, "compose.yaml")
    assert (equipped / MODELS / "shelf.py").exists()
    assert answers(equipped)["_commit"] == "0.2.0"

    calls.unlink()
    second = make_update(equipped)
    assert second.returncode != 0
    assert CONFLICTS in second.stdout
    assert not calls.exists()

    for name, words in IN_CONFLICT.items():
        change(equipped / name, words, words.splitlines(keepends=True)[1])
    doors.git(equipped, "add", *IN_CONFLICT)
    third = make_update(equipped)
    assert third.returncode == 0, third.stdout
    assert "Continuing with the update that is not committed yet" in third.stdout
    assert "The update is merged and verified. Review it with 'git diff', then commit it.\n" in third.stdout
    assert calls.read_text(encoding="utf-8").splitlines() == [
        "alembic upgrade head",
        "alembic revision --autogenerate",
        "alembic upgrade head",
        "alembic downgrade base",
        "alembic upgrade head",
        "pytest",
    ]


CONFLICTS = "\n".join(
    [*IN_CONFLICT, "These files have conflicts. Resolve them and run 'git add' on each. Continue with"]
)


@of_copier
def test_rejects_are_another_way_to_tell_of_conflicts(template: Path, bookshop: Path) -> None:
    disagree(template, bookshop)
    doors.commit(bookshop, "Described")
    update(bookshop, conflict="rej")
    assert unmerged(bookshop) == []
    assert [line for line in status(bookshop) if line.endswith(".rej")] == [f"?? {name}.rej" for name in IN_CONFLICT]
    assert "EXPOSE 8080\n" in read(bookshop, "Dockerfile")
    assert "-EXPOSE 8000\n+EXPOSE 9000\n" in read(bookshop, "Dockerfile.rej")
