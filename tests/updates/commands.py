"""The commands of make in a project, with a `uvx` that records its calls."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests import doors
from tests.commands import path_with

REPLACE_UVX = """#!/bin/sh
echo "uvx $*" >> "{calls}"
while [ "$1" != copier ]; do shift; done
shift
exec "{python}" -m copier "$@"
"""


def make(project: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run make apart from any make that runs these tests, with the commands in `tools` beside the project."""
    environment = {"MAKEFLAGS": "", "PATH": path_with(project.parent / "tools"), **variables}
    return doors.run_command(["make", "--directory", str(project), *arguments], project.parent, **environment)


def make_update(project: Path, arguments: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return make(project, "update", f"ARGS={arguments}", **variables)
