"""`python -m benchmarks.finishing`: what it costs to finish the bookshop's Python by our own step and by ruff."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from blueprint.finish import finish
from tests.doors import by_copier, make_checkout
from tests.projects import SCRIPTS, example

ROUNDS = 5


def main() -> None:
    with TemporaryDirectory(prefix="async-alchemy-") as room:
        project = by_copier(make_checkout(Path(room, "checkout")), Path(room, "bookshop"), example("bookshop"))
        texts = [path.read_text(encoding="utf-8") for path in project.rglob("*.py")]
        ours = [milliseconds(lambda: [finish(text) for text in texts]) for _ in range(ROUNDS)]
        theirs = [milliseconds(lambda: ruff(shutil.copytree(project, Path(room, "copy")))) for _ in range(ROUNDS)]
    size = (SCRIPTS / "ruff").stat().st_size / 2**20
    print(f"{len(texts)} files: {median(ours):.0f} ms by blueprint/finish, {median(theirs):.0f} ms by ruff")
    print(f"ruff {version('ruff')}: {size:.0f} MiB, which the machine of a user need not have")


def ruff(project: Path) -> None:
    """Drop unused imports, sort them and format, as a hook would have to."""
    for command in (["check", "--fix", "--quiet", "--select", "F401,I"], ["format", "--quiet"]):
        subprocess.run([SCRIPTS / "ruff", *command, "--no-cache"], cwd=project, check=True)
    shutil.rmtree(project)


def milliseconds(finish: Callable[[], object]) -> float:
    begun = time.perf_counter()
    finish()
    return (time.perf_counter() - begun) * 1e3


if __name__ == "__main__":
    main()
