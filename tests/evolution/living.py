"""A generated project that lives: it has rows, is edited by hand, and is updated to other entities."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import copier

from tests import doors
from tests.projects import Project

Rows = dict[str, list[dict[str, Any]]]
Revise = Callable[[str], str]

PACKAGE = "shop"
STEP = Path(__file__).with_name("step.py")


@dataclass
class Living:
    """A project with a database of each kind, and the rows that it should have, by database and path."""

    project: Project
    databases: dict[str, str]
    rows: dict[str, Rows] = field(default_factory=dict)
    edited: dict[str, set[str]] = field(default_factory=dict)

    @property
    def directory(self) -> Path:
        return self.project.directory

    def commit(self, message: str) -> None:
        doors.commit(self.directory, message)

    def edit(self, edits: Mapping[str, Revise]) -> None:
        """Change files by hand, remember what was added to each, and commit."""
        for name, change in edits.items():
            path = self.directory / name
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            after = change(before)
            assert after != before, name
            path.write_text(after, encoding="utf-8")
            self.edited.setdefault(name, set()).update(set(after.splitlines()) - set(before.splitlines()))
        self.commit("By hand")

    def lost_edits(self) -> list[str]:
        """What was written by hand and is not there any more."""
        return [
            f"{name}: {line}"
            for name, lines in self.edited.items()
            for line in sorted(lines - set((self.directory / name).read_text(encoding="utf-8").splitlines()))
        ]

    def sources(self) -> list[str]:
        """The files of code that may be edited, the revisions aside."""
        listed = doors.git(self.directory, "ls-files", "*.py", ":!*/versions/*").splitlines()
        return [name for name in listed if (self.directory / name).stat().st_size]

    def update(
        self, entities: str, *, version: str | copier.VcsRef | None = copier.VcsRef.CURRENT, **answers: Any
    ) -> list[str]:
        """Update to other entities, and to the newest version of the template where it is None; the conflicts."""
        doors.update(self.directory, data={"entities": entities, **answers}, vcs_ref=version)
        # The files of an entity that went; should it come back, they are new ones.
        self.edited = {name: lines for name, lines in self.edited.items() if (self.directory / name).exists()}
        return doors.unmerged(self.directory)

    def resolve(self, conflicts: Iterable[str], keep: str) -> None:
        """Take what the update wrote, and those lines of before in which `keep` stands."""
        for name in conflicts:
            path = self.directory / name
            own, lines = False, []
            for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
                if line.startswith(("<<<<<<< ", "=======", ">>>>>>> ")):
                    own = line.startswith("<")
                elif not own or keep in line:
                    lines.append(line)
            path.write_text("".join(lines), encoding="utf-8")
            doors.git(self.directory, "add", name)

    def migrate(self, revise: Revise = str, but: Iterable[str] = ()) -> tuple[str, list[str]]:
        """Write the revision for the difference, `revise` it by hand, and run it on each database, up, down and up.

        Answers its text, empty where there is none, and where rows of before answer otherwise: but in fields `but`.
        From then on the project has new rows too.
        """
        kept = self._kept_rows()
        command = [str(self.project.scripts / "python"), "-W", "ignore", str(STEP), PACKAGE]
        environment = self.project.environment({"URLS": json.dumps(self.databases)})
        log = self.directory.parent / "step.log"
        with (
            log.open("w+", encoding="utf-8") as errors,
            subprocess.Popen(
                command,
                cwd=self.directory,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            ) as process,
        ):
            assert process.stdin is not None
            assert process.stdout is not None
            revision = _ask(process.stdin, process.stdout, json.dumps(kept), log)
            written = ""
            if revision:
                written = Path(revision).read_text(encoding="utf-8")
                Path(revision).write_text(revise(written), encoding="utf-8")
            found = json.loads(_ask(process.stdin, process.stdout, "", log))
        wrong = [line for name in kept for line in differences(kept[name], found[name]["read"], but, name)]
        self.rows = {
            name: {path: each["read"].get(path, []) + made for path, made in each["made"].items()}
            for name, each in found.items()
        }
        return written, wrong

    def write_revision(self, name: str, statement: str) -> None:
        """Add a revision by hand that runs one statement."""
        self.project.run("alembic", "revision", "-m", name, DATABASE_URL=self.databases["sqlite"])
        [path] = self.directory.glob(f"src/*/migrations/versions/*_{name}.py")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("pass", f"op.execute({statement!r})", 1), encoding="utf-8")

    def test(self) -> None:
        """Run the project's own tests on each database."""
        for url in self.databases.values():
            self.project.run("pytest", "-q", "-x", DATABASE_URL=url)

    def _kept_rows(self) -> dict[str, Rows]:
        """The rows of the entities that are still there."""
        paths = {f"/api/v1/{path.stem}" for path in self.directory.glob("src/*/api/v1/*.py")}
        return {name: {path: rows for path, rows in all_.items() if path in paths} for name, all_ in self.rows.items()}


def begin(project: Project, postgresql: str) -> Living:
    """Commit a project and its first revision, and give it rows in a database of each kind."""
    living = Living(project, {"sqlite": project.sqlite(), "postgresql": postgresql})
    doors.make_repository(project.directory)
    living.migrate()
    living.commit("Migrated")
    return living


def _ask(given: IO[str], answers: IO[str], line: str, log: Path) -> str:
    given.write(f"{line}\n")
    given.flush()
    for answer in answers:
        if answer.startswith("answer: "):
            return answer.removeprefix("answer: ").strip()
    raise AssertionError(log.read_text(encoding="utf-8")[-2500:])


def differences(before: Any, after: Any, but: Iterable[str] = (), where: str = "") -> list[str]:
    """Where something answers otherwise than before, in what is there in both; not in fields that are called `but`.

    What has become a text says the same in it.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        names = sorted((before.keys() & after.keys()) - set(but))
        return [found for name in names for found in differences(before[name], after[name], but, f"{where}.{name}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [found for old, new in zip(before, after, strict=True) for found in differences(old, new, but, where)]
    as_text = json.dumps(before)
    return [] if after in (before, as_text) else [f"{where}: {before!r} {after!r}"]
