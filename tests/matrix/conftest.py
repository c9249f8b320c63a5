"""The projects of the cases, which all tests of this directory share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.doors import by_copier
from tests.matrix.cases import CASES
from tests.projects import Project, begun, once


@pytest.fixture
def case(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def rendered(case: str, shared: Path, checkout: Path) -> Path:
    """What Copier makes of a case; all tests share it, and none writes to it."""
    return once(shared / "variants" / case / "rendered", lambda output: by_copier(checkout, output, CASES[case]))


@pytest.fixture
def project(rendered: Path) -> Project:
    """The same with its first revision, and with what the commands leave that are run there."""
    directory = rendered.with_name("project")
    return Project(once(directory, lambda output: begun(Path(shutil.copytree(rendered, output)))))
