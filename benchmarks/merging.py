"""`python -m benchmarks.merging`: what is left of edits by hand when entities change, by an update or a new copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import copier

from tests import doors
from tests.projects import example

MARK = "# by hand\n"
FIELD = "    isbn: str(13) unique\n"


def main() -> None:
    with TemporaryDirectory(prefix="async-alchemy-") as room:
        checkout = doors.make_checkout(Path(room, "checkout"))
        doors.git(checkout, "tag", "0.1.0")
        answers = example("bookshop")
        project = doors.by_copier(checkout, Path(room, "bookshop"), answers)
        edited = edit(project)
        doors.git(project, "init", "--quiet")
        doors.commit(project, "Generated, and edited by hand")
        after = {"entities": answers["entities"].replace(FIELD, f"{FIELD}    pages: int?\n")}
        print(f"{len(edited)} files are edited by hand at their end; then an entity gets a field")
        print(f"{'':16}{'edits kept':>12}{'conflicts':>12}{'files with the field':>24}")
        for name, change in {"copier update": copier.run_update, "copier recopy": copier.run_recopy}.items():
            print(line(name, change, Path(room, name), project, after))


def edit(project: Path) -> list[Path]:
    """Append a line to every Python file that is not empty."""
    found = [path for path in sorted(project.rglob("*.py")) if path.stat().st_size]
    for path in found:
        path.write_text(path.read_text(encoding="utf-8") + MARK, encoding="utf-8")
    return found


def line(name: str, change: Callable[..., object], copy: Path, project: Path, data: dict[str, str]) -> str:
    shutil.copytree(project, copy)
    change(copy, data=data, defaults=True, overwrite=True, quiet=True, unsafe=True, skip_tasks=True)
    texts = [path.read_text(encoding="utf-8") for path in copy.rglob("*.py")]
    conflicts = doors.git(copy, "ls-files", "--unmerged", "--format=%(path)").splitlines()
    kept = sum(text.count(MARK) for text in texts)
    with_field = sum("pages" in text for text in texts)
    return f"{name:16}{kept:12}{len(set(conflicts)):12}{with_field:24}"


if __name__ == "__main__":
    main()
