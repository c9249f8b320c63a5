"""Generated projects as their users have them: a directory, and the commands that run in it."""

from __future__ import annotations

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
from uuid import uuid4

from filelock import FileLock

from blueprint import notation
from blueprint.doors import verify
from blueprint.notation.model import Entity, Key
from tests import entity_files, forks
from tests.doors import REPOSITORY, by_copier

TRIES = 1200
"""After this many looks at a service that does not come to it, a test fails instead of waiting for ever."""

SCRIPTS = Path(sysconfig.get_path("scripts"))
FORKED = {"alembic", "pytest"} if forks.FORKS else set()
"""What takes longer to import than to run."""
PLUGINS = "-p anyio -p xdist -W ignore::pytest.PytestAssertRewriteWarning"
"""Those of a project; forks have them imported before pytest could rewrite their assertions."""

SMALL = "Author:\n  name: str(120)\n  email: email unique\nBook:\n  title: str(200)\n  author: Author\n"


@dataclass(frozen=True)
class Project:
    """A generated project and the commands of an environment that has what it needs."""

    directory: Path
    scripts: Path = SCRIPTS

    def run(self, command: str, *arguments: str, **variables: str) -> str:
        """Run a command there; what it wrote. One that fails is a failure of the test."""
        environment = self.environment(variables)
        output = self.scraps / f"{uuid4().hex}.log"
        if command in FORKED and self.scripts == SCRIPTS:
            code = forks.run(command, arguments, self.directory, environment, output)
        else:
            with output.open("wb") as file:
                code = subprocess.run(
                    [str(self.scripts / command), *arguments],
                    cwd=self.directory,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    check=False,
                ).returncode
        written = output.read_text(encoding="utf-8", errors="replace")
        output.unlink()
        assert code == 0, f"{command} {' '.join(arguments)}\n{written}"
        return written

    def migrate(self, *steps: str, database: str) -> None:
        """Run Alembic's commands; one that ends well without having done anything is a failure too."""
        expected = {"check": "No new upgrade operations detected", "current": "(head)" if self.revisions else ""}
        for step in steps:
            written = self.run("alembic", *step.split(), DATABASE_URL=database)
            assert expected.get(step, "") in written, written or step

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """The caller's without what belongs to the run of pytest that this is part of, and a directory for scraps.

        The suites of projects run as where only the project's dependencies are installed.
        """
        caller = verify.environment(os.environ)
        own = {name: value for name, value in caller.items() if not name.startswith("PYTEST_")}
        own.pop("PYTHONDONTWRITEBYTECODE", None)
        plugins = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": PLUGINS}
        return {**own, "TMPDIR": str(self.scraps), **plugins, **variables}

    @property
    def scraps(self) -> Path:
        directory = self.directory.parent / "scraps"
        directory.mkdir(exist_ok=True)
        return directory

    def sqlite(self) -> str:
        """The URL of a database that is nobody else's, beside the project."""
        path = self.scraps / f"{uuid4().hex}.db"
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


EXAMPLES = {path.stem: example(path.stem) for path in entity_files.EXAMPLES}
CASES: dict[str, dict[str, Any]] = {
    **EXAMPLES,
    "lending": {
        "project_name": "Lending",
        "soft_delete": True,
        "entities": (REPOSITORY / "tests" / "model_based" / "lending.yml").read_text(encoding="utf-8"),
    },
    "library": {
        "project_name": "Library",
        "soft_delete": True,
        "primary_key": "int",
        "entities": (REPOSITORY / "tests" / "clients" / "library.yml").read_text(encoding="utf-8"),
    },
}


def entities_of(answers: Mapping[str, Any]) -> tuple[Entity, ...]:
    return described_by(answers).entities


def described_by(answers: Mapping[str, Any]) -> notation.Description:
    """What a project's answers describe, the questions that they leave out answered by default."""
    given = {"primary_key": "uuid7", "soft_delete": False, "timestamps": True, **answers}
    switches = {answer: given[answer] for answer in ("soft_delete", "timestamps")}
    return notation.parse(given["entities"], key=Key(given["primary_key"]), **switches)


def generate(checkout: Path, output: Path, answers: Mapping[str, Any]) -> Project:
    """Generate by Copier and write the first revision."""
    return begun(by_copier(checkout, output, answers))


def begun(rendered: Path) -> Project:
    """Write the first revision on SQLite, as the run after generation does."""
    project = Project(rendered)
    project.migrate("revision --autogenerate", database=project.sqlite())
    return project


def once(directory: Path, make: Callable[[Path], object]) -> Path:
    """Make a directory in whichever worker comes first; the others wait for it and find it made."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(directory.with_name(f"{directory.name}.lock")):
        if not directory.exists():
            making = directory.with_name(f"{directory.name}.making")
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(directory)
    return directory
