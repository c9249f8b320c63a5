"""Runs the script that verifies a project after generation, and reads the calls of its commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from blueprint.doors import verify
from tests.commands import path_with

SCRIPT = Path(verify.__file__)
STEPS = ["install", "migration", "upgrade", "downgrade", "upgrade again", "tests"]


def run_script(project: Path, tools: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script as Copier starts it."""
    environment = {**os.environ, "PATH": path_with(tools), **variables}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class Call:
    """A recorded call of a command."""

    command: list[str]
    variables: dict[str, str]


def calls(project: Path) -> list[Call]:
    lines = (project.parent / "calls").read_text(encoding="utf-8").splitlines()
    return [Call(**json.loads(line)) for line in lines]
