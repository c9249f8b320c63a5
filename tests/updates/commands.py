"""The commands of make in a project, and commands that only write down how they were called."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests import doors

REPLACE_UVX = """#!/bin/sh
echo "uvx $*" >> "{calls}"
while [ "$1" != copier ]; do shift; done
shift
exec "{python}" -m copier "$@"
"""


def write_command(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def make_update(
    project: Path, arguments: str = "", path: str | None = None, flags: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `make update` apart from any make that runs these tests."""
    path = path or os.pathsep.join([str(project.parent / "tools"), os.environ["PATH"]])
    command = ["make", "--directory", str(project), "update", f"ARGS={arguments}"]
    return doors.run_command(command, project.parent, MAKEFLAGS=flags, PATH=path)


def make(project: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(project.parent / "tools"), os.environ["PATH"]])
    command = ["make", "--directory", str(project), *arguments]
    return doors.run_command(command, project.parent, **{"MAKEFLAGS": "", "PATH": path, **variables})
