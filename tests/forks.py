"""Runs Python commands in forks of a process that has imported what they all import: that takes most of their time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path

IMPORTED = [
    "aiosqlite", "alembic.config", "alembic.script", "anyio.pytest_plugin", "asyncpg", "blockbuster", "email_validator",
    "fastapi", "httpx2", "importlinter.cli", "pydantic_settings", "pytest", "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.aiosqlite", "sqlalchemy.ext.asyncio", "uuid_utils.compat", "xdist.plugin",
]  # fmt: skip

FORKS = multiprocessing.get_context("forkserver") if "forkserver" in multiprocessing.get_all_start_methods() else None
if FORKS:
    FORKS.set_forkserver_preload(IMPORTED)


def run(command: str, arguments: tuple[str, ...], directory: Path, environment: Mapping[str, str], output: Path) -> int:
    """Run a command that a package of this environment brings, as its script would; its exit code."""
    assert FORKS
    process = FORKS.Process(target=_become, args=(command, arguments, directory, dict(environment), output))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _become(
    command: str, arguments: tuple[str, ...], directory: Path, environment: Mapping[str, str], output: Path
) -> None:
    with output.open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    sys.dont_write_bytecode = False  # whatever the caller's Python was told: most projects are run twice
    # The project has a package of this name too.
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]
    sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != Path(__file__).parents[1]]
    (script,) = entry_points(group="console_scripts", name=command)
    sys.argv = [command, *arguments]
    sys.exit(script.load()())
