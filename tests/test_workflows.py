"""The workflows of this repository and of a generated project, as their linters see them; how its container stops."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.doors import REPOSITORY
from tests.projects import SCRIPTS
from tests.snapshots import BOOKSHOP


@pytest.mark.parametrize("project", [REPOSITORY, BOOKSHOP], ids=["this", "generated"])
@pytest.mark.parametrize(
    "command",
    [
        ["zizmor", "--offline", "--no-progress", ".github"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml"],
    ],
    ids=lambda command: command[0],
)
def test_a_workflow_is_sound(project: Path, command: list[str]) -> None:
    done = subprocess.run(
        [SCRIPTS / command[0], *command[1:]], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_requests_under_way_may_end_before_the_container_is_killed() -> None:
    template = REPOSITORY / "template"
    given = re.search(r'"--timeout-graceful-shutdown", "(\d+)"', (template / "Dockerfile").read_text(encoding="utf-8"))
    granted = re.search(r"stop_grace_period: (\d+)s", (template / "compose.yaml").read_text(encoding="utf-8"))
    assert given
    assert granted
    assert int(granted[1]) > int(given[1])
