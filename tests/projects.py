"""Generated projects as their users have them: a directory, and the commands that run in it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blueprint import verify
from tests.doors import REPOSITORY, by_copier

TRIES = 1200
"""After this many looks at a service that does not come to it, a test fails instead of waiting for ever."""

SMALL = "Author:\n  name: str(120)\n  email: email unique\nBook:\n  title: str(200)\n  author: Author\n"


@dataclass(frozen=True)
class Project:
    """A generated project and the commands of an environment that has what it needs."""

    directory: Path
    scripts: Path = Path(sysconfig.get_path("scripts"))

    def run(self, command: str, *arguments: str, **variables: str) -> str:
        """Run a command there; what it wrote. One that fails is a failure of the test."""
        done = subprocess.run(
            [str(self.scripts / command), *arguments],
            cwd=self.directory,
            env=self.environment(variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command} {' '.join(arguments)}\n{done.stdout}"
        return done.stdout

    def migrate(self, *steps: str, database: str) -> None:
        """Run Alembic's commands; one that ends well without having done anything is a failure too."""
        expected = {"check": "No new upgrade operations detected", "current": "(head)" if self.revisions else ""}
        for step in steps:
            written = self.run("alembic", *step.split(), DATABASE_URL=database)
            assert expected.get(step, "") in written, written or step

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """The caller's without what belongs to the run of pytest that this is part of, and a directory for scraps.

        The suites of projects run in their own order, as they do where only the project's dependencies are installed.
        """
        scraps = self.directory.parent / "scraps"
        scraps.mkdir(exist_ok=True)
        caller = verify.environment(os.environ, verify.Step("", ()))
        own = {name: value for name, value in caller.items() if not name.startswith("PYTEST_")}
        return {**own, "TMPDIR": str(scraps), "PYTEST_ADDOPTS": "-p no:randomly", **variables}

    def sqlite(self) -> str:
        """The URL of a database that is nobody else's, beside the project."""
        number = len(list(self.directory.parent.glob("*.db")))
        path = self.directory.parent / f"{number}.db"
        path.touch()
        return f"sqlite+aiosqlite:///{path}"

    @property
    def revisions(self) -> list[Path]:
        return list(self.directory.glob("src/*/migrations/versions/*.py"))

    @contextmanager
    def served(self, factory: str, **variables: str) -> Iterator[str]:
        """The service on a port that is free, as its address."""
        with self.serving(factory, "--factory", **variables) as service:
            yield service.address

    @contextmanager
    def serving(self, *arguments: str, **variables: str) -> Iterator[Service]:
        """A process of Uvicorn with these arguments, on a port that is free."""
        command = [str(self.scripts / "uvicorn"), *arguments, "--host", "127.0.0.1", "--port", "0"]
        log = self.directory.parent / "service.log"
        with (
            log.open("w") as file,
            subprocess.Popen(
                command,
                cwd=self.directory,
                # The project is not installed where most tests run.
                env=self.environment({"PYTHONPATH": "src", **variables}),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            try:
                yield Service(process, log)
            finally:
                process.terminate()


@dataclass(frozen=True)
class Service:
    """A process that serves a project, and what it has written."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def written(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def address(self) -> str:
        """Where it listens, once it does."""
        self.wait_until(lambda: "(Press CTRL+C to quit)" in self.written)
        return self.written.partition(" running on ")[2].split()[0]

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Return when the condition holds. A process that ends before that is a failure of the test."""
        for _ in range(TRIES):
            if condition():
                return
            assert self.process.poll() is None, self.written
            time.sleep(0.05)
        raise AssertionError(self.written)


def example(name: str, **answers: Any) -> dict[str, Any]:
    entities = (REPOSITORY / "examples" / f"{name}.yml").read_text(encoding="utf-8")
    return {"project_name": name.title(), "entities": entities, **answers}


CASES: dict[str, dict[str, Any]] = {
    "everything": example("everything"),  # the longest first: the others fill the time beside it
    "bookshop": example("bookshop"),
    "blog": example("blog"),
    "mixd": example("mixd"),
    "bookshop-soft-delete": example("bookshop", soft_delete=True),
    "blog-int": example("blog", primary_key="int", project_name="A Name Of Which Forty Letters Are The Package"),
    "small": {"project_name": "Abc", "primary_key": "uuid4", "timestamps": False, "entities": SMALL},
    "lending": {
        "project_name": "Lending",
        "soft_delete": True,
        "entities": (REPOSITORY / "tests" / "model_based" / "lending.yml").read_text(encoding="utf-8"),
    },
    "no-entity": {"project_name": "Nothing", "entities": "entities: {}\n"},
}


def generate(checkout: Path, output: Path, answers: Mapping[str, Any]) -> Project:
    """Generate by Copier and write the first revision on SQLite, as the run after generation does."""
    project = Project(by_copier(checkout, output, answers))
    if answers["entities"] != CASES["no-entity"]["entities"]:
        project.migrate("revision --autogenerate", database=project.sqlite())
    return project


def once(directory: Path, make: Callable[[Path], object]) -> Path:
    """Make a directory in whichever worker comes first; the others wait for it and find it made."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with alone(directory.with_name(f"{directory.name}.lock")):
        if not directory.exists():
            making = directory.with_name(f"{directory.name}.making")
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(directory)
    return directory


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """No other process that names the same file is in here at the same time."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
