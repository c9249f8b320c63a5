"""The projects of the cases, which all tests of this directory share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.matrix.cases import CASES
from tests.projects import Project, generate, once


@pytest.fixture
def project(request: pytest.FixtureRequest, shared: Path, checkout: Path) -> Project:
    """The project of a case with its first revision; all tests share it, and none writes to it."""
    case: str = request.param
    directory = shared / "variants" / case / "project"
    return Project(once(directory, lambda output: generate(checkout, output, CASES[case])))
