"""Commands that stand in for real ones, and the PATH on which they are found."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_command(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def path_with(tools: Path) -> str:
    """Return a PATH on which the commands of a directory come first."""
    return os.pathsep.join([str(tools), os.environ["PATH"]])


def path_without(name: str, tools: Path, *needed: str) -> str:
    """Return a PATH without the directories of one command; links in `tools` lead to others that are needed."""
    tools.mkdir(exist_ok=True)
    for other in needed:
        (tools / other).symlink_to(str(shutil.which(other)))
    directories = [path for path in os.environ["PATH"].split(os.pathsep) if not Path(path, name).exists()]
    return os.pathsep.join([str(tools), *directories])
