"""Both front doors as functions: one checkout and a set of answers in, the generated tree out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import copier
from cookiecutter.exceptions import FailedHookException
from cookiecutter.main import cookiecutter
from copier.errors import UserMessageError

REPOSITORY = Path(__file__).resolve().parent.parent
LEFT = re.compile(r"(?<!\$)\{\{ |\{%|\{#|cookiecutter\.")
PROVENANCE = (b"_commit: ", b"_src_path: ")
Tree = dict[str, tuple[int, bytes | None]]
Door = Callable[[Path, Path, Mapping[str, Any]], Path]


def make_checkout(directory: Path) -> Path:
    """A clean clone of the working tree as it is, with what git does not ignore committed."""
    listed = git(REPOSITORY, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    for name in filter(None, listed.split("\0")):
        if (REPOSITORY / name).is_file():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, directory / name)
    make_repository(directory, "The working tree")
    return directory


def make_repository(directory: Path, message: str = "Generated", tag: str | None = None) -> None:
    """Begin the history of a directory with all that is in it."""
    git(directory, "init", "--quiet")
    commit(directory, message, tag)


def commit(directory: Path, message: str, tag: str | None = None) -> None:
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--allow-empty", "--message", message)
    if tag:
        git(directory, "tag", tag)


def git(directory: Path, *arguments: str) -> str:
    """Run git as somebody who has configured nothing."""
    author = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(directory), *author, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def unmerged(directory: Path) -> list[str]:
    """Return the files in which git knows of a conflict."""
    lines = git(directory, "ls-files", "--unmerged").splitlines()
    return sorted({line.partition("\t")[2] for line in lines})


def by_copier(checkout: Path, output: Path, answers: Mapping[str, Any]) -> Path:
    """Copier's API, as a run with --defaults."""
    copier.run_copy(
        str(checkout),
        output,
        data={"verify": "skip", **answers},
        defaults=True,
        quiet=True,
        unsafe=True,
        vcs_ref="HEAD",
    )
    return output


def by_cookiecutter(checkout: Path, output: Path, answers: Mapping[str, Any]) -> Path:
    """Cookiecutter's API, as a run with --no-input that leaves nothing in the user's home."""
    output.mkdir(parents=True, exist_ok=True)
    config = output.with_name(f"{output.name}.config.yml")
    config.write_text(f"cookiecutters_dir: {output}.clones\nreplay_dir: {output}.replay\n", encoding="utf-8")
    context = {"verify": "skip", **answers}
    return Path(
        cookiecutter(
            str(checkout), no_input=True, extra_context=context, output_dir=str(output), config_file=str(config)
        )
    )


REFUSALS: list[tuple[Door, type[Exception]]] = [(by_copier, UserMessageError), (by_cookiecutter, FailedHookException)]
"""Both doors, each with the error by which it refuses answers."""


def update(project: Path, **options: Any) -> None:
    """Copier's API, as a run of `copier update` with --defaults."""
    copier.run_update(project, defaults=True, overwrite=True, quiet=True, unsafe=True, **options)


def copier_command(checkout: Path, output: Path, *options: str) -> list[str]:
    options = ("--trust", "--defaults", "--vcs-ref", "HEAD", *options)
    return [sys.executable, "-m", "copier", "copy", *options, str(checkout), str(output)]


def cookiecutter_command(checkout: Path, output: Path, *answers: str) -> list[str]:
    return [sys.executable, "-m", "cookiecutter", "--no-input", "--output-dir", str(output), str(checkout), *answers]


def run_command(command: list[str], room: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command line with a home and a directory for temporary files of its own, both in `room`."""
    for name in ("home", "tmp"):
        (room / name).mkdir(parents=True, exist_ok=True)
    dropped = ("PYTEST_", "COV_", "COLUMNS", "XDG_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    environment = {**inherited, "HOME": str(room / "home"), "TMPDIR": str(room / "tmp"), **variables}
    return subprocess.run(
        command,
        cwd=room,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def tree(root: Path) -> Tree:
    """Every path below a project with its mode and content, directories too; without the lines of provenance."""
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mode, content(path) if path.is_file() else None)
        for path in sorted(root.rglob("*"))
    }


def content(path: Path) -> bytes:
    """Return the content of a file, for that of the answers without the lines of provenance."""
    found = path.read_bytes()
    if path.name != ".copier-answers.yml":
        return found
    return b"".join(line for line in found.splitlines(keepends=True) if not line.startswith(PROVENANCE))


def assert_rendered(project: Path) -> None:
    """No tag survives; `${{` belongs to GitHub."""
    for path, (_, found) in tree(project).items():
        text = (found or b"").decode()
        assert not LEFT.search(path), path
        assert not LEFT.search(text), f"{path}: {LEFT.search(text)}"
