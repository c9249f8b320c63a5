"""A template of the files in which answers end, because most files hold none."""

from __future__ import annotations

import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest

ANSWERED = (
    ".copier-answers.yml", ".env.example", "README.md", "alembic.ini", "compose.yaml", "entities.yml", "pyproject.toml",
    "src/*/main.py", "src/*/models/*", "src/*/schemas/{% yield*", "tests/factories/{% yield*",
)  # fmt: skip


@pytest.fixture(scope="session")
def answered(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout with this template, and without a history."""
    copy = tmp_path_factory.mktemp("answered") / "async-alchemy"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".git", "tests", "snapshots"))
    (copy / "tests").mkdir()
    root = copy / "template"
    for path in [path for path in root.rglob("*") if path.is_file()]:
        if not any(fnmatch(path.relative_to(root).as_posix(), pattern) for pattern in ANSWERED):
            path.unlink()
    for directory in sorted((path for path in root.rglob("*") if path.is_dir()), reverse=True):
        if not any(directory.iterdir()):
            directory.rmdir()
    return copy
