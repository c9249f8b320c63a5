"""Plugins of pytest that an owner installs: the suite of a project runs with them."""

from __future__ import annotations

import pytest

from tests.projects import Project

# As pytest-asyncio 1.5 says it while pytest reads its configuration.
PLUGIN = """
import warnings
import pytest


def pytest_configure(config):
    text = 'The configuration option "asyncio_default_fixture_loop_scope" is unset.\\nThe event loop scope ...'
    warnings.warn(pytest.PytestDeprecationWarning(text))
"""


@pytest.mark.slow
@pytest.mark.parametrize("project", ["bookshop"], indirect=True)
def test_a_suite_runs_beside_pytest_asyncio(project: Project) -> None:
    (project.directory / "conftest.py").write_text(PLUGIN, encoding="utf-8")
    assert " passed" in project.run("pytest", "tests/test_models.py")
