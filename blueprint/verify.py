"""Installs, migrates and tests a project that was just generated; a script that needs Python alone, and runs in it.

It never fails for what its user can mend: the project stays, and the last line says how to go on.
"""

from __future__ import annotations

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
    with tempfile.TemporaryDirectory(prefix="async-alchemy-", ignore_cleanup_errors=True) as scratch:
        database = f"sqlite+aiosqlite:///{Path(scratch, 'verify.db').as_posix()}"
        print(f"\nVerifying {project}")
        print(f"Migrations run on a scratch database, {database}; whatever DATABASE_URL names is left alone.\n")
        results = run(plan(project, database), project)
    print(table(results))
    failed = next((result for result in results if result.failure), None)
    if failed is None:
        return 0
    print(farewell(failed, project))
    return 1 if os.environ.get(STRICT, "") not in {"", "0"} else 0


def plan(project: Path, database: str) -> list[Step]:
    """The steps that the project has use for: no migration for no entities, no first migration where there is one."""
    alembic = str(BIN / "alembic")
    scratch = (("DATABASE_URL", database),)
    steps = [Step("install", install_commands())]
    if _is_empty(project, "src/*/migrations/versions") and not _is_empty(project, "src/*/models"):
        steps.append(Step("first migration", ((alembic, "revision", "--autogenerate"),), scratch))
    if len(steps) > 1 or not _is_empty(project, "src/*/migrations/versions"):
        upgrade = ((alembic, "upgrade", "head"),)
        steps += [
            Step("upgrade", upgrade, scratch),
            Step("downgrade", ((alembic, "downgrade", "base"),), scratch),
            Step("upgrade again", upgrade, scratch),
        ]
    return [*steps, Step("tests", ((str(BIN / "pytest"),),))]


def install_commands() -> tuple[tuple[str, ...], ...]:
    """With uv, told to use this interpreter and no newer one from the network; else with venv and pip."""
    if shutil.which("uv"):
        return (("uv", "sync", "--python", sys.executable),)
    python = str(BIN / "python")
    return (
        (sys.executable, "-m", "venv", ".venv"),
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


def _is_empty(project: Path, pattern: str) -> bool:
    """Whether no module stands in the directories, their own `__init__` aside."""
    return all(path.name == "__init__.py" for path in project.glob(f"{pattern}/*.py"))


if __name__ == "__main__":
    sys.exit(main())
