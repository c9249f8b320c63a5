"""Install, migrate and test the project in the current directory; a script that needs nothing but Python.

After a generation it exits with 0 even if a step failed, because Copier and Cookiecutter delete a project whose script
fails, and its user can fix most errors. An update deletes nothing, so a failed step is a failed update.
"""

from __future__ import annotations

import ast
import io
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from textwrap import indent

STRICT = "ASYNC_ALCHEMY_STRICT"
TAIL = 40  # lines of a failed command's output that are shown
BIN = Path(".venv", "Scripts" if os.name == "nt" else "bin")
FOREIGN = (
    # Settings of a service. `downgrade base` empties the database of DATABASE_URL.
    *("DATABASE_URL", "LOCK_TIMEOUT", "POOL_*", "STATEMENT_TIMEOUT"),
    # Other environments, plugins and configurations for the commands that are run here.
    *("ALEMBIC_*", "COVERAGE_*", "COV_CORE_*", "MYPYPATH", "MYPY_*", "PYTEST_*", "PYTHON*", "RUFF_*", "SQLALCHEMY_*"),
    *("ENSUREPIP_OPTIONS", "VIRTUAL_ENV"),
    # Other repositories: git sets these for its hooks.
    *("GIT_COMMON_DIR", "GIT_DIR", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_WORK_TREE"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_OBJECT_DIRECTORY"),
    # Where and how to install. Where packages come from (UV_INDEX, UV_OFFLINE, PIP_INDEX_URL...) is kept.
    *("PIP_DRY_RUN", "PIP_NO_BUILD_ISOLATION", "PIP_NO_DEPS", "PIP_PREFIX", "PIP_PYTHON", "PIP_REQUIRE_HASHES"),
    *("PIP_REQUIRE_VIRTUALENV", "PIP_ROOT", "PIP_TARGET", "PIP_USER"),
    *("UV_FROZEN", "UV_ISOLATED", "UV_LOCKED", "UV_MANAGED_PYTHON", "UV_NO_DEFAULT_GROUPS", "UV_NO_DEV"),
    *("UV_NO_EDITABLE", "UV_NO_GROUP", "UV_NO_INSTALL_*", "UV_NO_MANAGED_PYTHON", "UV_NO_SYNC", "UV_PROJECT"),
    *("UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "UV_PYTHON_PREFERENCE", "UV_RESOLUTION", "UV_SYSTEM_PYTHON"),
    *("UV_WORKING_DIR", "UV_WORKING_DIRECTORY"),
)
"""Patterns of variables that a caller sets for other projects, and that would change what the steps do."""
SUPPORTED = "import sys; sys.exit(sys.version_info < (3, 11))"
"""A program that fails in a Python that is too old for the project."""


@dataclass(frozen=True)
class Step:
    """One row of the table: commands that run one after the other, until one fails."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """The outcome of a step; `failure` holds the command that failed and its output."""

    name: str
    outcome: str
    seconds: float = 0.0
    failure: tuple[str, str] | None = None


def main(arguments: Sequence[str] = ()) -> int:
    """Verify the project in the current directory, after an update if an argument says so; return the exit code."""
    project = Path.cwd()
    updated = "update" in arguments
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an output that the terminal cannot show is no reason to fail
    if updated and (conflicts := find_conflicts(project)):
        print(conflict_message(conflicts))
        return 1
    if updated and not git(project, "status", "--porcelain", "--untracked-files=normal", "--", "."):
        print("\nThe project is up to date: nothing changed.\nTo migrate and test it all the same, run: make verify")
        return 0
    known = revisions(project)
    failed = verify(project)
    if known:
        for revision in sorted(revisions(project) - known):
            print(revision_message(revision, project))
    if failed is None:
        print(success_message(project, updated))
        return 0
    print(failure_message(failed, project, "make update" if updated else "make verify"))
    return 1 if updated or os.environ.get(STRICT, "") not in {"", "0"} else 0


def verify(project: Path) -> Result | None:
    """Run all steps on a scratch database, print their table, and return the step that failed."""
    with tempfile.TemporaryDirectory(prefix="async-alchemy-", ignore_cleanup_errors=True) as scratch:
        database = f"sqlite+aiosqlite:///{Path(scratch, 'verify.db').as_posix()}"
        print(f"\nVerifying {project}")
        print(f"The steps use a scratch database ({database}), never the one that DATABASE_URL names.\n")
        results = run(plan(project, database), project)
    if results[0].failure is None:
        # The Makefile installs no second time, unless the project is moved.
        (project / ".venv" / ".place").write_text(f"{project.resolve()}\n", encoding="utf-8")
        (project / ".venv" / ".ready").touch()
    print(table(results))
    return next((result for result in results if result.failure), None)


def git(project: Path, *arguments: str) -> list[str]:
    """Return the lines, ended by NUL, that a git command prints; none where git is missing or fails."""
    command = ["git", *arguments[:1], "-z", *arguments[1:]]
    own = environment(os.environ)
    try:
        done = subprocess.run(command, cwd=project, env=own, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return []
    return [line for line in done.stdout.split("\0") if line]


def find_conflicts(project: Path) -> list[str]:
    """Return the files in which an update left conflicts."""
    return sorted({line.partition("\t")[2] for line in git(project, "ls-files", "--unmerged")})


def conflict_message(conflicts: Iterable[str]) -> str:
    """Return how to resolve the conflicts in these files."""
    names = "\n".join(f"  {name}" for name in conflicts)
    return (
        f"\nThese files have conflicts, because you and the update changed the same lines:\n{names}\n"
        "In each file, keep one of the versions between <<<<<<< and >>>>>>>. Then run `git add` on it.\n"
        "Continue with: make update"
    )


def plan(project: Path, database: str) -> list[Step]:
    """Return the steps that the project needs: without entities there is nothing to migrate."""
    alembic = str(BIN / "alembic")
    scratch = {"DATABASE_URL": database}
    # An absolute path: in a uv workspace, uv would take the environment of the workspace.
    steps = [Step("install", install_commands(project), {"UV_PROJECT_ENVIRONMENT": str(project / ".venv")})]
    if revisions(project) or any(path.name != "__init__.py" for path in project.glob("src/*/models/*.py")):
        upgrade = (alembic, "upgrade", "head")
        revise = (alembic, "revision", "--autogenerate")
        steps += [
            Step("migration", (upgrade, revise) if revisions(project) else (revise,), scratch),
            Step("upgrade", (upgrade,), scratch),
            Step("downgrade", ((alembic, "downgrade", "base"),), scratch),
            Step("upgrade again", (upgrade,), scratch),
        ]
    return [*steps, Step("tests", ((str(BIN / "pytest"),),), scratch)]


def revisions(project: Path) -> set[Path]:
    """Return the files of the project's revisions."""
    return {path for path in project.glob("src/*/migrations/versions/*.py") if path.name != "__init__.py"}


def install_commands(project: Path) -> tuple[tuple[str, ...], ...]:
    """Return the commands that install the project in its environment, by uv or else by venv and pip.

    An environment that fits is kept. Otherwise it is made by this interpreter, so that none is downloaded.
    """
    python = str(BIN / "python")
    if shutil.which("uv"):
        return (("uv", "sync", "--python", python if succeeds(project, python, "-c", SUPPORTED) else sys.executable),)
    commands = (
        (python, "-m", "pip", "install", "--upgrade", "pip"),  # --group needs pip 25.1
        (python, "-m", "pip", "install", "--editable", ".", "--group", "dev"),
    )
    if succeeds(project, python, "-c", f"import pip; {SUPPORTED}"):
        return commands
    return ((sys.executable, "-m", "venv", "--clear", ".venv"), *commands)


def succeeds(project: Path, *command: str) -> bool:
    """Tell whether a command exists and ends with success."""
    return _failure(command, project, {}) is None


def run(steps: Sequence[Step], project: Path) -> list[Result]:
    """Run the steps in order, printing each as it starts; skip those after a failure."""
    results: list[Result] = []
    for number, step in enumerate(steps, start=1):
        if any(result.failure for result in results):
            results.append(Result(step.name, "not run"))
            continue
        shown = " && ".join(shlex.join(command) for command in step.commands)
        print(f"[{number}/{len(steps)}] {step.name}: {shown}", flush=True)
        results.append(_run_step(step, project))
    return results


def table(results: Iterable[Result]) -> str:
    """Return the steps with their results and times, as a text table."""
    rows = [(result.name, result.outcome, f"{result.seconds:.1f} s" if result.seconds else "") for result in results]
    rows = [("step", "result", "time"), *rows]
    names, outcomes, times = (max(len(row[column]) for row in rows) for column in range(3))
    return "\n" + "\n".join(f"{name:{names}}  {how:{outcomes}}  {seconds:>{times}}" for name, how, seconds in rows)


def revision_message(revision: Path, project: Path) -> str:
    """Return the docstring of a new revision, below its path."""
    words = ast.get_docstring(ast.parse(revision.read_text(encoding="utf-8"))) or ""
    path = revision.relative_to(project)
    return f"\nRead this new revision before you run it on real data:\n  {path}\n{indent(words, '  ')}"


def failure_message(failed: Result, project: Path, resume: str = "make verify") -> str:
    """Return the end of the output of a failed step, where the project is, and the command that continues."""
    command, output = failed.failure or ("", "")
    tail = "\n".join(f"  {line}" for line in output.splitlines()[-TAIL:]) or "  (no output)"
    return (
        f"\nThe end of the output of `{command}`:\n{tail}\n\n"
        f"The step '{failed.name}' failed: {command}\n"
        f"The project stays in {project}. Fix the error there.\n"
        f"Continue with: {resume}"
    )


def success_message(project: Path, updated: bool) -> str:
    """Return what to do after a run without failures."""
    if updated:
        return "\nThe update is merged and verified. Review it with `git diff`, then commit it."
    in_repository = any((directory / ".git").exists() for directory in (project, *project.parents))
    command = "" if in_repository else ": git init && git add -A && git commit -m Generate"
    return (
        f"\nThe project is ready in {project}\n"
        f"Commit it, so that `make update` can change it later{command}\n"
        "Start it with: make run"
    )


def _run_step(step: Step, project: Path) -> Result:
    started = time.monotonic()
    failure = None
    for command in step.commands:
        output = _failure(command, project, step.variables)
        if output is not None:
            failure = shlex.join(command), output
            break
    return Result(step.name, "failed" if failure else "ok", time.monotonic() - started, failure)


def _failure(command: Sequence[str], project: Path, variables: Mapping[str, str]) -> str | None:
    """Return the output of a command that failed, or None if it succeeded."""
    try:
        done = subprocess.run(
            command,
            cwd=project,
            env={**environment(os.environ), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        return str(error)
    except KeyboardInterrupt:
        return "Stopped by Ctrl-C."
    return done.stdout if done.returncode else None


def environment(caller: Mapping[str, str]) -> dict[str, str]:
    """Return the caller's variables without those of other projects."""
    own = {name: value for name, value in caller.items() if not any(fnmatchcase(name, other) for other in FOREIGN)}
    return {**own, "UV_PYTHON_DOWNLOADS": "never"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
