"""Installs, migrates and tests a project that was generated or updated; a script that needs Python alone, run in it.

It never fails for what its user can mend: the project stays, and the last line says how to go on.
"""

from __future__ import annotations

import ast
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

STRICT = "ASYNC_ALCHEMY_STRICT"
TAIL = 40
BIN = Path(".venv", "Scripts" if os.name == "nt" else "bin")
# What the caller has set for other projects. The database of DATABASE_URL above all: `downgrade base` empties it.
FOREIGN = ("DATABASE_URL", "PYTEST_ADDOPTS", "PYTHONHOME", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Step:
    """One line of the table: commands of which each needs the one before it."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Result:
    """How a step ended; `failure` holds the command that failed and what it wrote."""

    name: str
    outcome: str
    seconds: float = 0.0
    failure: tuple[str, str] | None = None


def main() -> int:
    """Verify the project in the current directory; 1 only when the environment asks for it."""
    project = Path.cwd()
    if conflicts := find_conflicts(project):
        print(explain(conflicts))
        return _exit_code()
    known = revisions(project)
    with tempfile.TemporaryDirectory(prefix="async-alchemy-", ignore_cleanup_errors=True) as scratch:
        database = f"sqlite+aiosqlite:///{Path(scratch, 'verify.db').as_posix()}"
        print(f"\nVerifying {project}")
        print(f"Migrations run on a scratch database, {database}; whatever DATABASE_URL names is left alone.\n")
        results = run(plan(project, database), project)
    print(table(results))
    for revision in sorted(revisions(project) - known) if known else ():
        print(f"\nA new revision, to be read before it runs on rows that matter:\n{revision.relative_to(project)}")
        print(indent(ast.get_docstring(ast.parse(revision.read_text(encoding="utf-8"))) or "", "  "))
    failed = next((result for result in results if result.failure), None)
    if failed is None:
        return 0
    print(farewell(failed, project))
    return _exit_code()


def find_conflicts(project: Path) -> list[str]:
    """The files that an update left with conflicts in them."""
    try:
        command = ["git", "ls-files", "--unmerged"]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError:
        return []
    return sorted({line.partition("\t")[2] for line in done.stdout.splitlines()})


def explain(conflicts: Iterable[str]) -> str:
    """What to do about conflicts."""
    names = "\n".join(f"  {name}" for name in conflicts)
    return (
        f"\nBoth the project and the update changed the same lines of\n{names}\n"
        "Both versions stand there, between <<<<<<< and >>>>>>>. Make one of them, and `git add` the files.\n"
        "Continue with: make update"
    )


def plan(project: Path, database: str) -> list[Step]:
    """The steps that the project has use for: without entities there is nothing to migrate."""
    alembic = str(BIN / "alembic")
    scratch = (("DATABASE_URL", database),)
    steps = [Step("install", install_commands(project))]
    if revisions(project) or any(path.name != "__init__.py" for path in project.glob("src/*/models/*.py")):
        upgrade = (alembic, "upgrade", "head")
        revise = (alembic, "revision", "--autogenerate")
        steps += [
            Step("migration", (upgrade, revise) if revisions(project) else (revise,), scratch),
            Step("upgrade", (upgrade,), scratch),
            Step("downgrade", ((alembic, "downgrade", "base"),), scratch),
            Step("upgrade again", (upgrade,), scratch),
        ]
    return [*steps, Step("tests", ((str(BIN / "pytest"),),))]


def revisions(project: Path) -> set[Path]:
    """The migrations that are there."""
    return {path for path in project.glob("src/*/migrations/versions/*.py") if path.name != "__init__.py"}


def install_commands(project: Path) -> tuple[tuple[str, ...], ...]:
    """With uv, else with venv and pip; by this interpreter, no newer one from the network, or by the project's own."""
    own = (project / BIN).is_dir()
    if shutil.which("uv"):
        return (("uv", "sync") if own else ("uv", "sync", "--python", sys.executable),)
    python = str(BIN / "python")
    return (
        *(() if own else ((sys.executable, "-m", "venv", ".venv"),)),
        (python, "-m", "pip", "install", "--upgrade", "pip"),  # --group needs pip 25.1
        (python, "-m", "pip", "install", "--editable", ".", "--group", "dev"),
    )


def run(steps: Sequence[Step], project: Path) -> list[Result]:
    """Run the steps in order, telling of each as it starts; what follows a failure is not run."""
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
    """The steps with their results and times."""
    rows = [(result.name, result.outcome, f"{result.seconds:.1f} s" if result.seconds else "") for result in results]
    rows = [("step", "result", "time"), *rows]
    names, outcomes, times = (max(len(row[column]) for row in rows) for column in range(3))
    return "\n" + "\n".join(f"{name:{names}}  {how:{outcomes}}  {seconds:>{times}}" for name, how, seconds in rows)


def farewell(failed: Result, project: Path) -> str:
    """What failed, its last words, and the command that continues."""
    command, output = failed.failure or ("", "")
    words = "\n".join(f"  {line}" for line in output.splitlines()[-TAIL:]) or "  (it wrote nothing)"
    return (
        f"\nThe end of what `{command}` wrote:\n{words}\n\n"
        f"The step '{failed.name}' failed: {command}\n"
        f"The project is written and stays in {project}. Mend what is named above, there.\n"
        "Continue with: make verify"
    )


def _run_step(step: Step, project: Path) -> Result:
    started = time.monotonic()
    failure = None
    for command in step.commands:
        output = _run_command(command, project, environment(os.environ, step))
        if output is not None:
            failure = shlex.join(command), output
            break
    return Result(step.name, "failed" if failure else "ok", time.monotonic() - started, failure)


def _run_command(command: Sequence[str], project: Path, variables: Mapping[str, str]) -> str | None:
    """What a failing command wrote; None when it ended well."""
    try:
        done = subprocess.run(
            command,
            cwd=project,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        return str(error)
    except KeyboardInterrupt:
        return "stopped by the user"
    return done.stdout if done.returncode else None


def environment(caller: Mapping[str, str], step: Step) -> dict[str, str]:
    """The caller's environment without what belongs to other projects."""
    own = {name: value for name, value in caller.items() if name not in FOREIGN}
    return {**own, "UV_PYTHON_DOWNLOADS": "never", **dict(step.environment)}


def _exit_code() -> int:
    return 1 if os.environ.get(STRICT, "") not in {"", "0"} else 0


if __name__ == "__main__":
    sys.exit(main())
